"""What a frame of a camera is to us: brightness to read, a picture to show."""

from typing import Final

from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from pos_loyalty.scanning.luma import LumaPlane, luma_of_pairs

_Format = QVideoFrameFormat.PixelFormat
# Brightness lies in a plane of its own, the first.
PLANAR: Final = frozenset(
    {
        _Format.Format_NV12,
        _Format.Format_NV21,
        _Format.Format_YUV420P,
        _Format.Format_YUV422P,
        _Format.Format_YV12,
        _Format.Format_IMC1,
        _Format.Format_IMC2,
        _Format.Format_IMC3,
        _Format.Format_IMC4,
        _Format.Format_Y8,
    }
)
# Brightness and color by turns; where the first brightness is.
PAIRS: Final = {_Format.Format_YUYV: 0, _Format.Format_UYVY: 1}


def luma_of(frame: QVideoFrame) -> LumaPlane | None:
    """The brightness of a frame, copied out of it; None when it cannot be had.

    Copied, for the system has only a few frames and wants each back at once.
    """
    kind = frame.pixelFormat()
    if kind not in PLANAR and kind not in PAIRS:
        return _luma_of_image(frame.toImage())
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return None
    try:
        data = bytes(frame.bits(0))
        stride = frame.bytesPerLine(0)
    finally:
        frame.unmap()
    width, height = frame.width(), frame.height()
    if kind in PLANAR:
        return LumaPlane(data, width, height, stride)
    return luma_of_pairs(data, width=width, height=height, stride=stride, first=PAIRS[kind])


def _luma_of_image(image: QImage) -> LumaPlane | None:
    if image.isNull():
        return None
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return LumaPlane(bytes(gray.constBits()), gray.width(), gray.height(), gray.bytesPerLine())
