"""The cameras of this computer, through Qt."""

import logging

from PySide6.QtCore import (
    QCameraPermission,
    QCoreApplication,
    QObject,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition
from pos_loyalty.terminal.devices.camera_formats import FormatFacts, best_format
from pos_loyalty.terminal.devices.video_frames import PAIRS, PLANAR

_log = logging.getLogger(__name__)


class CameraSource(QObject):
    """A ``VideoSource``: one camera of this computer at a time."""

    framed = Signal(QVideoFrame)
    failed = Signal(object)
    devices_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices = QMediaDevices(self)
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._camera: QCamera | None = None
        self._name = ""
        self._sink.videoFrameChanged.connect(self.framed)
        self._devices.videoInputsChanged.connect(self._inputs_changed)

    def names(self) -> tuple[str, ...]:
        """The cameras there are; those that are called alike are numbered."""
        return tuple(self._inputs())

    def open(self, name: str) -> None:
        """Let frames come from that camera, once the system allows it."""
        self._name = name
        app = QCoreApplication.instance()
        permission = QCameraPermission()
        if app is None:
            return
        match app.checkPermission(permission):
            case Qt.PermissionStatus.Granted:
                self._start()
            case Qt.PermissionStatus.Denied:
                self.failed.emit(CameraCondition.NOT_ALLOWED)
            case _:
                app.requestPermission(permission, self, self._permission_answered)

    def close(self) -> None:
        """Let the camera go; its light goes out."""
        self._name = ""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]  # Qt's own way to take it out
            camera.deleteLater()

    def _permission_answered(self, permission: QCameraPermission) -> None:
        app = QCoreApplication.instance()
        if not self._name or app is None:
            return
        if app.checkPermission(permission) is Qt.PermissionStatus.Granted:
            self._start()
        else:
            self.failed.emit(CameraCondition.NOT_ALLOWED)

    def _start(self) -> None:
        inputs = self._inputs()
        is_any = self._name == ANY_CAMERA
        device = next(iter(inputs.values()), None) if is_any else inputs.get(self._name)
        if device is None:
            self.failed.emit(CameraCondition.NONE if is_any else CameraCondition.GONE)
            return
        camera = QCamera(device, self)
        chosen = _best(device)
        if chosen is not None:
            camera.setCameraFormat(chosen)
        if camera.isFocusModeSupported(QCamera.FocusMode.FocusModeAutoNear):
            camera.setFocusMode(QCamera.FocusMode.FocusModeAutoNear)
        camera.errorOccurred.connect(self._broke)
        self._camera = camera
        self._session.setCamera(camera)
        camera.start()
        # Not every error is told by the signal.
        if camera.error() is not QCamera.Error.NoError:
            self._broke(camera.error(), camera.errorString())

    @Slot(QCamera.Error, str)
    def _broke(self, error: QCamera.Error, text: str) -> None:
        if self._camera is not None and error is not QCamera.Error.NoError:
            _log.info("the camera stopped: %s", text)
            self.failed.emit(CameraCondition.BROKEN)

    @Slot()
    def _inputs_changed(self) -> None:
        camera = self._camera
        if camera is not None and camera.cameraDevice() not in QMediaDevices.videoInputs():
            self.failed.emit(CameraCondition.GONE)
        self.devices_changed.emit()

    @staticmethod
    def _inputs() -> dict[str, QCameraDevice]:
        found: dict[str, QCameraDevice] = {}
        for device in QMediaDevices.videoInputs():
            name, number = device.description(), 2
            while name in found:
                name, number = f"{device.description()} ({number})", number + 1
            found[name] = device
        return found


def _best(device: QCameraDevice) -> QCameraFormat | None:
    formats = device.videoFormats()
    facts = [
        FormatFacts(
            each.resolution().width(),
            each.resolution().height(),
            each.maxFrameRate(),
            has_luma=each.pixelFormat() in PLANAR or each.pixelFormat() in PAIRS,
        )
        for each in formats
    ]
    place = best_format(facts)
    return None if place is None else formats[place]
