import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.config.paths import STATE_VARIABLE
from pos_loyalty.config.settings import Gateway
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.terminal.companion_state import Running
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.screens.sign_in.state import Occasion
from tests.support.shopfront import CASHIER, CASHIER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork

ANNA = "Anna Berger"


@pytest.fixture
def shop(tmp_path: Path) -> Shopfront:
    """A shop that locks after a minute."""
    made = shopfront(tmp_path)
    made.inside(
        lambda application: application.settings.change(
            lambda settings: replace(
                settings, counter=replace(settings.counter, lock_after_minutes=1)
            )
        )
    )
    return made


@pytest.fixture
def till(shop: Shopfront, qtbot: QtBot, qapp: QApplication) -> Iterator[TillAtWork]:
    """The till of that shop, with the cashier at it."""
    made = TillAtWork(qtbot, qapp, shop.folder)
    made.sign_in(CASHIER, CASHIER_PIN)
    yield made
    made.close()


def test_a_scan_is_for_whoever_is_signed_in(till: TillAtWork, shop: Shopfront) -> None:
    """Behind a lock nothing is scanned, and nothing is booked without a name."""
    till.floor.lock()
    till.scan(shop.people[ANNA].card)
    till.settle()
    assert till.state.stage is Stage.READY
    with pytest.raises(NotAllowedError):
        till.floor._actor()  # noqa: SLF001 - what the services ask


def test_nobody_touches_it_and_it_locks(till: TillAtWork) -> None:
    """The till is not left open for the next best hand."""
    till.floor._idle.idle.emit()  # noqa: SLF001 - a minute has gone by
    assert till.floor.entrance.actor is None
    assert till.screen is till.floor.entrance.view


def test_an_open_sale_is_not_locked_away(till: TillAtWork, shop: Shopfront) -> None:
    """Somebody is being served; it is looked again later."""
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the sale is open")
    till.floor._idle.idle.emit()  # noqa: SLF001 - a minute has gone by
    assert till.screen is till.counter
    assert till.floor._idle._timer.isActive()  # noqa: SLF001 - and another one counts


def test_a_change_that_nobody_makes_becomes_a_lock(till: TillAtWork) -> None:
    """Who asked for somebody else and left is not let in again by Esc, for ever after."""
    till.floor.lock(Occasion.CHANGE)
    assert till.floor._idle._timer.isActive()  # noqa: SLF001 - the minute goes on counting
    till.floor._idle.idle.emit()  # noqa: SLF001 - and has gone by
    assert till.floor.entrance.actor is None
    till.settle()
    till.key(Qt.Key.Key_Escape)
    assert till.screen is till.floor.entrance.view


def test_nobody_hands_over_a_till_that_nobody_has(till: TillAtWork) -> None:
    """F7 on a locked till asks for a PIN as the lock does: there is no way back from it."""
    till.floor.lock()
    till.floor.lock(Occasion.CHANGE)
    till.floor.entrance.view.escaped.emit()
    assert till.floor.entrance.actor is None
    assert till.window.screen_shown() is till.floor.entrance.view


def test_other_software_is_served_while_the_window_is_open(
    shop: Shopfront,
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the settings want runs beside it, and is gone when the window is."""
    monkeypatch.setenv(STATE_VARIABLE, str(shop.folder.state))
    drop = tmp_path / "drop"
    drop.mkdir()
    shop.inside(
        lambda application: application.settings.change(
            lambda settings: replace(settings, gateway=Gateway(watched_folder=str(drop)))
        )
    )
    till = TillAtWork(qtbot, qapp, shop.folder)
    watch = till.floor.back_room.companions.watch
    till.until(lambda: watch.state.running is Running.ON, "the folder is watched")
    assert (drop / "done").is_dir()
    assert till.floor.back_room.companions.api.state.running is Running.OFF
    process_id = watch._process.processId()  # noqa: SLF001 - to see that it is gone
    till.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
