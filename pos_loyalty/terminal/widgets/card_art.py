"""A member card as a picture: what the prompt asks for."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRadialGradient
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_loyalty.terminal import theme

_CARD = QRectF(-84, -54, 168, 108)
_TILT_DEGREES = -4
_MODULES = 8


class CardArt(QWidget):
    """A tilted card with a code on it and a soft shadow below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, 168)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.translate(self.width() / 2, self.height() / 2 - 8)
        self._paint_shadow(painter)
        painter.rotate(_TILT_DEGREES)
        painter.setBrush(QColor(colors.primary))
        painter.drawRoundedRect(_CARD, 14, 14)
        self._paint_code(painter)
        painter.setBrush(QColor(colors.accent))
        painter.drawRoundedRect(QRectF(20, -30, 46, 8), 4, 4)
        for line, alpha in ((0, 0.5), (1, 0.35)):
            faint = QColor(colors.primary_ink)
            faint.setAlphaF(alpha)
            painter.setBrush(faint)
            painter.drawRoundedRect(QRectF(21, -11 + line * 16, 44, 6), 3, 3)

    def _paint_shadow(self, painter: QPainter) -> None:
        painter.save()
        painter.translate(0, 44)
        painter.scale(1, 0.42)
        shade = QRadialGradient(QPointF(0, 0), 116)
        dark = QColor(theme.look().colors.primary)
        dark.setAlphaF(0.30)
        clear = QColor(dark)
        clear.setAlphaF(0)
        shade.setColorAt(0, dark)
        shade.setColorAt(1, clear)
        painter.setBrush(shade)
        painter.drawEllipse(QPointF(0, 0), 116, 100)
        painter.restore()

    def _paint_code(self, painter: QPainter) -> None:
        colors = theme.look().colors
        painter.setBrush(QColor("#ffffff" if not colors.is_dark else colors.ink))
        painter.drawRoundedRect(QRectF(-68, -40, 80, 80), 6, 6)
        painter.setBrush(QColor(colors.primary if not colors.is_dark else colors.primary_ink))
        module = 68 / _MODULES
        for row in range(_MODULES):
            for column in range(_MODULES):
                if (row + column) % 2:
                    corner = QPointF(-62 + column * module, -34 + row * module)
                    painter.drawRect(QRectF(corner.x(), corner.y(), module, module))
