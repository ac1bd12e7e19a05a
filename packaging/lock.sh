#!/bin/sh
# Writes the lock anew: every library, its version and its hashes for all systems.
#
#   packaging/lock.sh              adds and removes what pyproject.toml adds and removes
#   packaging/lock.sh --upgrade    takes the newest of everything
#
# The lock carries no addresses, so that each machine fetches from where it is
# told to. Needs uv on the path; the product itself does not.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
        pyproject.toml "$@"
}
compile --group pyproject.toml:backend --output-file requirements/run.txt "$@"
compile --group pyproject.toml:dev --constraint requirements/run.txt \
    --output-file requirements/dev.txt "$@"
compile --group pyproject.toml:mutants --constraint requirements/dev.txt \
    --output-file requirements/mutants.txt "$@"
