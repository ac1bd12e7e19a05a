from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.screens.cashier.state import Stage
from tests.support.shopfront import CASHIER, CASHIER_PIN, shopfront
from tests.support.till import TillAtWork


@pytest.mark.expected_log("nobody caught this")
def test_a_bug_is_said_once_and_the_till_goes_on(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen is free again, what was typed is there, and the next try succeeds."""
    shop = shopfront(tmp_path)
    till = TillAtWork(qtbot, qapp, shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.scan(shop.people["Anna Berger"].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the sale is open")
    till.type("36,50")
    till.until(lambda: till.state.sale.earned, "the preview is there")
    sales = till.floor._application.sales  # noqa: SLF001 - the bug is put there

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(sales, "record", broken)
        till.enter()
        till.until(lambda: till.says("Im Programm ist etwas schiefgegangen"), "it is said")
    till.until(lambda: till.state.sale.can_confirm, "the screen is free")
    assert till.state.sale.amount_text == "36,50"
    till.enter()
    till.until(lambda: till.state.stage is Stage.READY, "it is booked")
    till.close()
    assert shop.count("sale") == 1


def test_closing_early_is_no_trouble(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    """Closed before the shop was open: nothing hangs, nothing is left."""
    shop = shopfront(tmp_path)
    TillAtWork(qtbot, qapp, shop.folder).close()
    assert shop.count("sale") == 0
