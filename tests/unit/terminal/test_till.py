import gc
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.print_job import PrinterState
from pos_loyalty.terminal import till as till_module
from pos_loyalty.terminal.floor import ShopFloor
from pos_loyalty.terminal.loading import Opened, open_shop
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.till import Floor, FloorMaker, Till
from tests.support.shop import data_folder_in
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


def test_what_the_first_scan_need_not_wait_for_comes_after_it(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    """Waiting slips and the search for rubbish wait; neither is forgotten."""
    shop = shopfront(tmp_path)
    gc.disable()
    till = TillAtWork(qtbot, qapp, shop.folder)
    try:
        till.sign_in(CASHIER, CASHIER_PIN)
        till.until(gc.isenabled, "rubbish is looked for")
        till.until(lambda: till.floor.slips.status.state is PrinterState.READY, "it prints")
    finally:
        gc.enable()
        till.close()


def test_a_shop_that_cannot_be_opened_does_not_stop_the_search_for_rubbish(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    """A window that only says what is wrong may stay open for a day."""
    gc.disable()
    till = TillAtWork(qtbot, qapp, data_folder_in(tmp_path))
    try:
        till.until(gc.isenabled, "rubbish is looked for")
    finally:
        gc.enable()
        till.close()


def test_the_floor_is_imported_while_the_worker_opens_the_shop(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither waits for the other; the floor stands when both are through."""
    began = Event()

    def noted(*given: Any) -> Opened | None:  # noqa: ANN401 - handed on
        began.set()
        return open_shop(*given)

    def load() -> FloorMaker:
        assert began.wait(10)
        return ShopFloor

    monkeypatch.setattr(till_module, "open_shop", noted)
    shop = shopfront(tmp_path)
    till = TillAtWork(qtbot, qapp, shop.folder, load_floor=load)
    assert till.floor.counter is till.till.floor
    till.close()


def test_nothing_is_made_for_later_before_the_first_scan_can_be_read(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No list is read, no member's own screen and no helper made; then all of it is."""
    settled: list[Floor] = []
    with monkeypatch.context() as patch:
        patch.setattr(Till, "_ready", lambda _till, floor: settled.append(floor))
        till = TillAtWork(qtbot, qapp, shopfront(tmp_path).folder)
        till.until(lambda: bool(settled), "the first scan can be read")
    floor = till.floor
    assert till.state.recent.is_loading
    assert not till.state.queue.printers
    assert not floor.member_side.kiosk
    assert "back_room" not in vars(floor)
    floor.settle()
    till.until(lambda: not till.state.recent.is_loading, "what was done last is read")
    assert till.state.queue.printers
    assert {"back_room"} <= vars(floor).keys()
    assert till.floor.member_side.kiosk
    till.close()


def test_a_till_that_is_closed_at_once_has_started_nothing(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    """Who closes the window before the first screen is there waits for no thread."""
    shop = shopfront(tmp_path)
    till = TillAtWork(qtbot, qapp, shop.folder)
    assert till.floor.slips.status.state is PrinterState.UNKNOWN
    till.close()
