import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.screens.kiosk.state import KioskState, PrintStatement
from pos_loyalty.terminal.screens.kiosk.view import KioskView
from tests.screenshots.kiosk import scenes
from tests.screenshots.look import SceneLook
from tests.support.looks import dress, light
from tests.support.till import button_in


@pytest.fixture
def view(qtbot: QtBot) -> KioskView:
    """The overview of Anna's account on a screen of 1280 × 800."""
    dress(light())
    found = dict(scenes(SceneLook("de", "light", 1280, 800)))
    for scene in found.values():
        qtbot.addWidget(scene)
    home = found["home"]
    assert isinstance(home, KioskView)
    home.resize(1280, 800)
    home.show()
    qtbot.waitExposed(home)
    return home


def _texts(view: QWidget) -> str:
    """Every text in the window, shown or hidden."""
    parts = [label.text() + label.toolTip() for label in view.findChildren(QLabel)]
    parts += [button.text() for button in view.findChildren(QAbstractButton)]
    parts += [each.accessibleName() for each in view.findChildren(QWidget)]
    return " ".join([*parts, view.accessibleName()])


def _button(view: KioskView, name: str) -> QAbstractButton:
    button = button_in(view, name)
    assert button is not None
    return button


def test_nothing_is_left_of_anybody(view: KioskView) -> None:
    """When the member has gone no widget, seen or unseen, holds a word about them."""
    before = _texts(view)
    assert "Anna" in before
    assert "1.284" in before
    view.draw(KioskState())
    after = _texts(view)
    for personal in ("Anna", "1.284", "12,84", "Silber", "Einkauf", "Kaffee", "Sonnenclub"):
        assert personal not in after


def test_a_finger_presses(view: KioskView, qtbot: QtBot) -> None:
    """Buttons are high enough for one, and say what was wanted."""
    button = _button(view, "Kontoauszug drucken")
    assert button.height() >= 60
    with qtbot.waitSignal(view.chosen) as heard:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args == [PrintStatement()]
    with qtbot.waitSignal(view.language_chosen) as spoken:
        QTest.mouseClick(_button(view, "English"), Qt.MouseButton.LeftButton)
    assert spoken.args == ["en"]


def test_a_keyboard_does_the_same(view: KioskView, qtbot: QtBot) -> None:
    """The first button has the focus, Enter presses it, Escape leaves."""
    button = _button(view, "Kontoauszug drucken")
    button.setFocus()
    with qtbot.waitSignal(view.chosen):
        QTest.keyClick(button, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.done):
        QTest.keyClick(button, Qt.Key.Key_Escape)
    with qtbot.waitSignal(view.touched):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().bottomLeft())


def test_it_counts_only_while_it_is_seen(view: KioskView, qtbot: QtBot) -> None:
    """Seconds are told while the screen is up."""
    with qtbot.waitSignal(view.ticked, timeout=3000):
        pass
    view.hide()
    with qtbot.assertNotEmitted(view.ticked, wait=1200):
        pass
