"""Grounds and frames: the page, cards on it, hairlines, skeletons and empty states."""

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QEvent, QMarginsF, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMoveEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import RADIUS, Colors
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_SHADOW_STEPS = 10
_SHADOW_ALPHA = 0.0048
_SHADOW_REACH = QMarginsF(16, 16, 16, 16)
# All that is round lies in the corners; whole pixels at a screen's quarters too.
_SHADOW_CORNER = 32
_SHADOW_EDGE = 4


class Page(QWidget):
    """The warm ground of a screen. It draws the shadows of the cards that lie on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = QPixmap()
        self._drawn_for: tuple[object, ...] = ()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        if colors.is_dark:
            painter.fillRect(event.rect(), QColor(colors.bg))
            return
        cards = tuple(self._cards())
        ratio = self.devicePixelRatioF()
        wanted = (self.size(), cards, ratio, colors)
        if wanted != self._drawn_for:
            # Soft shadows cost more than all the rest of a screen, and change with its layout only.
            self._drawn_for = wanted
            self._ground = self._with_shadows(cards, colors, ratio=ratio)
        painter.drawPixmap(0, 0, self._ground)

    def _cards(self) -> Iterator[QRect]:
        for card in self.findChildren(Card):
            if card.lies_on_page and card.isVisibleTo(self) and self._holds(card):
                yield QRect(card.mapTo(self, QPoint(0, 0)), card.size())

    def _holds(self, card: QWidget) -> bool:
        """Whether the card lies on this page and not on one inside it, which may be scrolled."""
        around = card.parentWidget()
        while around is not None and not isinstance(around, Page):
            around = around.parentWidget()
        return around is self

    def _with_shadows(self, cards: tuple[QRect, ...], colors: Colors, *, ratio: float) -> QPixmap:
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(QColor(colors.bg))
        painter = QPainter(ground)
        shadow = _shadow(colors, ratio)
        for card in cards:
            _lay(painter, shadow, card, ratio=ratio)
        painter.end()
        return ground


@lru_cache(maxsize=4)
def _shadow(colors: Colors, ratio: float) -> QPixmap:
    """The shadow of a small card: its corners are those of every card, its edges stretch."""
    side = 2 * _SHADOW_CORNER + _SHADOW_EDGE
    shadow = QPixmap(QSize(side, side) * ratio)
    shadow.setDevicePixelRatio(ratio)
    shadow.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shadow)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(colors.shadow)
    shade.setAlphaF(_SHADOW_ALPHA)
    painter.setBrush(shade)
    card = QRectF(0, 0, side, side).marginsRemoved(_SHADOW_REACH)
    for step in range(_SHADOW_STEPS):
        grown = card.adjusted(-step, 3 - step, step, 3 + step)
        painter.drawRoundedRect(grown, RADIUS + step, RADIUS + step)
    painter.end()
    return shadow


def _lay(painter: QPainter, shadow: QPixmap, card: QRect, *, ratio: float) -> None:
    """Draw the shadow around a card of any size; what lies under the card is left out."""
    around = QRectF(card).marginsAdded(_SHADOW_REACH)
    corner = min(_SHADOW_CORNER, around.width() / 2, around.height() / 2)
    end = _SHADOW_CORNER + _SHADOW_EDGE
    columns = (
        (around.left(), corner, 0, corner),
        (around.left() + corner, around.width() - 2 * corner, _SHADOW_CORNER, _SHADOW_EDGE),
        (around.right() - corner, corner, end + _SHADOW_CORNER - corner, corner),
    )
    rows = (
        (around.top(), corner, 0, corner),
        (around.top() + corner, around.height() - 2 * corner, _SHADOW_CORNER, _SHADOW_EDGE),
        (around.bottom() - corner, corner, end + _SHADOW_CORNER - corner, corner),
    )
    for column in columns:
        for row in rows:
            if column is columns[1] and row is rows[1]:
                continue
            target = QRectF(column[0], row[0], column[1], row[1])
            source = QRectF(column[2] * ratio, row[2] * ratio, column[3] * ratio, row[3] * ratio)
            painter.drawPixmap(target, shadow, source)


class Card(QFrame):
    """A white sheet with a hairline and round corners."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = 20) -> None:
        super().__init__(parent)
        self.lies_on_page = True
        self.setContentsMargins(margin, margin, margin, margin)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sheet."""
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.setBrush(QColor(colors.surface))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, RADIUS, RADIUS)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Take the shadow along."""
        super().moveEvent(event)
        self._redraw_ground()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the shadow along."""
        super().resizeEvent(event)
        self._redraw_ground()

    def _redraw_ground(self) -> None:
        ground = self.parentWidget()
        while ground is not None and not isinstance(ground, Page):
            ground = ground.parentWidget()
        if ground is not None:
            ground.update()


class Hairline(QWidget):
    """A thin line between things that belong together less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        QPainter(self).fillRect(self.rect(), theme.color("line"))


class IconLabel(QWidget):
    """A picture beside a text that says the same; nothing for screen readers."""

    def __init__(
        self,
        name: str,
        *,
        role: str = "ink",
        size: int = icons.MEDIUM,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, role: str = "ink") -> None:
        """Show another picture."""
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        """One of the three sizes of the set."""
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture in the color of its role."""
        if not self._name:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, 0, self._size, self._size)
        icons.paint(painter, self._name, area, theme.color(self._role))

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the new theme."""
        self.update()
        super().changeEvent(event)


class Skeleton(QWidget):
    """Grey bars where content is about to be."""

    def __init__(self, *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One text line for each bar."""
        return QSize(160, self._lines * 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars of uneven length, as text would be."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        for line in range(self._lines):
            width = self.width() * (72, 100, 58, 86)[line % 4] / 100
            painter.drawRoundedRect(QRectF(0, line * 28 + 6, width, 14), 7, 7)


class EmptyState(QWidget):
    """Says what will appear here, with a picture and a sentence."""

    def __init__(
        self,
        icon_name: str,
        title: str = "",
        detail: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Text(title, Kind.STRONG).centered()
        self._title.setWordWrap(True)
        self._detail = Text(detail, Kind.SMALL, tone=Tone.MUTED).centered()
        self._detail.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 24)
        column.setSpacing(8)
        column.addStretch(1)
        picture = IconLabel(icon_name, role="muted", size=icons.LARGE)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addStretch(2)

    def say(self, title: str, detail: str) -> None:
        """Change the words."""
        self._title.setText(title)
        self._detail.setText(detail)
