"""What a camera sees, as in a mirror, with a frame that says where to hold a code."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_loyalty.terminal import icons

_SHAPE: Final = 4 / 3
_RADIUS: Final = 14
_FRAME_SHARE: Final = 0.62
_CORNER_SHARE: Final = 0.22
_ICON: Final = 40
# They lie on a picture, whatever the theme.
_DARK: Final = "#10181b"
_FAINT: Final = "#5d7278"
_WAITING: Final = "#ffffff"
_READ: Final = "#63c98a"


class LivePicture(QWidget):
    """Dark while nothing is seen. The picture fills it; what sticks out is cut off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_good = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(200, 150)

    def sizeHint(self) -> QSize:
        return QSize(480, 360)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width / _SHAPE)

    def show_image(self, image: QImage) -> None:
        """Show what is seen now, mirrored: a hand that moves to the left is seen to."""
        self._image = image.flipped(Qt.Orientation.Horizontal)
        self.update()

    def clear(self) -> None:
        """Nothing is seen any more."""
        self._image = QImage()
        self._is_good = False
        self.update()

    def show_read(self, *, is_read: bool) -> None:
        """Whether the frame says that a code was read."""
        self._is_good = is_read
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(area, _RADIUS, _RADIUS)
        painter.setClipPath(shape)
        painter.fillRect(area, QColor(_DARK))
        if self._image.isNull():
            size = QRectF(0, 0, _ICON, _ICON)
            size.moveCenter(area.center())
            icons.paint(painter, "camera", size, QColor(_FAINT))
            return
        painter.drawImage(area, self._image, _filling(self._image.size(), area))
        self._paint_frame(painter, area)

    def _paint_frame(self, painter: QPainter, area: QRectF) -> None:
        side = min(area.width(), area.height()) * _FRAME_SHARE
        frame = QRectF(0, 0, side, side)
        frame.moveCenter(area.center())
        outside = QPainterPath()
        outside.addRect(area)
        inside = QPainterPath()
        inside.addRoundedRect(frame, _RADIUS, _RADIUS)
        painter.fillPath(outside.subtracted(inside), QColor(0, 0, 0, 96))
        pen = QPen(QColor(_READ if self._is_good else _WAITING), 5 if self._is_good else 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_corners(frame))


def _filling(size: QSize, area: QRectF) -> QRectF:
    """The middle of a picture, in the shape of the area that it has to fill."""
    scale = min(size.width() / area.width(), size.height() / area.height())
    part = QRectF(0, 0, area.width() * scale, area.height() * scale)
    part.moveCenter(QPointF(size.width() / 2, size.height() / 2))
    return part


def _corners(frame: QRectF) -> QPainterPath:
    arm = frame.width() * _CORNER_SHARE
    path = QPainterPath()
    for corner, x, y in (
        (frame.topLeft(), 1, 1),
        (frame.topRight(), -1, 1),
        (frame.bottomRight(), -1, -1),
        (frame.bottomLeft(), 1, -1),
    ):
        path.moveTo(corner + QPointF(x * arm, 0))
        path.lineTo(corner + QPointF(x * _RADIUS, 0))
        path.quadTo(corner, corner + QPointF(0, y * _RADIUS))
        path.lineTo(corner + QPointF(0, y * arm))
    return path
