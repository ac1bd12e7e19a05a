#!/bin/sh
# Sees to it that the libraries that Qt expects from the system are there.
#
#   packaging/system_libraries.sh window    what the terminal needs
#   packaging/system_libraries.sh tests     the same, a screen and a print server to test on, and what reads a PDF
#
# Installs what is missing on Debian and Ubuntu, as root or with a sudo that
# asks no password. Otherwise says what to type and stops. Asks the network
# nothing while nothing is missing.
set -eu

# Qt names libxcb-cursor0 for whatever it lacks: the list was found on a bare system.
window="libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
# The camera and printers on USB.
devices="libpulse0 libusb-1.0-0"
screen="xvfb xauth xdotool x11-xkb-utils openbox"
# A print server to send slips through; its way to printers in the network is in "cups" alone.
printers="cups cups-daemon cups-client"
# Draw a PDF, so that the codes on a sheet of cards can be read from it, and verify signatures.
reader="poppler-utils openssl"

case "${1:-}" in
    window) wanted="$window $devices" ;;
    tests) wanted="$window $devices $screen $printers $reader" ;;
    *)
        echo "usage: $0 window|tests" >&2
        exit 2
        ;;
esac

[ "$(uname -s)" = Linux ] || exit 0

if ! command -v dpkg-query >/dev/null; then
    echo "This is neither Debian nor Ubuntu, so nothing was checked. Qt needs, in Debian's words:"
    echo "   " $wanted
    exit 0
fi

installed() {
    # Newer releases call some of them by their old name and t64.
    dpkg-query --show --showformat '${db:Status-Status}\n' "$1" "$1t64" 2>/dev/null |
        grep -qx installed
}

missing=""
for package in $wanted; do
    installed "$package" || missing="$missing $package"
done

# A Python of the distribution comes without the means to make an environment.
if [ "${PYTHON:-python3}" = python3 ] && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    missing="$missing python3-venv"
fi

[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "These system packages are missing:$missing" >&2
    echo "Please run this once, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing system packages:$missing"
quietly() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 -o Dpkg::Use-Pty=0 "$@" </dev/null
}
quietly update
quietly install --yes --no-install-recommends $missing >/dev/null
