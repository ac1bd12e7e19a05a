"""A shop that changes systems: last year's purchases and the old card box come along."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.screens.settings.import_view import ImportPage
from pos_loyalty.terminal.screens.settings.view import NavButton
from tests.support.imports import table
from tests.support.shopfront import MANAGER, MANAGER_PIN, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]


def _turn_to_import(till: TillAtWork) -> ImportPage:
    till.choose("Einstellungen")
    entry = till.until(
        lambda: next(
            (
                each
                for each in till.window.findChildren(NavButton)
                if each.text() == "Import" and each.isVisible()
            ),
            None,
        ),
        "the page",
    )
    till.click(entry)
    return till.until(lambda: till.window.findChild(ImportPage), "the import page")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_purchases_and_members_of_another_system_are_taken_over(
    tmp_path: Path, open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at, tried, taken in; then a member is found at the counter by the old number."""
    file = tmp_path / "umsatz.csv"
    file.write_bytes(table("Datum;Kunden-Nr.;Betrag", "02.02.2026;7001;40,00", "03.02.2026;7001;x"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(file), ""))
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    page = _turn_to_import(till)
    till.press("Datei wählen …", page)
    till.until(lambda: till.says("umsatz.csv"), "the file")
    till.press("Punkte dafür geben", page)
    till.press("Datei prüfen", page)
    till.until(lambda: till.says("„x“ ist kein Betrag."), "what is wrong")
    till.press("1 Zeile übernehmen", page)
    till.until(lambda: till.says("1 Zeile ist übernommen."), "it is imported")
    till.press("Andere Datei", page)
    till.escape()
    till.until(lambda: till.screen is till.counter, "back at the counter")
    till.type("7001")
    till.until(lambda: till.state.find.hits, "the member is found")
    till.enter()
    till.until(lambda: till.state.stage is Stage.SALE, "the member is there")
    assert till.says("40")
