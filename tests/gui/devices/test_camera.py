from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.scanning.luma import LumaPlane
from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition, Reading
from tests.support.cards import PAYLOAD
from tests.support.video import WEBCAM, SimulatedCamera, as_qt, held

_OTHER = "LT17K48217P2M0244744CAMB0N61"


class _Told:
    """What a camera told."""

    def __init__(self, camera: Camera) -> None:
        self.readings: list[Reading] = []
        self.conditions: list[CameraCondition] = []
        self.pictures: list[QImage] = []
        camera.read.connect(self.readings.append)
        camera.changed.connect(self.conditions.append)
        camera.pictured.connect(self.pictures.append)

    def has(self, text: str) -> bool:
        return text in self.texts

    @property
    def texts(self) -> list[str]:
        return [reading.text for reading in self.readings]


@pytest.fixture
def source(qapp: QApplication) -> SimulatedCamera:
    """A camera that is plugged in."""
    assert qapp is not None
    return SimulatedCamera(WEBCAM)


@pytest.fixture
def camera(source: SimulatedCamera) -> Iterator[Camera]:
    """It looks at each picture, however soon it comes."""
    made = Camera(source, pause_ms=0)
    yield made
    made.stop()


def _wait(qtbot: QtBot, found: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(found()), timeout=10_000)


def test_a_card_before_the_camera_is_read_once(
    qtbot: QtBot, source: SimulatedCamera, camera: Camera
) -> None:
    """However often it is seen; another card is read at once."""
    told = _Told(camera)
    camera.start(ANY_CAMERA)
    for text in (PAYLOAD, PAYLOAD, _OTHER):
        source.show(as_qt(held(text)))
        _wait(qtbot, partial(told.has, text))
    assert told.texts == [PAYLOAD, _OTHER]
    assert told.readings[0].took_ms > 0
    assert told.conditions == [CameraCondition.STARTING, CameraCondition.LOOKING]


def test_a_phone_in_dark_mode_is_read(
    qtbot: QtBot, source: SimulatedCamera, camera: Camera
) -> None:
    """A code may be light on dark."""
    told = _Told(camera)
    camera.start(WEBCAM)
    source.show(as_qt(held(PAYLOAD, shade=16, dark=230, light=16)))
    _wait(qtbot, lambda: told.texts)
    assert told.texts == [PAYLOAD]


def test_a_camera_that_is_off_sees_nothing(source: SimulatedCamera, camera: Camera) -> None:
    """Frames that were under way when it was stopped are not looked at, and the device is free."""
    told = _Told(camera)
    camera.start(WEBCAM)
    camera.stop()
    source.opened = "still sending"
    source.show(as_qt(held(PAYLOAD)))
    assert (told.readings, camera.condition) == ([], CameraCondition.OFF)


def test_pictures_come_only_while_somebody_watches(source: SimulatedCamera, camera: Camera) -> None:
    """Reading alone costs no conversion to colors."""
    told = _Told(camera)
    camera.start(WEBCAM)
    source.show(as_qt(held(PAYLOAD)))
    camera.show_pictures()
    source.show(as_qt(held(PAYLOAD)))
    camera.hide_pictures()
    source.show(as_qt(held(PAYLOAD)))
    assert [picture.width() for picture in told.pictures] == [640]


def test_a_camera_that_is_pulled_out_goes_on_when_it_is_back(
    qtbot: QtBot, source: SimulatedCamera, camera: Camera
) -> None:
    """Nobody has to press anything."""
    told = _Told(camera)
    camera.start(WEBCAM)
    source.show(as_qt(held(PAYLOAD)))
    source.pull_out(WEBCAM)
    source.plug_in(WEBCAM)
    assert source.opened == WEBCAM
    source.show(as_qt(held(_OTHER)))
    _wait(qtbot, partial(told.has, _OTHER))
    looking = [CameraCondition.STARTING, CameraCondition.LOOKING]
    assert told.conditions == [*looking, CameraCondition.GONE, *looking]


def test_another_camera_does_not_stand_in(source: SimulatedCamera, camera: Camera) -> None:
    """The one that looks at the door shall not read cards because the right one is unplugged."""
    camera.start("Counter camera")
    assert (camera.condition, source.opened) == (CameraCondition.GONE, "")


@pytest.mark.parametrize(
    ("names", "is_allowed", "condition"),
    [((), True, CameraCondition.NONE), ((WEBCAM,), False, CameraCondition.NOT_ALLOWED)],
)
def test_why_nothing_is_seen_is_told(
    source: SimulatedCamera,
    camera: Camera,
    names: tuple[str, ...],
    is_allowed: bool,  # noqa: FBT001 - a case of the table
    condition: CameraCondition,
) -> None:
    """No camera and no permission are two things to do."""
    source.plugged, source.is_allowed = list(names), is_allowed
    camera.start(ANY_CAMERA)
    assert camera.condition is condition


def test_a_picture_that_waits_too_long_is_forgotten(qtbot: QtBot, source: SimulatedCamera) -> None:
    """A slow computer reads the newest picture next, not the oldest."""
    reader = _SlowReader()
    camera = Camera(source, lambda: reader, pause_ms=0)
    camera.start(WEBCAM)
    for shade in (10, 20, 30, 40):
        source.show(as_qt(held(PAYLOAD, shade=shade)))
        _wait(qtbot, lambda: reader.shades)
    reader.go_on.set()
    _wait(qtbot, lambda: len(reader.shades) == 2)
    camera.stop()
    assert reader.shades == [10, 40]


class _SlowReader:
    """Takes its time with the first picture."""

    def __init__(self) -> None:
        self.shades: list[int] = []
        self.go_on = Event()

    def read(self, plane: LumaPlane) -> tuple[str, ...]:
        self.shades.append(plane.data[0])
        self.go_on.wait(10)
        return ()
