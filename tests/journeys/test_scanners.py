"""Members served by scanners of many kinds, in the program's own window, with real keys."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.serial_line import SerialLine
from tests.support.shopfront import CASHIER_PIN, Shopfront, shopfront
from tests.support.xvfb import IS_HERE, RunningTill, display

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs Xvfb, xdotool and openbox")

ANNA = "Anna Berger"
SERVED = "a member is served"


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A display for all of these."""
    with display() as name:
        yield name


def test_the_counter_is_worked_by_keyboard_with_scans_amid(tmp_path: Path, screen: str) -> None:
    """Slow, without Enter, in lower case, with Tab: each time she is served, and nothing leaks."""
    shop = shopfront(tmp_path)
    card = shop.people[ANNA].card
    with RunningTill(screen, shop.folder) as till:
        till.sign_in(CASHIER_PIN)
        for served, (code, delay_ms, suffix) in enumerate(
            [(card, 45, "Return"), (card, 2, ""), (card.lower(), 4, "Tab"), (card, 50, "")], 1
        ):
            till.type("Ber")
            till.scan(code, delay_ms=delay_ms, suffix=suffix)
            till.heard(SERVED, served)
            till.type("36,50")
            till.press("Return")
            till.heard("recorded and shown", served)
        till.press("ctrl+q")
        assert till.ended() == 0
        assert "Traceback" not in till.said()
    assert shop.rows("SELECT total_minor FROM sale") == [(3650,)] * 4


def test_a_scanner_on_a_serial_line_is_unplugged_and_plugged_in_again(
    tmp_path: Path, screen: str
) -> None:
    """It serves whoever is at the counter, and nobody has to start anything again."""
    shop = shopfront(tmp_path)
    with SerialLine(tmp_path) as line:
        _set_serial(shop, line.name)
        with RunningTill(screen, shop.folder) as till:
            till.sign_in(CASHIER_PIN)
            line.scan(shop.people[ANNA].card.encode() + b"\r\n")
            till.heard(SERVED)
            till.type("36,50")
            till.press("Return")
            till.heard("recorded and shown")
            line.unplug()
            till.heard("serial scanner: unplugged")
            line.plug()
            till.heard("serial scanner: connected", 2)
            line.scan(shop.people[ANNA].card.encode() + b"\r\n")
            till.heard(SERVED, 2)
            till.press("ctrl+q")
            assert till.ended() == 0
            assert "Traceback" not in till.said()
    assert shop.balance(ANNA) > 0


def _set_serial(shop: Shopfront, port: str) -> None:
    shop.inside(
        lambda inside: inside.settings.change(
            lambda settings: replace(settings, scanner=replace(settings.scanner, serial=port))
        )
    )
