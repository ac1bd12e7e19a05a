"""A key of the keyboard, drawn."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import Size, Weight

_HEIGHT = 32


class KeyCap(QWidget):
    """What is printed on a key, in a frame like one."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(key)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_key(self, key: str) -> None:
        """Print something else on it."""
        self._key = key
        self.setAccessibleName(key)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(theme.font(Size.SMALL, Weight.MEDIUM)).horizontalAdvance(self._key)
        return QSize(max(round(width) + 20, 44), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.edge), 1))
        painter.setBrush(QColor(colors.bg))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, 7, 7)
        painter.setFont(theme.font(Size.SMALL, Weight.MEDIUM))
        painter.setPen(QColor(colors.ink))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._key)
