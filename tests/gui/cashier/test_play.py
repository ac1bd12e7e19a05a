from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_loyalty.domain.play import BuyTickets, JoinClub, LeaveClub, PerformAction, SpinWheel
from pos_loyalty.domain.wheels import WheelBar
from pos_loyalty.terminal.screens.cashier.state import Overlay
from tests.gui.cashier.conftest import Till
from tests.support.counter import ANNA, MANAGER_PIN
from tests.support.fingers import press_key, touch, type_text
from tests.support.play import EVERYTHING

_KEYS = Qt.Key


@pytest.fixture
def playing(till: Till) -> Till:
    """A member who can take part is at the counter, and the amount is typed."""
    till.counter.put(replace(ANNA, takes_part=True))
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    return till


def _settle() -> None:
    """Lines that break tell their height when they know their width."""
    QApplication.processEvents()
    QApplication.processEvents()


def _overlay(till: Till) -> Overlay:
    return till.view.state().overlay


def test_taking_part_by_keyboard_alone(playing: Till) -> None:
    """F12, to the right, Enter on the line, plus, Enter; Esc goes back to the amount."""
    press_key(playing.window, _KEYS.Key_F12)
    assert _overlay(playing) is Overlay.PLAY
    for _ in range(6):
        press_key(playing.window, _KEYS.Key_Right)
    press_key(playing.window, _KEYS.Key_Left)
    press_key(playing.window, _KEYS.Key_Left)
    assert playing.view.play.rows()[0].name() == "Winterverlosung"
    press_key(playing.window, _KEYS.Key_Return)
    type_text(playing.window, "++-")
    press_key(playing.window, _KEYS.Key_Return)
    assert [deed for _, deed in playing.play.deeds] == [BuyTickets("summer", 2)]
    assert playing.view.play.result.title() == "Winterverlosung: 2 Lose"
    press_key(playing.window, _KEYS.Key_Escape)
    assert _overlay(playing) is Overlay.NONE
    assert playing.window.focusWidget() is playing.view.sale.amount
    assert playing.view.sale.amount.text() == "36,50"


def test_the_first_line_by_enter_and_enter(playing: Till) -> None:
    """The panel opens on the first thing that can be done, the question on its button."""
    press_key(playing.window, _KEYS.Key_F12)
    press_key(playing.window, _KEYS.Key_Return)
    assert playing.view.state().play.question == "Bewertung geschrieben"
    press_key(playing.window, _KEYS.Key_Return)
    assert [deed for _, deed in playing.play.deeds] == [PerformAction("review")]


def test_taking_part_by_finger_alone(playing: Till) -> None:
    """The button beside the keypad, a tab, a line, the green button."""
    touch(playing.view.sale.play)
    _settle()
    play = playing.view.play
    assert play.tab_words() == [
        "Aktionen", "Stempel", "Clubs", "Ziele", "Lose", "Glücksrad", "Spenden",
    ]  # fmt: skip
    touch(play.tab("wheels"))
    _settle()
    touch(play.rows()[0].button)
    _settle()
    touch(play.confirm)
    assert [deed for _, deed in playing.play.deeds] == [SpinWheel("wheel")]
    touch(play.tab("memberships"))
    _settle()
    touch(play.rows()[0].button)
    _settle()
    touch(play.confirm)
    assert playing.play.deeds[-1][1] == JoinClub("club")
    touch(play.close_button)
    assert _overlay(playing) is Overlay.NONE


def test_a_manager_types_the_pin_on_glass(playing: Till) -> None:
    """The PIN is asked for once it is needed, and is gone once it was sent."""
    press_key(playing.window, _KEYS.Key_F12)
    play = playing.view.play
    touch(play.tab("memberships"))
    _settle()
    touch(play.rows()[2].button)
    _settle()
    touch(play.confirm)
    _settle()
    assert playing.window.focusWidget() is play.pin.line
    keys = {key.text(): key for key in play.keypad.figures()}
    touch(keys["7"])
    touch(play.keypad.delete)
    for figure in MANAGER_PIN:
        touch(keys[figure])
    touch(play.confirm)
    assert [deed for _, deed in playing.play.deeds] == [LeaveClub("b1")]
    assert play.pin.line.text() == ""


def test_plus_and_minus_by_finger(playing: Till) -> None:
    """As many as there may be, and back to one."""
    press_key(playing.window, _KEYS.Key_F12)
    play = playing.view.play
    touch(play.tab("draws"))
    _settle()
    touch(play.rows()[0].button)
    _settle()
    for _ in range(9):
        touch(play.more)
    assert playing.view.state().play.count == "7"
    assert not play.more.isEnabled()
    for _ in range(9):
        touch(play.fewer)
    assert playing.view.state().play.count == "1"
    assert not play.fewer.isEnabled()


def test_without_anything_to_take_part_in_there_is_no_button(till: Till) -> None:
    """Nothing that leads nowhere."""
    till.screen.presenter.card_scanned("LT-ANNA")
    _settle()
    assert till.view.sale.play.isHidden()
    press_key(till.window, _KEYS.Key_F12)
    assert _overlay(till) is Overlay.NONE


def test_the_keyboard_never_leaves_the_panel(playing: Till) -> None:
    """Also where the button that had the focus has gone, by a tab or because it was done."""
    press_key(playing.window, _KEYS.Key_F12)
    play = playing.view.play
    touch(play.tab("challenges"))
    assert play.isAncestorOf(playing.window.focusWidget())
    touch(play.tab("wheels"))
    press_key(playing.window, _KEYS.Key_Right)
    press_key(playing.window, _KEYS.Key_Left)
    press_key(playing.window, _KEYS.Key_Return)
    barred = replace(EVERYTHING.wheels[0], bar=WheelBar.LIMIT)
    playing.play.offered = replace(EVERYTHING, wheels=(barred,))
    press_key(playing.window, _KEYS.Key_Return)
    assert [deed for _, deed in playing.play.deeds] == [SpinWheel("wheel")]
    assert play.isAncestorOf(playing.window.focusWidget())
    press_key(playing.window, _KEYS.Key_Escape)
    assert _overlay(playing) is Overlay.NONE
