"""A till at a partner of a coalition: what is sold there is settled with that partner."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.screens.settings.panels import ChoiceEditor
from pos_loyalty.terminal.screens.settings.view import NavButton
from tests.support.shop import rules
from tests.support.shopfront import MANAGER, MANAGER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork, button_in

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
KORN = {"id": "korn", "name": "Bäckerei Korn", "settlement_value": "0.008"}


def _in_a_coalition(shop: Shopfront) -> None:
    """The shop's program gets a partner."""
    shop.inside(
        lambda open_shop: open_shop.programs.publish(
            Request("coalition", OPERATOR, open_shop.clock.now()), rules(partner=[KORN], tier=[])
        )
    )


def _turn_to(till: TillAtWork, page: str) -> None:
    till.choose("Einstellungen")
    entry = till.until(
        lambda: next(
            (
                each
                for each in till.window.findChildren(NavButton)
                if each.text() == page and each.isVisible()
            ),
            None,
        ),
        f"the page {page}",
    )
    till.click(entry)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_partners_till_is_settled(
    tmp_path: Path, open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The till is given to a partner, sells, and the month's table says what the partner pays."""
    shop = shopfront(tmp_path)
    _in_a_coalition(shop)
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    _turn_to(till, "Geschäft")
    choice = till.until(
        lambda: next(
            (
                each
                for each in till.window.findChildren(ChoiceEditor)
                if each.line.key == "shop.partner" and each.isVisible()
            ),
            None,
        ),
        "the choice of the partner",
    )
    choice.edited.emit("korn")
    till.press("Speichern")
    till.until(lambda: till.says("Gespeichert. Es gilt ab jetzt."), "it is saved")
    till.escape()
    till.until(lambda: till.screen is till.counter, "back at the counter")
    till.sell(shop.people[ANNA].card, "120")

    _turn_to(till, "Abrechnung")
    till.until(lambda: till.says("Keine Partner in diesem Zeitraum"), "nobody last month")
    later = till.until(lambda: button_in(till.window, "Späterer Zeitraum"), "the way on")
    till.click(later)
    till.until(lambda: till.says("zahlt 0,96\u00a0€"), "what the partner pays")
    table = tmp_path / "abrechnung.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(table), ""))
    till.press("Als Tabelle speichern …")
    till.until(lambda: till.says("Die Tabelle ist gespeichert."), "the table is saved")
    with table.open(encoding="utf-8", newline="") as file:
        korn, own = csv.DictReader(file)
    assert (korn["partner"], korn["issued_net"], korn["amount"]) == ("korn", "120", "-0.96")
    assert own["issued"] == "500"
    till.escape()
