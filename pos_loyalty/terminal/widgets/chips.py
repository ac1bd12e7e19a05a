"""Chips that tell a state in the top bar, and the badge of a tier."""

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import (
    TARGET_PX,
    Size,
    Weight,
    blend,
    readable_ground,
)

_CHIP_HEIGHT = 32.0
_BADGE_HEIGHT = 26.0
_DOT = 9.0
_GAP = 8.0


class Health(Enum):
    """How a device or line is: the color of a chip's dot. The text says it too."""

    NONE = ""
    GOOD = "good"
    WAITING = "accent"
    WARN = "warn"
    BAD = "bad"


class Chip(QAbstractButton):
    """A state in a word or two; pressing it opens the detail."""

    def __init__(self, *, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._health = Health.NONE
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_state(self, text: str, health: Health = Health.NONE) -> None:
        """Tell a state."""
        self._health = health
        self.setText(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """The pill's width; a finger's height, although the pill is drawn lower."""
        return QSize(round(self._content_width() + 24.5), TARGET_PX)

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A pill with dot, icon and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = self._colors()
        middle = self.height() / 2
        pill = QRectF(0, middle - _CHIP_HEIGHT / 2, self.width(), _CHIP_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        left = 12.0
        if self._health is not Health.NONE:
            painter.setBrush(theme.color(self._health.value))
            painter.drawEllipse(QRectF(left, middle - _DOT / 2, _DOT, _DOT))
            left += _DOT + _GAP
        if self._icon_name:
            size = icons.SMALL
            icons.paint(painter, self._icon_name, QRectF(left, middle - size / 2, size, size), ink)
            left += size + _GAP
        painter.setFont(theme.font(Size.SMALL, Weight.MEDIUM))
        painter.setPen(ink)
        area = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _colors(self) -> tuple[QColor, QColor]:
        colors = theme.look().colors
        ground, ink = {
            Health.WARN: (colors.warn_soft, colors.warn),
            Health.BAD: (colors.bad_soft, colors.bad),
        }.get(self._health, (colors.sunken, colors.ink))
        if self.underMouse() or self.isDown():
            ground = blend(ground, colors.ink, percent=10 if self.isDown() else 5)
        return QColor(ground), QColor(ink)

    def _content_width(self) -> float:
        metrics = QFontMetricsF(theme.font(Size.SMALL, Weight.MEDIUM))
        width = metrics.horizontalAdvance(self.text())
        if self._health is not Health.NONE:
            width += _DOT + _GAP
        if self._icon_name:
            width += icons.SMALL + _GAP
        return width


class TierBadge(QWidget):
    """A member's tier as a pill in the tier's own color."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._color = ""
        self._icon_name = "star"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_tier(self, name: str, *, color: str, icon_name: str = "star") -> None:
        """Show a tier; an empty name hides the badge."""
        self._name, self._color, self._icon_name = name, color, icon_name
        self.setAccessibleName(name)
        self.setVisible(bool(name))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Star, name and the rounding at both ends."""
        width = QFontMetricsF(self._font()).horizontalAdvance(self._name)
        return QSize(round(width + 14 + 6 + 20.5), int(_BADGE_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """A tier's name is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pill."""
        colors = theme.look().colors
        ink = QColor(colors.badge_ink)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tier_color(self._color))
        top = (self.height() - _BADGE_HEIGHT) / 2
        painter.drawRoundedRect(QRectF(0, top, self.width(), _BADGE_HEIGHT), 13, 13)
        icons.paint(painter, self._icon_name, QRectF(10, self.height() / 2 - 7, 14, 14), ink)
        painter.setFont(self._font())
        painter.setPen(ink)
        area = QRectF(30, 0, self.width() - 30, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._name)

    def _font(self) -> QFont:
        return theme.font(Size.SMALL, Weight.STRONG)


def tier_color(color: str) -> QColor:
    """A shop's tier color, moved until the badge's text can be read on it."""
    colors = theme.look().colors
    return QColor(readable_ground(color or colors.basis, text=colors.badge_ink))
