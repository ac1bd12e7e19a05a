import pytest
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from pos_loyalty.scanning.picture_reader import plain_look
from pos_loyalty.terminal.devices.video_frames import luma_of
from pos_loyalty.terminal.devices.video_log import quiet_video_log
from tests.support.cards import PAYLOAD
from tests.support.video import as_qt, framed, held

_Format = QVideoFrameFormat.PixelFormat

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    "kind",
    [
        _Format.Format_NV12,
        _Format.Format_YUV420P,
        _Format.Format_Y8,
        _Format.Format_YUYV,
        _Format.Format_UYVY,
    ],
    ids=lambda kind: kind.name,
)
def test_a_card_is_read_from_what_cameras_send(kind: _Format) -> None:
    """The brightness is taken as it lies there, whatever is between the rows and the dots."""
    plane = luma_of(framed(held(PAYLOAD).crop((3, 0, 637, 360)), kind))
    assert plane is not None
    assert plane.stride >= plane.width == 634
    assert plain_look(plane) == (PAYLOAD,)


@pytest.mark.parametrize(
    "kind",
    [QImage.Format.Format_RGB32, QImage.Format.Format_Grayscale8],
    ids=lambda kind: kind.name,
)
def test_a_card_is_read_from_a_picture(kind: QImage.Format) -> None:
    """Whatever else a camera sends is made gray first."""
    quiet_video_log()
    plane = luma_of(QVideoFrame(as_qt(held(PAYLOAD)).convertToFormat(kind)))
    assert plane is not None
    assert plain_look(plane) == (PAYLOAD,)


def test_a_frame_without_a_picture_is_none() -> None:
    """A camera that is pulled out sends one last empty frame."""
    assert luma_of(QVideoFrame()) is None
