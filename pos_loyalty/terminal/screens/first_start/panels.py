"""Parts of the first start: a program as a tile, and the choice of the language."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS, TARGET_PX, Size, Weight
from pos_loyalty.terminal.widgets.tile import paint_tile

_TILE_HEIGHT = 76


class ChoiceTile(QAbstractButton):
    """One of several to choose from: a title, a line below it, and a mark when chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_choice(self, title: str, detail: str, *, is_chosen: bool) -> None:
        """Show a choice."""
        self.setText(title)
        self._detail = detail
        self.setChecked(is_chosen)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, _TILE_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _TILE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tile(self, painter)
        room = self.width() - 16 - 52
        for text, font, role, top in (
            (self.text(), theme.font(Size.BODY, Weight.STRONG), "ink", 15),
            (self._detail, theme.font(Size.SMALL), "muted", 39),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(16, top, room, 22), Qt.AlignmentFlag.AlignVCenter, shown)
        if self.isChecked():
            place = QRectF(self.width() - 40, (self.height() - icons.LARGE) / 2, 24, 24)
            icons.paint(painter, "circle-check", place, theme.color("primary"))


class LanguageChoice(QWidget):
    """Two languages side by side, each in its own name."""

    chosen = Signal(str)

    def __init__(self, languages: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for code, name in languages.items():
            button = _Segment(name)
            button.clicked.connect(lambda _checked=False, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            self._buttons[code] = button
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_language(self, code: str) -> None:
        """Show which language is spoken."""
        if code in self._buttons:
            self._buttons[code].setChecked(True)


class _Segment(QAbstractButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(theme.font(Size.BODY, Weight.MEDIUM)).horizontalAdvance(self.text())
        return QSize(round(width) + 32, TARGET_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.primary_soft if chosen else colors.sunken))
        painter.drawRoundedRect(QRectF(self.rect()), FIELD_RADIUS, FIELD_RADIUS)
        painter.setFont(theme.font(Size.BODY, Weight.STRONG if chosen else Weight.MEDIUM))
        painter.setPen(QColor(colors.primary if chosen else colors.ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
