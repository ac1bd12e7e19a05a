"""The programs that ship, to pick one from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.state import PresetCard
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.surfaces import Hairline
from pos_loyalty.terminal.widgets.text import Kind, Text


class PresetLine(QWidget):
    """A program: its name, what it is about, and the button that loads it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self._name = Text(kind=Kind.STRONG).wrapping()
        self._summary = Text(kind=Kind.SMALL).wrapping()
        self.load = Button(rank=Rank.SOFT)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._summary)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.load, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 18, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(Hairline())
        self.load.clicked.connect(lambda: self.chosen.emit(self._id))

    def show_preset(self, card: PresetCard, words: Words) -> None:
        """Show a program."""
        self._id = card.id
        self._name.setText(card.name)
        self._summary.setText(words.text(card.summary) if card.summary else "")
        self.load.set_label(words.text("Load"))
        self.load.setAccessibleName(f"{words.text('Load')}: {card.name}")


class PresetsPanel(OverlayPanel):
    """All programs that ship, one below the other."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=560)
        self._note = Text(kind=Kind.SMALL).wrapping()
        self._list = ScrollColumn()
        self._list.column.setSpacing(10)
        self._list.column.addStretch(1)
        self.body.addWidget(self._note)
        self.body.addWidget(self._list, 1)
        self._lines = RowPool(self._list.column, self._line)

    def draw(self, cards: Sequence[PresetCard] | None, words: Words) -> None:
        """Show what can be picked, or go."""
        if cards is None:
            self.leave()
            return
        self.heading.setText(words.text("Choose a template"))
        self.close_button.set_name(words.text("Close"))
        self._note.setText(
            words.text("It becomes your draft. You can undo that, and nothing applies yet.")
        )
        lines = self._lines.take(len(cards))
        for line, card in zip(lines, cards, strict=True):
            line.show_preset(card, words)
        self.open_with(lines[0].load if lines and self.isHidden() else None)

    def _line(self) -> PresetLine:
        line = PresetLine()
        line.chosen.connect(self.chosen)
        return line
