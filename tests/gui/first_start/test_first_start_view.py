import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.first_start.panels import ChoiceTile
from pos_loyalty.terminal.screens.first_start.state import Entry, FirstStartState, PresetTile
from pos_loyalty.terminal.screens.first_start.view import FirstStartView
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.fields import Field

_STATE = FirstStartState(
    presets=(PresetTile("a", "Bonus", "1 Punkt je 1 €"), PresetTile("b", "Stempel", "")),
    chosen="a",
)
_ERRORS = dict.fromkeys(Entry, "Bitte ausfüllen.")


@pytest.fixture
def view(qtbot: QtBot) -> FirstStartView:
    """The page at the smallest size."""
    made = FirstStartView(words_for("de"))
    qtbot.addWidget(made)
    made.resize(1024, 712)
    made.draw(_STATE)
    made.show()
    return made


def _field(view: FirstStartView, label: str) -> Field:
    return next(field for field in view.findChildren(Field) if field.label.text() == label)


def test_typing_is_told_line_by_line(view: FirstStartView, qtbot: QtBot) -> None:
    """What is typed goes to the presenter with the name of its line."""
    with qtbot.waitSignal(view.edited) as heard:
        _field(view, "Name, wie auf dem Bon").line.textEdited.emit("Sonnenblume")
    assert heard.args == [Entry.SHOP, "Sonnenblume"]


def test_pins_are_hidden(view: FirstStartView) -> None:
    """Nobody at the counter reads a PIN off the screen."""
    for label in ("PIN", "PIN noch einmal"):
        assert _field(view, label).line.echoMode() is QLineEdit.EchoMode.Password


def test_enter_opens_the_shop(view: FirstStartView, qtbot: QtBot) -> None:
    """Enter confirms, also out of a line."""
    line = _field(view, "PIN").line
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(view.confirmed):
        QApplication.sendEvent(line, press)


def test_a_tap_chooses_a_program(view: FirstStartView, qtbot: QtBot) -> None:
    """One finger suffices for program and language."""
    tile = next(tile for tile in view.findChildren(ChoiceTile) if tile.text() == "Stempel")
    with qtbot.waitSignal(view.preset_chosen) as heard:
        tile.click()
    assert heard.args == ["b"]


def test_drawing_keeps_the_cursor(view: FirstStartView) -> None:
    """A redraw while somebody types in the middle of a word moves nothing."""
    line = _field(view, "Name, wie auf dem Bon").line
    line.setText("Sonnenblume")
    line.setCursorPosition(3)
    view.draw(FirstStartState(texts={Entry.SHOP: "Sonnenblume"}, presets=_STATE.presets))
    assert line.cursorPosition() == 3


def test_only_the_manager(view: FirstStartView, qtbot: QtBot) -> None:
    """Where the shop is there, its lines and programs are not shown, and the button stays."""
    view.draw(FirstStartState(needs_shop=False))
    view.focus_first()
    assert not _field(view, "Name, wie auf dem Bon").isVisible()
    button = next(button for button in view.findChildren(Button) if button.text() == "Anlegen")
    assert button.isVisible()
    with qtbot.waitSignal(view.confirmed):
        button.click()
