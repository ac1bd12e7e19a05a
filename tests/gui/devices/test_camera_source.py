import pytest
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.devices.camera import Camera
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition
from pos_loyalty.terminal.devices.camera_source import CameraSource
from pos_loyalty.terminal.devices.video_frames import quiet_video_log


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
