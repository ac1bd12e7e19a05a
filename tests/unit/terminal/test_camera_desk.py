import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_loyalty.config.settings import Scanner
from pos_loyalty.i18n.words import words_for
from pos_loyalty.scanning.scan import Scan, ScanSide, ScanSource
from pos_loyalty.terminal.camera_desk import CameraDesk, camera_of_this_computer
from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from pos_loyalty.terminal.screens.cashier.view import CashierView
from pos_loyalty.terminal.widgets.live_picture import LivePicture
from tests.support.cards import PAYLOAD
from tests.support.looks import dress, light
from tests.support.till import texts_in
from tests.support.video import WEBCAM, SimulatedCamera, as_qt, held

_BUTTON = Scanner(camera=ANY_CAMERA)
_ALWAYS = replace(_BUTTON, camera_use="always")


class _Counter:
    """A counter with a camera, and the scans that it was given."""

    def __init__(self, qtbot: QtBot, settings: Scanner) -> None:
        dress(light())
        self._qtbot = qtbot
        self.source = SimulatedCamera(WEBCAM)
        self.scans: list[Scan] = []
        self.member_scans: list[Scan] = []
        router = ScanRouter(lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
        router.hand_to(self.scans.append)
        router.hand_member_side_to(self.member_scans.append)
        self.router = router
        self.view = CashierView()
        self.view.resize(1024, 700)
        qtbot.addWidget(self.view)
        self.desk = CameraDesk(
            self.view,
            router,
            words=words_for("de"),
            make_camera=lambda: Camera(self.source, pause_ms=0),
        )
        self.desk.use(settings, words_for("de"))
        self.view.show()
        self.desk.wake()
        qtbot.wait(1)

    def picture(self) -> LivePicture:
        """What is shown of what the camera sees."""
        (picture,) = self.desk.panel.view.findChildren(LivePicture)
        return picture

    def hold(self, text: str) -> None:
        """Hold a card before the camera until something was read."""
        self.source.show(as_qt(held(text)))
        self._qtbot.waitUntil(lambda: bool(self.scans or self.member_scans), timeout=10_000)


@pytest.fixture
def counter(qtbot: QtBot) -> Iterator[_Counter]:
    """A camera that looks when its button is pressed."""
    made = _Counter(qtbot, _BUTTON)
    yield made
    made.desk.close()


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[_Counter]:
    """A camera that always looks."""
    made = _Counter(qtbot, _ALWAYS)
    yield made
    made.desk.close()


def test_a_card_held_before_the_camera_is_a_scan(counter: _Counter) -> None:
    """The panel opens with the button, and closes by itself once a card was read."""
    assert counter.source.opened == ""
    counter.view.ready.camera.click()
    assert counter.desk.panel.view.isVisible()
    counter.hold(PAYLOAD)
    (scan,) = counter.scans
    assert (scan.text, scan.source, scan.side) == (PAYLOAD, ScanSource.CAMERA, ScanSide.COUNTER)
    assert counter.desk.panel.view.isHidden()
    assert counter.source.opened == ""


def test_the_panel_has_a_key(counter: _Counter, qtbot: QtBot) -> None:
    """Each thing that a cashier does can be done without a mouse."""
    with qtbot.waitActive(counter.view):
        counter.view.activateWindow()
    counter.view.setFocus()
    QTest.keyClick(counter.view, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert counter.desk.panel.view.isVisible()
    QTest.keyClick(counter.desk.panel.view, Qt.Key.Key_Escape)
    assert counter.desk.panel.view.isHidden()
    assert counter.source.opened == ""


def test_another_key_closes_the_panel_and_does_what_it_does(
    counter: _Counter, qtbot: QtBot
) -> None:
    """A cashier who presses F3 wants a new member, not to close something first."""
    counter.desk.toggle_panel()
    with qtbot.waitSignal(counter.view.enroll_wanted, timeout=1_000):
        QTest.keyClick(counter.desk.panel.view, Qt.Key.Key_F3)
    assert counter.desk.panel.view.isHidden()


def test_the_picture_is_live(counter: _Counter) -> None:
    """Whoever holds the card sees where the camera looks."""
    counter.desk.toggle_panel()
    dark = counter.picture().grab().toImage().pixelColor(5, 100)
    counter.source.show(as_qt(held(PAYLOAD, shade=200)))
    seen = counter.picture().grab().toImage().pixelColor(5, 100)
    assert seen.lightness() > dark.lightness() + 60


def test_a_camera_that_always_looks_needs_no_panel(watched: _Counter) -> None:
    """Members hold their phones before it, and that is all."""
    watched.hold(PAYLOAD)
    assert [scan.text for scan in watched.scans] == [PAYLOAD]
    assert watched.source.opened == ANY_CAMERA


def test_nobody_is_filmed_while_nobody_is_signed_in(watched: _Counter, qtbot: QtBot) -> None:
    """Behind the lock the camera's light is out; it goes on with the next who comes."""
    watched.desk.rest()
    assert watched.source.opened == ""
    watched.desk.wake()
    qtbot.waitUntil(lambda: watched.source.opened == ANY_CAMERA)


def test_a_camera_on_the_members_side_serves_the_members_screen(
    qtbot: QtBot,
) -> None:
    """It always looks, for there is nobody to press a button, and the counter has none."""
    made = _Counter(qtbot, replace(_BUTTON, camera_side="member"))
    made.hold(PAYLOAD)
    assert [scan.side for scan in made.member_scans] == [ScanSide.MEMBER]
    assert made.scans == []
    assert made.view.ready.camera.isHidden()
    made.desk.close()


def test_without_a_camera_there_is_no_button(qtbot: QtBot) -> None:
    """And nothing of the libraries for video is needed."""
    made = _Counter(qtbot, Scanner())
    made.desk.toggle_panel()
    assert made.view.ready.camera.isHidden()
    assert made.source.opened == ""


def test_a_camera_that_is_not_there_says_so(counter: _Counter) -> None:
    """In the panel, where somebody waits for a picture."""
    counter.source.pull_out(WEBCAM)
    counter.desk.toggle_panel()
    said = [label for label in texts_in(counter.desk.panel.view) if "angeschlossen" in label]
    assert said != []
    counter.source.plug_in(WEBCAM)
    counter.hold(PAYLOAD)
    assert counter.scans[0].text == PAYLOAD


def test_a_camera_taken_out_of_the_settings_goes_dark(watched: _Counter) -> None:
    """The settings apply from when they are saved."""
    watched.desk.use(Scanner(), words_for("en"))
    assert watched.source.opened == ""
    assert watched.view.ready.camera.isHidden()


def test_a_computer_without_the_libraries_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The till works on; whoever presses the button is told what to install."""
    monkeypatch.setitem(sys.modules, "pos_loyalty.terminal.devices.camera_source", None)
    camera = camera_of_this_computer()
    told: list[CameraCondition] = []
    camera.changed.connect(told.append)
    camera.start(ANY_CAMERA)
    camera.start(ANY_CAMERA)
    camera.show_pictures()
    camera.hide_pictures()
    camera.stop()
    assert told == [CameraCondition.UNSUPPORTED, CameraCondition.OFF]
    assert (camera.names(), camera.condition) == ((), CameraCondition.OFF)
