"""The way to the next tier as a bar, and a stamp card as dots."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.widgets.chips import tier_color

_BAR = 10
_STAMP = 16
_STAMP_GAP = 4


class ProgressBar(QWidget):
    """A bar whose color runs from the tier held to the tier ahead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._from = ""
        self._to = ""
        self.setFixedHeight(_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, *, from_color: str = "", to_color: str = "") -> None:
        """Show how much is done, 0 to 1; without colors in the primary color."""
        self._share = min(max(share, 0.0), 1.0)
        self._from, self._to = from_color, to_color
        self.update()

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self._share

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(120, _BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Groove, then the part that is done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove = QPainterPath()
        groove.addRoundedRect(QRectF(self.rect()), _BAR / 2, _BAR / 2)
        painter.setClipPath(groove)
        painter.fillRect(self.rect(), theme.color("sunken"))
        done = self.width() * self._share
        if done <= 0:
            return
        gradient = QLinearGradient(0, 0, done, 0)
        gradient.setColorAt(0, tier_color(self._from) if self._from else theme.color("primary"))
        gradient.setColorAt(1, tier_color(self._to) if self._to else theme.color("primary"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(0, 0, max(done, _BAR), _BAR), _BAR / 2, _BAR / 2)


class StampDots(QWidget):
    """A stamp card: full dots for stamps, dashed ones for what is missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled = 0
        self._size = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_stamps(self, filled: int, *, size: int) -> None:
        """Show ``filled`` of ``size`` stamps."""
        self._filled, self._size = max(filled, 0), size
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One dot for each stamp, in rows of ten."""
        columns = min(self._size, 10)
        rows = -(-self._size // 10)
        step = _STAMP + _STAMP_GAP
        return QSize(max(columns * step - _STAMP_GAP, 0), max(rows * step - _STAMP_GAP, 0))

    def minimumSizeHint(self) -> QSize:
        """Dots are not squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        missing = QPen(QColor(theme.look().colors.edge), 1.5, Qt.PenStyle.DashLine)
        missing.setDashPattern([2.2, 1.8])
        for place in range(self._size):
            row, column = divmod(place, 10)
            step = _STAMP + _STAMP_GAP
            area = QRectF(column * step, row * step, _STAMP, _STAMP)
            if place < self._filled:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent"))
                painter.drawEllipse(area)
            else:
                painter.setPen(missing)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(area.adjusted(1, 1, -1, -1))
