import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.sign_in.panels import PersonTile, initials
from pos_loyalty.terminal.screens.sign_in.state import Occasion, SignInState, StaffTile
from pos_loyalty.terminal.screens.sign_in.view import SignInView
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.text import Text

_PEOPLE = (
    StaffTile("s1", "Mira Köhler", Role.MANAGER),
    StaffTile("s2", "Jonas Weber", Role.CASHIER),
)


@pytest.fixture
def view(qtbot: QtBot) -> SignInView:
    """The screen, shown with two people."""
    made = SignInView(words_for("de"))
    qtbot.addWidget(made)
    made.resize(1024, 712)
    made.draw(SignInState(people=_PEOPLE, chosen="s1", is_loaded=True))
    made.show()
    return made


def _press(view: SignInView, key: Qt.Key, text: str = "") -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    QApplication.sendEvent(view, event)


def _texts(view: SignInView) -> set[str]:
    return {label.text() for label in view.findChildren(Text) if label.isVisibleTo(view)}


def test_keyboard_needs_no_field(view: SignInView) -> None:
    """Digits, Enter, Esc, Backspace and arrows reach the presenter from anywhere."""
    heard: list[str] = []
    view.digit_typed.connect(heard.append)
    view.entered.connect(lambda: heard.append("enter"))
    view.escaped.connect(lambda: heard.append("escape"))
    view.deleted.connect(lambda: heard.append("delete"))
    view.neighbor_chosen.connect(lambda step: heard.append(f"{step:+}"))
    _press(view, Qt.Key.Key_7, "7")
    _press(view, Qt.Key.Key_A, "a")
    _press(view, Qt.Key.Key_Backspace)
    _press(view, Qt.Key.Key_Return)
    _press(view, Qt.Key.Key_Escape)
    _press(view, Qt.Key.Key_Down)
    _press(view, Qt.Key.Key_Up)
    assert heard == ["7", "delete", "enter", "escape", "+1", "-1"]


def test_a_tap_on_a_name_chooses_it(view: SignInView, qtbot: QtBot) -> None:
    """One finger suffices."""
    tiles = {tile.text(): tile for tile in view.findChildren(PersonTile)}
    with qtbot.waitSignal(view.person_chosen) as heard:
        tiles["Jonas Weber"].click()
    assert heard.args == ["s2"]
    assert tiles["Mira Köhler"].accessibleName() == "Mira Köhler, Leitung"


def test_waiting_ticks_and_stops(view: SignInView, qtbot: QtBot) -> None:
    """The seconds to go are counted only while somebody waits and looks."""
    view.draw(SignInState(people=_PEOPLE, chosen="s1", is_loaded=True, waiting_s=2))
    assert "Zu viele falsche PINs. Noch 2 Sekunden." in _texts(view)
    with qtbot.waitSignal(view.ticked, timeout=3000):
        pass
    view.draw(SignInState(people=_PEOPLE, chosen="s1", is_loaded=True))
    view.hide()


def test_a_lock_has_no_way_back(view: SignInView) -> None:
    """Only somebody who takes over may go back without a PIN."""
    back = next(button for button in view.findChildren(Button) if button.text() == "Zurück")
    view.draw(SignInState(Occasion.LOCKED, people=_PEOPLE, is_loaded=True))
    assert not back.isVisible()
    assert "Gesperrt" in _texts(view)
    view.draw(SignInState(Occasion.CHANGE, people=_PEOPLE, is_loaded=True))
    assert back.isVisible()


def test_language_changes_in_place(view: SignInView) -> None:
    """Every word follows, with the same state behind it."""
    view.set_words(words_for("en"))
    assert "Who is working?" in _texts(view)
    assert "Wer arbeitet?" not in _texts(view)


def test_initials() -> None:
    """Two letters stand for a name, however it is written."""
    assert [initials(name) for name in ("Mira K.", "Leyla", "ä. ö. ü", "")] == [
        "MK",
        "L",
        "ÄÜ",
        "?",
    ]
