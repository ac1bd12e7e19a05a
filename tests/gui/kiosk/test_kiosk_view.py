import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.screens.kiosk.keys_view import KeysPanel
from pos_loyalty.terminal.screens.kiosk.stage_view import StageLine
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


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_row_of_keys_stands_in_the_middle(qtbot: QtBot, language: str) -> None:
    """As on any keyboard: keys of one width, as much room before the first as after the last."""
    dress(light())
    found = dict(scenes(SceneLook(language, "light", 1024, 768)))
    for widget in found.values():
        qtbot.addWidget(widget)
    panel = found["join-name"].findChild(KeysPanel)
    assert panel is not None
    found["join-name"].resize(1024, 768)
    found["join-name"].show()
    keys = [key for key in panel.findChildren(QAbstractButton) if len(key.text()) == 1]
    rows = {key.y(): [each for each in keys if each.y() == key.y()] for key in keys}
    assert len(rows) == 4
    for row in rows.values():
        first, last = (pick(row, key=QWidget.x) for pick in (min, max))
        assert abs(first.x() - (panel.width() - last.geometry().right() - 1)) <= 2
        assert abs(first.width() - last.width()) <= 2


def test_the_unit_stands_on_the_line_of_its_figure(view: KioskView) -> None:
    """The lowest ink of both, neither of which reaches below the line, is at one height."""
    view.show()
    picture = view.grab().toImage()
    feet = []
    for text in ("1.284", "Punkte"):
        line = next(each for each in view.findChildren(StageLine) if each.text() == text)
        place = QRect(line.mapTo(view, QPoint(0, 0)), line.size())
        inked = (
            y
            for y in range(place.top(), place.bottom() + 1)
            if any(
                picture.pixelColor(x, y).lightness() > 200
                for x in range(place.left(), place.right() + 1)
            )
        )
        feet.append(max(inked))
    assert abs(feet[0] - feet[1]) <= 1
