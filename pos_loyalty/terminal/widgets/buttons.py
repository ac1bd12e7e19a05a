"""Buttons that a finger finds: 44, 60 or 76 px high, with their key drawn beside the text."""

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import (
    BIG_RADIUS,
    FIELD_RADIUS,
    LARGE_TARGET_PX,
    PRIMARY_TARGET_PX,
    TARGET_PX,
    Colors,
    Weight,
    blend,
)

_GAP = 8.0
_KEY_PADDING = 7.0
_KEY_HEIGHT = 20.0
_KEY_FONT_PX = 12
HOVERED = 5
PRESSED = 12
"""By how much the ground moves under the mouse, and where a button is pressed or chosen."""


class Rank(Enum):
    """How much a button matters. One ``PRIMARY`` per screen."""

    PRIMARY = "primary"
    SOFT = "soft"
    QUIET = "quiet"
    GHOST = "ghost"
    DANGER = "danger"


class Height(Enum):
    """Height, side padding, type size and corner of a button."""

    NORMAL = (TARGET_PX, 16, 15, FIELD_RADIUS)
    LARGE = (LARGE_TARGET_PX, 22, 17, FIELD_RADIUS + 2)
    PRIMARY = (PRIMARY_TARGET_PX, 24, 20, BIG_RADIUS)


def button_colors(rank: Rank, colors: Colors, *, percent: int = 0) -> tuple[str, str, str]:
    """Ground, border and ink of a button that can be pressed; an empty text means none.

    The ground moves by ``percent`` where it is under the mouse, pressed or chosen.
    """
    ground, border, ink = {
        Rank.PRIMARY: (colors.primary, "", colors.primary_ink),
        Rank.SOFT: (colors.primary_soft, "", colors.primary),
        Rank.QUIET: (colors.surface, colors.line, colors.ink),
        Rank.GHOST: ("", "", colors.ink),
        Rank.DANGER: (colors.surface, colors.bad, colors.bad),
    }[rank]
    if percent:
        # In the dark these move away from their own ink, so that no text loses contrast.
        away = {Rank.PRIMARY: "#ffffff", Rank.SOFT: "#000000"} if colors.is_dark else {}
        ground = blend(ground or colors.surface, away.get(rank, colors.ink), percent=percent)
    return ground, border, ink


class Button(QAbstractButton):
    """A push button. A click never takes the focus from where someone types."""

    def __init__(
        self,
        text: str = "",
        rank: Rank = Rank.QUIET,
        *,
        height: Height = Height.NORMAL,
        icon_name: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rank = rank
        self._height = height
        self._icon_name = icon_name
        self._key = key
        self._font_px = height.value[2]
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def key(self) -> str:
        """The key drawn beside the text; empty for none."""
        return self._key

    def set_label(self, text: str, *, key: str | None = None) -> None:
        """Change the text, and the key hint where one is given."""
        if key is not None:
            self._key = key
        self.setText(text)
        self.setToolTip(f"{text} ({self._key})" if self._key else "")
        self.updateGeometry()
        self.update()

    def set_rank(self, rank: Rank) -> None:
        """Change how much the button matters."""
        self._rank = rank
        self.updateGeometry()
        self.update()

    def set_icon_name(self, name: str) -> None:
        """Show another icon; empty for none."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, text, key and their padding."""
        height, padding, _, _ = self._height.value
        width = self._content_width() + 2 * padding
        return QSize(max(round(width + 0.5), height), height)

    def minimumSizeHint(self) -> QSize:
        """A button is never squeezed below its text."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, then icon, text and key in one centered line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter)
        left = (self.width() - self._content_width()) / 2
        middle = self.height() / 2
        if self._icon_name:
            size = self._icon_px()
            icons.paint(painter, self._icon_name, QRectF(left, middle - size / 2, size, size), ink)
            left += size + (_GAP if self.text() else 0)
        if self.text():
            font = theme.font(self._font_px, self._weight())
            painter.setFont(font)
            painter.setPen(ink)
            width = QFontMetricsF(font).horizontalAdvance(self.text())
            area = QRectF(left, 0, width + 2, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
            left += width + _GAP
        if self._key:
            self._paint_key(painter, QPointF(left, middle), ink)

    def changeEvent(self, event: QEvent) -> None:
        """Draw again when the theme changes or the button is switched on or off."""
        self.update()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the pointer is here."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the pointer has gone."""
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and not the primary one beside it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def _weight(self) -> Weight:
        strong = self._rank in (Rank.PRIMARY, Rank.SOFT)
        return Weight.STRONG if strong else Weight.MEDIUM

    def _icon_px(self) -> int:
        return icons.LARGE if self._height is not Height.NORMAL else icons.MEDIUM

    def _key_width(self) -> float:
        metrics = QFontMetricsF(theme.font(_KEY_FONT_PX, Weight.MEDIUM))
        return metrics.horizontalAdvance(self._key) + 2 * _KEY_PADDING

    def _content_width(self) -> float:
        parts: list[float] = []
        if self._icon_name:
            parts.append(self._icon_px())
        if self.text():
            metrics = QFontMetricsF(theme.font(self._font_px, self._weight()))
            parts.append(metrics.horizontalAdvance(self.text()))
        if self._key:
            parts.append(self._key_width())
        return sum(parts) + _GAP * max(len(parts) - 1, 0)

    def _paint_ground(self, painter: QPainter) -> QColor:
        ground, border, ink = self._colors()
        radius = self._height.value[3]
        painter.setPen(QPen(QColor(border), 1) if border else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        inset = 0.5 if border else 0.0
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, radius, radius)
        return QColor(ink)

    def _colors(self) -> tuple[str, str, str]:
        """Ground, border and ink; an empty text means none."""
        colors = theme.look().colors
        if not self.isEnabled():
            if self._rank is Rank.GHOST:
                return "", "", colors.muted
            return colors.sunken, colors.line, colors.muted
        percent = PRESSED if self.isDown() or self.isChecked() else HOVERED * self.underMouse()
        return button_colors(self._rank, colors, percent=percent)

    def _paint_key(self, painter: QPainter, left_middle: QPointF, ink: QColor) -> None:
        faint = QColor(ink)
        faint.setAlphaF(0.78)
        area = QRectF(
            left_middle.x(), left_middle.y() - _KEY_HEIGHT / 2, self._key_width(), _KEY_HEIGHT
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(faint, 1))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(theme.font(_KEY_FONT_PX, Weight.MEDIUM))
        painter.setPen(ink)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._key)


class IconButton(Button):
    """A button that shows only a picture; its name is in tooltip and for screen readers."""

    def __init__(
        self,
        icon_name: str,
        name: str = "",
        rank: Rank = Rank.GHOST,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", rank, icon_name=icon_name, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Tell what the picture means."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """A square of one target."""
        return QSize(TARGET_PX, TARGET_PX)
