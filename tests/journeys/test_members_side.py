"""The second screen follows the counter, and forgets who was there."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from tests.support.shopfront import CASHIER, CASHIER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork, button_in, texts_in

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
BERT = "Bert Adler"


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


def _with_reader(shop: Shopfront) -> None:
    """Put a reader on the members' side, which begins each code with F13."""
    shop.inside(
        lambda inside: inside.settings.change(
            lambda settings: replace(
                settings, scanner=replace(settings.scanner, member_prefix="F13")
            )
        )
    )


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_member_serves_themselves(tmp_path: Path, open_till: OpenTill) -> None:
    """Scan, overview, statement on paper, another language, gone; the counter takes over."""
    shop = shopfront(tmp_path, members=(ANNA, BERT))
    _with_reader(shop)
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.settle()
    till.choose("Anzeige für Mitglieder")
    window = till.floor.member_side.window
    till.until(window.isVisible, "the second screen")

    def says(text: str) -> bool:
        return any(text in each for each in texts_in(window))

    def press(name: str) -> None:
        button = till.until(lambda: button_in(window, name), name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    till.scan(shop.people[ANNA].card, prefix=Qt.Key.Key_F13)
    till.until(lambda: says("Hallo, Anna!"), "the overview")
    assert says("500")
    assert till.state.stage is Stage.READY
    press("Kontoauszug drucken")
    till.until(lambda: says("Ihr Kontoauszug wird gedruckt."), "it is printed")
    press("English")
    till.until(lambda: says("Hello, Anna!"), "English")
    press("Finish")
    till.until(lambda: not says("Anna"), "she has left")
    till.scan(shop.people[ANNA].card, prefix=Qt.Key.Key_F13)
    till.until(lambda: says("Hallo, Anna!"), "German again")
    till.scan(shop.people[BERT].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the counter serves somebody")
    assert not says("Anna")
    till.settle()
    till.close()
    assert shop.rows("SELECT count(*) FROM print_job") == [(1,)]
