"""Rows of lists: a reward to redeem, a past sale, a search hit."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS, Size, Weight
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.surfaces import IconLabel
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_ROW_HEIGHT = 62


class RewardRow(QWidget):
    """A reward with its price, and the button that redeems it; or what is missing to it."""

    chosen = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reward_id = ""
        self._reachable = True
        self._picture = IconLabel("gift")
        self._name = ElidedText(kind=Kind.STRONG)
        self._detail = ElidedText(kind=Kind.SMALL)
        self._button = Button(rank=Rank.SOFT)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 8, 7)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(60)
        self._button.clicked.connect(lambda: self.chosen.emit(self._reward_id))

    def show_reward(
        self,
        *,
        reward_id: str,
        name: str,
        detail: str,
        action: str,
        icon_name: str = "gift",
        chosen: bool = False,
    ) -> None:
        """Show a reward; an empty ``action`` greys it out."""
        self._reward_id = reward_id
        self._reachable = bool(action)
        role = "ink" if self._reachable else "muted"
        self._picture.show_icon("check" if chosen else icon_name, "primary" if chosen else role)
        self._name.setText(name)
        self._name.set_tone(Tone.DEFAULT if self._reachable else Tone.MUTED)
        self._detail.setText(detail)
        self._button.set_label(action)
        self._button.set_rank(Rank.QUIET if chosen else Rank.SOFT)
        self._button.setVisible(self._reachable)
        self._button.setAccessibleName(f"{action}: {name}")
        self.update()

    @property
    def button(self) -> Button:
        """The button that redeems the reward."""
        return self._button

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.setBrush(QColor(colors.surface if self._reachable else colors.bg))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, FIELD_RADIUS, FIELD_RADIUS)


class ListRow(QAbstractButton):
    """Two lines that can be pressed: title and number above, detail and icon below."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._number = ""
        self._detail = ""
        self._icon_name = ""
        self._number_role = "ink"
        self._ground = ""
        self._is_parted = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(
        self,
        *,
        title: str,
        detail: str,
        number: str = "",
        icon_name: str = "",
        number_role: str = "ink",
        ground: str = "",
    ) -> None:
        """Show a row. ``ground`` is a color role that lifts it out; ``number_role`` one for it."""
        self._title, self._detail, self._number = title, detail, number
        self._icon_name, self._number_role, self._ground = icon_name, number_role, ground
        self.setAccessibleName(", ".join(part for part in (title, number, detail) if part))
        self.update()

    def lead(self) -> "ListRow":
        """This row, standing first in a card: no line above it. Returns itself."""
        self._is_parted = False
        return self

    def title(self) -> str:
        """The upper line."""
        return self._title

    def detail(self) -> str:
        """The lower line."""
        return self._detail

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(220, _ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, _ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left, right = 16.0, self.width() - 16.0
        strong = theme.font(Size.BODY, Weight.STRONG)
        number_font = theme.font(Size.BODY, Weight.MEDIUM)
        number_width = QFontMetricsF(number_font).horizontalAdvance(self._number)
        upper = QRectF(left, 9, right - left - number_width - 12, 22)
        self._elided(painter, strong, theme.color("ink"), upper, self._title)
        painter.setFont(number_font)
        painter.setPen(theme.color(self._number_role))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 9, right - left, 22), flags, self._number)
        lower = QRectF(left, 33, right - left - (26 if self._icon_name else 0), 18)
        self._elided(painter, theme.font(Size.SMALL), theme.color("muted"), lower, self._detail)
        if self._icon_name:
            area = QRectF(right - icons.SMALL, 34, icons.SMALL, icons.SMALL)
            icons.paint(painter, self._icon_name, area, theme.color("muted"))

    def _paint_ground(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        if self._ground:
            painter.fillRect(area, theme.color(self._ground))
        elif self.isDown() or self.underMouse() or self.isChecked():
            painter.fillRect(area, theme.color("bg"))
        if self._is_parted:
            painter.fillRect(QRectF(16, 0, self.width() - 32, 1), theme.color("line"))

    def _elided(
        self, painter: QPainter, font: QFont, color: QColor, area: QRectF, text: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(color)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)


class Pair(QWidget):
    """A label at the left and a number at the right, as on a slip."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Text()
        self.note = ElidedText(kind=Kind.SMALL)
        self.number = Text().right()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.note, 1)
        row.addWidget(self.number)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pair(
        self, label: str, number: str, *, note: str = "", is_strong: bool = False
    ) -> None:
        """Show a line; a strong one is what somebody has to act upon."""
        kind = Kind.STRONG if is_strong else Kind.BODY
        self.label.set_kind(kind)
        self.number.set_kind(kind)
        self.label.setText(label)
        self.note.setText(note)
        self.number.setText(number)
