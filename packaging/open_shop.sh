#!/bin/sh
# Opens the terminal on a shop to try things in, and makes that shop first if need be.
set -eu
cd "$(dirname "$0")/.."

program=.venv/bin/pos-loyalty
shop=demo-shop
# Stands while the shop is being made, so that a half-made one is not taken for a shop.
unfinished=build/demo-shop-unfinished

if [ "$(uname -s)" = Linux ] &&
    [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
    echo "There is no screen here, so a counter story is played without one."
    QT_QPA_PLATFORM=offscreen "$program" demo --out build/demo
    echo "What happened is in build/demo."
    echo "To work with the window from elsewhere, serve it over VNC (port 5900 of this machine):"
    echo "    QT_QPA_PLATFORM=vnc:size=1366x768 make run"
    exit 0
fi

mkdir -p build
if [ -e "$unfinished" ]; then
    rm -rf "$shop"
fi
if [ ! -e "$shop" ]; then
    echo "Making a shop with 200 members and a year of purchases in $shop …"
    touch "$unfinished"
    "$program" --data "$shop" shop create --name "Sonnenblume Naturkost" \
        --program sonnenblume --members 200 --seed 7 >/dev/null
    rm -f "$unfinished"
fi
exec "$program" --data "$shop" run
