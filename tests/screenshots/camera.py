"""The camera: its button, what it sees, why it sees nothing, and how it is tried out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from PIL import Image, ImageDraw, ImageFilter
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from pos_loyalty.cards.artwork_png import drawn
from pos_loyalty.config.settings import Scanner
from pos_loyalty.terminal.camera_desk import CameraDesk
from pos_loyalty.terminal.code_camera import CodeCamera
from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, Reading
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from pos_loyalty.terminal.screens.cashier.screen import CashierScreen
from pos_loyalty.terminal.screens.join.view import JoinView
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.look import SceneLook
from tests.support.cards import PAYLOAD, card_face, image_of
from tests.support.clock import FixedClock
from tests.support.counter import FakeCounter, FakePrintouts
from tests.support.play import FakePlay
from tests.support.settings_fakes import (
    FakeDesk,
    FakeDevices,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)
from tests.support.video import WEBCAM, SimulatedCamera

_SEEN = (1280, 720)


class _BlindReader:
    """Reads nothing, so that the panel stays open for its picture."""

    def read(self, _plane: object) -> tuple[str, ...]:
        return ()


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The counter's panel, that of a new machine, and the settings' part."""
    for name, cameras in (("button", (WEBCAM,)), ("looking", (WEBCAM,)), ("none", ())):
        source = SimulatedCamera(*cameras)
        desk, window = _counter(look, source)
        if name != "button":
            desk.toggle_panel()
            source.show(_seen())
        yield name, window
        desk.close()
    several = SimulatedCamera(WEBCAM, "USB Document Camera")
    for name, source in (("code", several), ("code-none", SimulatedCamera())):
        finder, page = _code(look, source)
        yield name, page
        finder.close()
    for name, cameras in (("trial", (WEBCAM,)), ("trial-none", ())):
        source = SimulatedCamera(*cameras)
        camera = Camera(source, _BlindReader)
        view = _settings(look, camera)
        if cameras:
            source.show(_seen())
            camera.read.emit(Reading(PAYLOAD, 6.2))
        yield name, view
        camera.stop()


def _code(look: SceneLook, source: SimulatedCamera) -> tuple[CodeCamera, QWidget]:
    """A new machine looks for the hub's code, and was shown another one."""
    view = JoinView(look.words)
    view.resize(look.width, look.height)
    view.show()
    camera = Camera(source, _BlindReader, parent=view)
    desk = CodeCamera(lambda: view, lambda: camera, view)
    desk.look(look.words, lambda _text: False)
    if source.plugged:
        source.show(_seen())
        camera.read.emit(Reading(PAYLOAD, 6.2))
    QCoreApplication.processEvents()
    return desk, view


def _counter(look: SceneLook, source: SimulatedCamera) -> tuple[CameraDesk, QWidget]:
    screen = CashierScreen(
        counter=FakeCounter(),
        printouts=FakePrintouts(),
        play=FakePlay(),
        tasks=ImmediateTasks(),
        words=look.words,
        new_key=lambda: "key",
    )
    window = MainWindow()
    window.show_screen(screen.view)
    screen.start()
    window.resize(look.width, look.height)
    window.show()
    desk = CameraDesk(
        screen.view,
        ScanRouter(lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        words=look.words,
        make_camera=lambda: Camera(source, _BlindReader),
    )
    desk.use(Scanner(camera=ANY_CAMERA), look.words)
    desk.wake()
    QCoreApplication.processEvents()
    return desk, window


def _settings(look: SceneLook, camera: Camera) -> QWidget:
    program = {"schema": 1, "name": "Bonus", "currency": "EUR", "timezone": "Europe/Berlin"}
    ports = SettingsPorts(
        FakeShelf(),
        FakePrograms({**program, "earn": {"points": 1, "per": "1.00"}}),
        FakeStaff(),
        FakeDevices(b"", b""),
        FakeDesk(),
        camera=lambda: camera,
    )
    screen = SettingsScreen(
        ports,
        tasks=ImmediateTasks(),
        clock=FixedClock(),
        words=look.words,
        is_guessable=lambda pin: pin == "1234",
        left=lambda: None,
    )
    screen.open(Section.DEVICES)
    screen.view.resize(look.width, look.height)
    screen.view.show()
    QCoreApplication.processEvents()
    screen.presenter.edit("scanner.camera", ANY_CAMERA)
    screen.view.devices.camera.toggled.emit()
    # The view keeps no reference to what joins it.
    screen.view.setProperty("screen", screen)
    QCoreApplication.processEvents()
    return screen.view


@cache
def _seen() -> QImage:
    """A card held before a camera, in a shop."""
    picture = Image.new("RGB", _SEEN, "#8a7a66")
    pen = ImageDraw.Draw(picture)
    for place, color in enumerate(("#b99b6b", "#6d7f5a", "#a65f45", "#d8c9a8", "#56707a")):
        pen.rectangle((place * 270 - 40, 60, place * 270 + 150, 340), fill=color)
    pen.rectangle((0, 430, 1280, 720), fill="#5c4a3a")
    picture = picture.filter(ImageFilter.GaussianBlur(14))
    card = image_of(drawn(card_face())).resize((560, 353)).convert("RGBA").rotate(6, expand=True)
    # Its code, at the right, is in the middle.
    picture.paste(card, (250, 170), card)
    data = picture.tobytes()
    width, height = _SEEN
    return QImage(data, width, height, width * 3, QImage.Format.Format_RGB888).copy()
