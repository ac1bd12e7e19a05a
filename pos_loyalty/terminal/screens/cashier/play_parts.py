"""One line of what there is to take part in: with a way to a goal, or with odds below it."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.cashier.state import PlayLine
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.rows import Pair
from pos_loyalty.terminal.widgets.surfaces import IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text

# What stands below begins where the name does.
_INDENT = 32


class PlayRow(QWidget):
    """Name and detail, a button where something can be done, and what goes with it."""

    chosen = Signal(int)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = 0
        self._picture = IconLabel("sparkles")
        self._name = Text(kind=Kind.STRONG).wrapping()
        self._detail = Text(kind=Kind.SMALL).wrapping()
        self.button = Button(rank=Rank.SOFT)
        self._bar = ProgressBar()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._picture)
        head.addLayout(words, 1)
        head.addWidget(self.button)
        facts = QVBoxLayout()
        facts.setSpacing(4)
        facts.setContentsMargins(_INDENT, 0, 0, 0)
        self._facts = RowPool(facts, Pair)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(facts)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(64)
        self.button.clicked.connect(lambda: self.chosen.emit(self._place))

    def show_line(self, place: int, line: PlayLine) -> None:
        """Show the line at ``place``."""
        self._place = place
        self._picture.show_icon(line.icon, "primary" if line.action or line.share else "muted")
        self._name.setText(line.name)
        self._detail.setText(line.detail)
        self._detail.setVisible(bool(line.detail))
        self.button.setVisible(bool(line.action))
        self.button.set_label(line.action)
        self.button.setAccessibleName(f"{line.action}: {line.name}")
        self._bar.setVisible(line.share is not None)
        self._bar.show_share(line.share or 0.0)
        self._bar.setAccessibleName(f"{line.name}: {line.detail}")
        for pair, fact in zip(self._facts.take(len(line.facts)), line.facts, strict=True):
            pair.show_pair(fact.label, fact.number, note=fact.note)

    def name(self) -> str:
        """The upper line."""
        return self._name.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.setBrush(QColor(colors.surface))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, FIELD_RADIUS, FIELD_RADIUS)
