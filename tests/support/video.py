"""A camera that is not there: pictures put into Qt's own sink, as a device would."""

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat, QVideoSink

from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition
from pos_loyalty.terminal.devices.video_log import quiet_video_log
from tests.support.hard_scene import code

WEBCAM = "HD Webcam"
_GRAY = QImage.Format.Format_Grayscale8


class SimulatedCamera(QObject):
    """A ``VideoSource`` whose plug, permission and pictures are in the test's hand."""

    framed = Signal(QVideoFrame)
    failed = Signal(object)
    devices_changed = Signal()

    def __init__(self, *names: str) -> None:
        super().__init__()
        quiet_video_log()
        self.plugged = list(names)
        self.opened = ""
        self.is_allowed = True
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self.framed)

    def names(self) -> tuple[str, ...]:
        return tuple(self.plugged)

    def open(self, name: str) -> None:
        if not self.is_allowed:
            self.failed.emit(CameraCondition.NOT_ALLOWED)
        elif name in self.plugged or (name == ANY_CAMERA and self.plugged):
            self.opened = name
        else:
            is_any = name == ANY_CAMERA
            self.failed.emit(CameraCondition.NONE if is_any else CameraCondition.GONE)

    def close(self) -> None:
        self.opened = ""

    def plug_in(self, name: str) -> None:
        """Somebody plugs a camera in."""
        self.plugged.append(name)
        self.devices_changed.emit()

    def pull_out(self, name: str) -> None:
        """Somebody pulls its cable."""
        self.plugged.remove(name)
        if self.opened:
            self.failed.emit(CameraCondition.GONE)
        self.devices_changed.emit()

    def show(self, image: QImage) -> None:
        """The next frame, if the camera is open."""
        if self.opened:
            self.sink.setVideoFrame(QVideoFrame(image))


def held(text: str, *, shade: int = 128, dark: int = 12, light: int = 245) -> Image.Image:
    """A card, or a phone, held before a camera."""
    image = Image.new("L", (640, 360), shade)
    picture = code(text, 5, dark=dark, light=light)
    image.paste(picture, ((640 - picture.width) // 2, (360 - picture.height) // 2))
    return image


def as_qt(image: Image.Image) -> QImage:
    """The picture as Qt holds one."""
    data = image.tobytes()
    return QImage(data, image.width, image.height, image.width, _GRAY).copy()


def framed(image: Image.Image, kind: QVideoFrameFormat.PixelFormat) -> QVideoFrame:
    """A frame as cameras send it: its brightness planar, or by turns with color."""
    shape = QVideoFrameFormat(as_qt(image).size(), kind)
    frame = QVideoFrame(shape)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    stride, bits = frame.bytesPerLine(0), frame.bits(0)
    assert isinstance(bits, memoryview)
    pairs = {
        QVideoFrameFormat.PixelFormat.Format_YUYV: 0,
        QVideoFrameFormat.PixelFormat.Format_UYVY: 1,
    }
    width = image.width
    for row in range(image.height):
        line = image.crop((0, row, width, row + 1)).tobytes()
        start = row * stride
        if kind in pairs:
            bits[start + pairs[kind] : start + 2 * width : 2] = line
        else:
            bits[start : start + width] = line
    frame.unmap()
    return frame
