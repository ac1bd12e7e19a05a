"""A manager changes the program in the running till, and the next customer gets it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal.screens.settings.hub_view import PairCard
from pos_loyalty.terminal.screens.settings.panels import Editor
from pos_loyalty.terminal.screens.settings.view import NavButton
from tests.support.shopfront import MANAGER, MANAGER_PIN, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"


def _line(till: TillAtWork, key: str) -> QLineEdit | None:
    for editor in till.window.findChildren(Editor):
        if editor.line.key == key and editor.isVisible():
            return editor.findChild(QLineEdit)
    return None


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_from_the_settings_to_the_next_customer(tmp_path: Path, open_till: OpenTill) -> None:
    """Settings, another figure, published at once, back at the counter: the sale obeys."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    till.choose("Einstellungen")
    program = till.until(
        lambda: next(
            (e for e in till.window.findChildren(NavButton) if e.text() == "Programm"), None
        ),
        "the page of the program",
    )
    till.click(program)
    points = till.until(lambda: _line(till, "points"), "the line for points")
    till.click(points)
    points.selectAll()
    till.type("3")
    till.until(lambda: till.says("Mitglieder sammeln 3 statt 1"), "what it means is said")
    till.settle()
    till.press("Veröffentlichen …")
    till.press("Sofort")
    day = till.until(
        lambda: next((each for each in till.words() if each.startswith("Zum ")), None),
        "the button that publishes",
    )
    till.press(day)
    till.until(lambda: till.says("Veröffentlicht."), "it is published")
    till.escape()
    till.until(lambda: till.screen is till.counter, "back at the counter")
    before = shop.balance(ANNA)
    till.sell(shop.people[ANNA].card, "10")
    assert shop.balance(ANNA) - before == 30


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_hubs_code_is_scanned_by_a_scanner_that_is_a_keyboard(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """A US one at a German computer, wherever the cursor is: nothing of it lands in a line."""
    till = open_till(shopfront(tmp_path).folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    till.choose("Einstellungen")
    page = till.until(
        lambda: next(
            (e for e in till.window.findChildren(NavButton) if e.text() == "Verbund"), None
        ),
        "the page about other tills",
    )
    till.click(page)
    card = till.until(lambda: next(iter(till.window.findChildren(PairCard)), None), "its lines")
    lines = card.findChildren(QLineEdit)
    till.until(lines[0].isVisible, "the lines are shown")
    till.click(lines[2])
    before = lines[2].text()
    till.scan("posßlozaltzßpairÖhttpsÖ--hub.example.orgÖ8443§H0ME02RH0R")
    till.until(lambda: lines[1].text() == "H0ME02RH0R", "the code stands in its line")
    assert lines[0].text() == "https://hub.example.org:8443"
    assert lines[2].text() == before
