import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.screens.settings.camera_page import CameraCorner
from pos_loyalty.terminal.screens.settings.devices_view import DevicesPage
from tests.support.cards import PAYLOAD
from tests.support.looks import dress, light
from tests.support.till import texts_in
from tests.support.video import WEBCAM, SimulatedCamera, as_qt, held


class _Page:
    """The devices page with a camera plugged in."""

    def __init__(self, qtbot: QtBot) -> None:
        dress(light())
        self.qtbot = qtbot
        self.source = SimulatedCamera(WEBCAM)
        self.asked = 0
        self.page = DevicesPage(words_for("de"))
        qtbot.addWidget(self.page)
        self.corner = CameraCorner(
            self.page, self._camera, words=words_for("de"), chosen=lambda: WEBCAM
        )

    def _camera(self) -> Camera:
        self.asked += 1
        return Camera(self.source, pause_ms=0)

    def says(self, text: str) -> bool:
        return any(text in each for each in texts_in(self.page))


@pytest.fixture
def page(qtbot: QtBot) -> _Page:
    """Not seen yet."""
    return _Page(qtbot)


def test_the_camera_is_asked_for_when_the_page_is_seen(page: _Page) -> None:
    """Its libraries take a moment that other pages need not wait for; and only once."""
    assert page.asked == 0
    page.page.show()
    page.page.hide()
    page.page.show()
    assert page.asked == 1


def test_a_card_is_tried_and_nothing_is_booked(page: _Page) -> None:
    """The page says what was read; the camera is off when the page is left."""
    page.page.show()
    panel = page.page.camera
    panel.button.click()
    assert page.source.opened == WEBCAM
    page.source.show(as_qt(held(PAYLOAD)))
    page.qtbot.waitUntil(lambda: page.says(PAYLOAD[:6]), timeout=10_000)
    assert not page.says(PAYLOAD)
    assert panel.picture.isVisible()
    page.page.hide()
    assert page.source.opened == ""


def test_a_camera_that_is_pulled_out_is_said(page: _Page) -> None:
    """The picture goes dark, and the words say why."""
    page.page.show()
    page.page.camera.button.click()
    page.source.pull_out(WEBCAM)
    assert page.says("angeschlossen")
    page.corner.speak(words_for("en"))
    assert page.says("unplugged")
    page.page.hide()
