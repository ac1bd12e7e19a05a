from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.code_camera import CodeCamera
from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.screens.camera.code_view import CodeView
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.live_picture import LivePicture
from tests.support.looks import dress, light
from tests.support.till import texts_in
from tests.support.video import WEBCAM, SimulatedCamera, as_qt, held

CODE = "pos-loyalty-pair:https://hub.example.org#ABCDE12345"
OTHER = "USB Camera"


class _Page:
    """A page with a camera, and what was read."""

    def __init__(self, qtbot: QtBot) -> None:
        dress(light())
        self._qtbot = qtbot
        self.source = SimulatedCamera(WEBCAM)
        self.read: list[str] = []
        self.widget = QWidget()
        self.widget.resize(1024, 700)
        qtbot.addWidget(self.widget)
        self.widget.show()
        self.made = 0
        self.camera = CodeCamera(lambda: self.widget, self._make)

    def look(self) -> CodeView:
        self.camera.look(words_for("de"), self._take)
        (view,) = self.widget.findChildren(CodeView)
        return view

    def hold(self, text: str) -> None:
        before = len(self.read)
        self.source.show(as_qt(held(text)))
        self._qtbot.waitUntil(lambda: len(self.read) > before, timeout=10_000)

    def _make(self) -> Camera:
        self.made += 1
        return Camera(self.source, pause_ms=0, parent=self.widget)

    def _take(self, text: str) -> bool:
        self.read.append(text)
        return text == CODE


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[_Page]:
    """A page whose camera is let go in the end."""
    made = _Page(qtbot)
    yield made
    made.camera.close()


def test_the_code_is_read_and_the_camera_goes_out(page: _Page) -> None:
    """Nothing of a camera before it is asked for; nothing after the code was read."""
    page.camera.close()
    assert page.made == 0
    view = page.look()
    assert (view.isVisible(), page.source.opened) == (True, WEBCAM)
    page.hold("LT12345")
    assert any("nicht der Code der Zentrale" in text for text in texts_in(view))
    page.hold(CODE)
    assert (view.isHidden(), page.source.opened) == (True, "")
    assert page.look() is view
    assert not any("nicht der Code" in text for text in texts_in(view))
    assert page.made == 1


def test_the_picture_is_live(page: _Page) -> None:
    """Whoever holds the code sees where the camera looks."""
    view = page.look()
    (picture,) = view.findChildren(LivePicture)
    dark = picture.grab().toImage().pixelColor(5, 100)
    page.source.show(as_qt(held("LT12345", shade=200)))
    assert picture.grab().toImage().pixelColor(5, 100).lightness() > dark.lightness() + 60


def test_another_camera_is_chosen(page: _Page) -> None:
    """The list is there with the second one."""
    view = page.look()
    (box,) = view.findChildren(ChoiceBox)
    assert box.isHidden()
    page.source.plug_in(OTHER)
    assert box.isVisible()
    box.activated.emit(1)
    assert page.source.opened == OTHER


def test_a_camera_that_is_not_there_says_so(page: _Page) -> None:
    """And why, where the system does not let us see."""
    page.source.pull_out(WEBCAM)
    view = page.look()
    assert any("Keine Kamera angeschlossen" in text for text in texts_in(view))
    page.source.is_allowed = False
    page.source.plug_in(WEBCAM)
    assert any("Datenschutz" in text for text in texts_in(view))


def test_it_goes_with_escape_and_with_the_page(page: _Page) -> None:
    """Other keys do nothing; nobody is filmed behind another page."""
    view = page.look()
    QTest.keyClick(view, Qt.Key.Key_F3)
    assert view.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert (view.isHidden(), page.source.opened) == (True, "")
    page.look()
    page.widget.hide()
    assert page.source.opened == ""
