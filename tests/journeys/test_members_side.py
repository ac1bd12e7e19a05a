"""The second screen follows the counter, and forgets who was there."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from tests.support.shopfront import CASHIER, CASHIER_PIN, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_members_screen_follows_a_sale(tmp_path: Path, open_till: OpenTill) -> None:
    """Greeting, running points, result; never the family name, and nobody after she has left."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.choose("Anzeige für Mitglieder")
    display: CustomerDisplayView = till.floor.member_side.view
    till.until(display.isVisible, "the second screen")

    def shows(*parts: str) -> bool:
        # It paints its words itself, so what it was told to paint is looked at.
        text = str(asdict(display._state))  # noqa: SLF001
        return all(part in text for part in parts)

    till.scan(shop.people[ANNA].card)
    till.until(lambda: shows("Anna", "500"), "the greeting")
    assert not shows("Berger")
    till.type("120")
    till.until(lambda: shows("120"), "the points run along")
    till.enter()
    till.until(lambda: till.state.stage is Stage.READY, "it is booked")
    till.until(lambda: shows("620", "Silber"), "the result, and the new tier")
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.state.stage is Stage.SALE, "she is there again")
    assert shows("Anna", "620")
    till.escape()
    till.until(lambda: not shows("Anna"), "she has left")
    assert not shows("620")
    till.choose("Anzeige für Mitglieder")
    till.until(lambda: not display.isVisible(), "put away")
