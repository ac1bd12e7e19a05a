#!/bin/sh
# Makes .venv from the lock, or finds that it is made already.
#
#   packaging/environment.sh run    what the terminal needs
#   packaging/environment.sh dev    the same, and the tools
#   packaging/environment.sh mutants    these, and what changes the code to see whether a test fails
#
# What was installed is remembered as a copy of the lock inside .venv, so that
# a second run compares two files and installs nothing.
set -eu
cd "$(dirname "$0")/.."

kind="${1:?usage: $0 run|dev|mutants}"
python="${PYTHON:-python3}"
remembered=".venv/.installed"

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed; $python is not. Try: make PYTHON=python3.12 run" >&2
    exit 1
fi

# An environment knows its own path and its Python; it survives no change of either.
if [ -f "$remembered/where" ] && [ "$(cat "$remembered/where")" != "$PWD" ]; then
    rm -rf .venv
fi
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    rm -rf .venv
    "$python" -m venv .venv
fi
mkdir -p "$remembered"

up_to_date() {
    cmp -s "requirements/$1.txt" "$remembered/$1.txt"
}

# The developers' lock contains the terminal's.
if ! up_to_date "$kind" && ! { [ "$kind" = run ] && up_to_date dev; }; then
    echo "Installing the locked libraries for \"$kind\" into .venv; the first time takes a minute …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes --only-binary :all: --requirement "requirements/$kind.txt"
    # Some machines forbid Python to keep its bytecode, and imports then take five times as long.
    .venv/bin/python -m compileall -q .venv/lib >/dev/null || true
    cp "requirements/$kind.txt" "$remembered/$kind.txt"
fi

if ! cmp -s pyproject.toml "$remembered/pyproject.toml"; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --no-index --editable .
    cp pyproject.toml "$remembered/pyproject.toml"
fi
printf '%s' "$PWD" >"$remembered/where"

.venv/bin/python -m compileall -q pos_loyalty
