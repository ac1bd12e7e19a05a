from collections.abc import Callable

import pytest
from PySide6.QtCore import QCameraPermission, Qt
from PySide6.QtMultimedia import QCameraDevice, QMediaDevices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition
from pos_loyalty.terminal.devices.camera_source import CameraSource
from pos_loyalty.terminal.devices.video_log import quiet_video_log


@pytest.fixture
def no_camera(qapp: QApplication) -> None:
    """Skips where there is a camera: nobody wants to be filmed by tests."""
    assert qapp is not None
    quiet_video_log()
    source = CameraSource()
    if source.names():
        pytest.skip("this computer has a camera")


@pytest.mark.usefixtures("no_camera")
@pytest.mark.parametrize(
    ("name", "condition"),
    [(ANY_CAMERA, CameraCondition.NONE), ("HD Webcam", CameraCondition.GONE)],
)
def test_a_computer_without_a_camera_says_so(name: str, condition: CameraCondition) -> None:
    """Qt starts a camera that is not there without a word."""
    camera = Camera(CameraSource())
    camera.start(name)
    assert camera.condition is condition
    camera.stop()
    assert camera.condition is CameraCondition.OFF


@pytest.mark.usefixtures("no_camera")
def test_a_camera_is_looked_for_when_something_is_plugged_in(qtbot: QtBot) -> None:
    """Qt tells of a new device; the camera that is waited for is tried again."""
    source = CameraSource()
    failures: list[CameraCondition] = []
    source.failed.connect(failures.append)
    camera = Camera(source)
    camera.start(ANY_CAMERA)
    with qtbot.waitSignal(camera.devices_changed):
        for devices in source.findChildren(QMediaDevices):
            devices.videoInputsChanged.emit()
    camera.stop()
    assert failures == [CameraCondition.NONE] * 2


@pytest.fixture
def source(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> CameraSource:
    """As if a camera was plugged in that Qt then finds nothing behind."""
    assert qapp is not None
    quiet_video_log()
    monkeypatch.setattr(CameraSource, "_inputs", lambda _self: {"HD Webcam": QCameraDevice()})
    return CameraSource()


def _failures(source: CameraSource) -> list[CameraCondition]:
    failures: list[CameraCondition] = []
    source.failed.connect(failures.append)
    return failures


@pytest.mark.parametrize("name", [ANY_CAMERA, "HD Webcam"])
def test_a_camera_that_gives_nothing_is_told(source: CameraSource, name: str) -> None:
    """Another program has it, say; Qt itself says nothing when it is started."""
    failures = _failures(source)
    source.open(name)
    assert failures == [CameraCondition.BROKEN]
    source.close()


def test_another_camera_is_not_opened_for_one_that_is_gone(source: CameraSource) -> None:
    """Whoever names a camera means that one."""
    failures = _failures(source)
    source.open("Counter camera")
    assert failures == [CameraCondition.GONE]


def test_a_cable_that_is_pulled_is_told(source: CameraSource) -> None:
    """Qt tells that the list of devices has changed; that ours is not in it, we find out."""
    source.open("HD Webcam")
    failures = _failures(source)
    changed: list[bool] = []
    source.devices_changed.connect(lambda: changed.append(True))
    for devices in source.findChildren(QMediaDevices):
        devices.videoInputsChanged.emit()
    assert (failures, changed) == ([CameraCondition.GONE], [True])
    source.close()


def test_what_the_system_forbids_is_told(
    source: CameraSource, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who said no to the camera once finds out why it is dark."""
    monkeypatch.setattr(
        qapp, "checkPermission", lambda _permission: Qt.PermissionStatus.Denied, raising=False
    )
    failures = _failures(source)
    source.open("HD Webcam")
    assert failures == [CameraCondition.NOT_ALLOWED]


@pytest.mark.parametrize(
    ("answer", "condition"),
    [
        (Qt.PermissionStatus.Granted, CameraCondition.BROKEN),
        (Qt.PermissionStatus.Denied, CameraCondition.NOT_ALLOWED),
    ],
)
def test_the_system_is_asked_first(
    source: CameraSource,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    answer: Qt.PermissionStatus,
    condition: CameraCondition,
) -> None:
    """The camera starts with the answer, not before."""
    status = [Qt.PermissionStatus.Undetermined]
    asked: list[Callable[[QCameraPermission], None]] = []
    monkeypatch.setattr(qapp, "checkPermission", lambda _permission: status[0], raising=False)
    monkeypatch.setattr(
        qapp, "requestPermission", lambda _what, _context, tell: asked.append(tell), raising=False
    )
    failures = _failures(source)
    source.open("HD Webcam")
    assert failures == []
    status[0] = answer
    asked[0](QCameraPermission())
    assert failures == [condition]
    source.close()
    asked[0](QCameraPermission())
    assert failures == [condition]
