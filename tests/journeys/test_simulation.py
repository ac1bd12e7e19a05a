"""A program is tried on the shop's own sales, while the till can be used."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal.screens.settings.simulate_view import SimulatePage
from pos_loyalty.terminal.screens.settings.view import NavButton
from tests.support.shopfront import MANAGER, MANAGER_PIN, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
TRY = "Auf meine Verkäufe anwenden"


def _turn_to_the_page(till: TillAtWork) -> SimulatePage:
    till.choose("Einstellungen")
    entry = till.until(
        lambda: next(
            (
                each
                for each in till.window.findChildren(NavButton)
                if each.text() == "Ausprobieren" and each.isVisible()
            ),
            None,
        ),
        "the page",
    )
    till.click(entry)
    page: SimulatePage = till.window.findChildren(SimulatePage)[0]
    return page


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_manager_tries_the_program_on_what_was_sold(tmp_path: Path, open_till: OpenTill) -> None:
    """Escape stops it at once; gone through to the end, the rules in force change nothing."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    till.sell(shop.people[ANNA].card, "36.50")
    page = _turn_to_the_page(till)
    till.until(page.subject.start.isEnabled, "it can be begun")
    till.press(TRY)
    till.until(page.running.isVisible, "it runs")
    till.escape()
    till.until(page.subject.isVisible, "it was stopped")
    assert multiprocessing.active_children() == []
    till.press(TRY)
    till.until(page.figures.isVisible, "the result")
    assert till.says("Nichts wäre anders: Alle stehen, wo sie stehen.")
    till.press("Etwas anderes ausprobieren")
    till.until(page.subject.isVisible, "another try")
    till.escape()
    till.until(lambda: till.screen is till.counter, "back at the counter")
