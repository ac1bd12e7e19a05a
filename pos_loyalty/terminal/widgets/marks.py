"""Marks to be set and taken away: a choice of several as pills, and colors as dots."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import TARGET_PX, Size, Weight

_PILL: Final = 34.0
_PADDING: Final = 12.0
_GAP: Final = 6.0
_DOT: Final = 26.0


class _Mark(QAbstractButton):
    """Something that is marked or not; Enter and Space turn it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class MarkButton(_Mark):
    """One of several choices, any of which may hold."""

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text())
        # The check sign has its room also while it is not there: nothing moves under the finger.
        return QSize(round(width + 2 * _PADDING + icons.SMALL + _GAP + 0.5), TARGET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        pill = QRectF(0.5, middle - _PILL / 2, self.width() - 1, _PILL)
        is_on = self.isChecked()
        painter.setPen(QPen(QColor(colors.primary if is_on else colors.edge), 1))
        ground = colors.primary_soft if is_on else colors.surface
        painter.setBrush(QColor(colors.bg if self.underMouse() and not is_on else ground))
        painter.drawRoundedRect(pill, _PILL / 2, _PILL / 2)
        ink = QColor(colors.primary if is_on else colors.ink)
        left = _PADDING - 2
        if is_on:
            area = QRectF(left, middle - icons.SMALL / 2, icons.SMALL, icons.SMALL)
            icons.paint(painter, "check", area, ink)
            left += icons.SMALL + _GAP
        painter.setFont(self._font())
        painter.setPen(ink)
        area = QRectF(left, 0, self.width() - left - (0 if is_on else left), self.height())
        align = Qt.AlignmentFlag.AlignVCenter
        if not is_on:
            align |= Qt.AlignmentFlag.AlignHCenter
        painter.drawText(area, align, self.text())

    def _font(self) -> QFont:
        return theme.font(Size.SMALL, Weight.MEDIUM)


class ColorDot(_Mark):
    """A color to choose."""

    def __init__(self, color: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.color = color
        self.setAccessibleName(color)
        self.setToolTip(color)

    def sizeHint(self) -> QSize:
        return QSize(TARGET_PX - 8, TARGET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        dot = QRectF(middle.x() - _DOT / 2, middle.y() - _DOT / 2, _DOT, _DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.color))
        painter.drawEllipse(dot)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.ink), 2))
            painter.drawEllipse(dot.adjusted(-3, -3, 3, 3))
