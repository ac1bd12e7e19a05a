"""Draws the program: cards to edit, tables of tiers and rewards, and what it all means."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog import Line, Shape
from pos_loyalty.terminal.screens.settings.panels import (
    ChoiceBox,
    ChoiceEditor,
    Editor,
    TextEditor,
    mark_wrong,
    show_text,
)
from pos_loyalty.terminal.screens.settings.program_catalog import (
    CHOICES,
    COLUMNS,
    EARNING,
    EXPIRY,
    LABELS,
    NAMES,
    REDEEMING,
    TIERS,
)
from pos_loyalty.terminal.screens.settings.program_draft import MONEY
from pos_loyalty.terminal.screens.settings.state import Cell, ExampleRow, ProgramState
from pos_loyalty.terminal.theme_tokens import TARGET_PX
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.chips import TierBadge
from pos_loyalty.terminal.widgets.surfaces import Card, Hairline, IconLabel, Page, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_TIER_COLUMNS: Final = ("name", "threshold", "multiplier", "benefits")
_REWARD_COLUMNS: Final = ("name", "cost", "kind", "value")
_STRETCH: Final = {"name": 4, "benefits": 6, "threshold": 3, "multiplier": 2, "cost": 2}
_ROW_GAP: Final = 6
_NARROWEST: Final = {"threshold": 80, "multiplier": 56, "cost": 64, "value": 70, "name": 96}


class LineCard(Card):
    """Lines of the program document on one card."""

    edited = Signal(str, str)

    def __init__(self, heading: str, rows: tuple[tuple[str, ...], ...]) -> None:
        super().__init__(margin=18)
        self._heading_text = heading
        self.heading = Text(kind=Kind.HEADING)
        self.side = Text(kind=Kind.SMALL)
        self.editors: dict[str, Editor] = {}
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.side)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addLayout(head)
        for paths in rows:
            line = QHBoxLayout()
            line.setSpacing(14)
            for path in paths:
                line.addWidget(self._editor(path), 1)
            self.column.addLayout(line)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.heading.setText(words.text(self._heading_text))
        for editor in self.editors.values():
            editor.set_words(words)

    def show_cells(self, state: ProgramState, words: Words) -> None:
        """Show the values."""
        for path, editor in self.editors.items():
            editor.show_cell(state.cells.get(path, Cell()), words)

    def _editor(self, path: str) -> Editor:
        choices = CHOICES.get(path, ())
        shape = Shape.CHOICE if choices else Shape.TEXT
        line = Line(path, LABELS[path], shape, choices=choices, is_money=path in MONEY)
        editor = ChoiceEditor(line) if choices else TextEditor(line)
        editor.edited.connect(lambda text: self.edited.emit(path, text))
        self.editors[path] = editor
        return editor


class RowEditor(QWidget):
    """One row of a table: lines side by side, buttons for the row, and below what is wrong."""

    edited = Signal(str, str)
    moved = Signal(int)
    removed = Signal()

    def __init__(self, columns: tuple[str, ...], *, is_movable: bool) -> None:
        super().__init__()
        self._columns = columns
        self._lines: dict[str, QLineEdit] = {}
        self._boxes: dict[str, ChoiceBox] = {}
        self._below = Text(kind=Kind.SMALL).wrapping()
        self._up = IconButton("chevron-up")
        self._down = IconButton("chevron-down")
        self._remove = IconButton("trash-2")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_ROW_GAP)
        for column in columns:
            row.addWidget(self._control(column), _STRETCH.get(column, 3))
        buttons = (self._up, self._down, self._remove) if is_movable else (self._remove,)
        for button in buttons:
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._below)
        self._up.clicked.connect(lambda: self.moved.emit(-1))
        self._down.clicked.connect(lambda: self.moved.emit(1))
        self._remove.clicked.connect(self.removed)

    def show_cells(self, cells: Mapping[str, Cell], words: Words) -> None:
        """Show the values of the row by column."""
        for column, line in self._lines.items():
            cell = cells.get(column, Cell())
            show_text(line, cell.text)
            line.setAccessibleName(words.text(COLUMNS[column]))
            mark_wrong(line, is_wrong=bool(cell.error))
        for column, box in self._boxes.items():
            choices = tuple((value, words.text(text)) for value, text in CHOICES[column])
            box.offer(choices, cells.get(column, Cell()).text)
            box.setAccessibleName(words.text(COLUMNS[column]))
        self._say(cells, words)
        for button, name in (
            (self._up, mark("Move up")),
            (self._down, mark("Move down")),
            (self._remove, mark("Take out")),
        ):
            button.set_name(words.text(name))

    def _say(self, cells: Mapping[str, Cell], words: Words) -> None:
        """What is wrong in the row; else what was changed in it."""
        errors = [
            f"{words.text(COLUMNS[column])}: {cell.error}"
            for column in self._columns
            if (cell := cells.get(column, Cell())).error
        ]
        changes = [
            f"{words.text(COLUMNS[column])}: {cell.before} → {cell.text}"
            for column in self._columns
            if (cell := cells.get(column, Cell())).is_changed and cell.before
        ]
        self._below.setText("\n".join(errors) or " · ".join(changes))
        self._below.set_tone(Tone.BAD if errors else Tone.WARN)
        self._below.setVisible(bool(errors or changes))

    def _control(self, column: str) -> QWidget:
        if column in CHOICES:
            box = ChoiceBox()
            box.picked.connect(lambda value: self.edited.emit(column, value))
            self._boxes[column] = box
            return box
        line = QLineEdit()
        line.setMinimumWidth(_NARROWEST.get(column, 90))
        line.textEdited.connect(lambda text: self.edited.emit(column, text))
        self._lines[column] = line
        return line


class TableCard(Card):
    """Rows that can be edited, added and taken out."""

    edited = Signal(str, str)
    added = Signal(str)
    removed = Signal(str, int)
    moved = Signal(str, int, int)

    def __init__(self, kind: str, columns: tuple[str, ...], *, is_movable: bool) -> None:
        super().__init__(margin=18)
        self._kind = kind
        self._columns = columns
        self._is_movable = is_movable
        self._rows: list[RowEditor] = []
        self.heading = Text(kind=Kind.HEADING)
        self._labels = {column: Text(kind=Kind.SMALL) for column in columns}
        self._empty = Text(kind=Kind.SMALL).wrapping()
        self._add = Button(rank=Rank.QUIET, icon_name="plus")
        head = QHBoxLayout()
        head.setSpacing(_ROW_GAP)
        for column in columns:
            head.addWidget(self._labels[column], _STRETCH.get(column, 3))
        head.addSpacing((3 if is_movable else 1) * (TARGET_PX + _ROW_GAP))
        self._head = QWidget()
        self._head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._body = QVBoxLayout()
        self._body.setSpacing(10)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.column.addWidget(self.heading)
        self.column.addWidget(self._head)
        self.column.addLayout(self._body)
        self.column.addWidget(self._empty)
        self.column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._add.clicked.connect(lambda: self.added.emit(kind))

    def set_words(self, words: Words, *, heading: str, add: str, empty: str) -> None:
        """Speak another language."""
        self.heading.setText(heading)
        self._add.set_label(add)
        self._empty.setText(empty)
        for column, label in self._labels.items():
            label.setText(words.text(COLUMNS[column]))

    def show_rows(self, state: ProgramState, words: Words, *, count: int) -> None:
        """Show as many rows as there are."""
        while len(self._rows) < count:
            self._append()
        for place, row in enumerate(self._rows):
            row.setVisible(place < count)
            if place < count:
                cells = {
                    column: state.cells.get(f"{self._kind}[{place}].{column}", Cell())
                    for column in self._columns
                }
                row.show_cells(cells, words)
        if "threshold" in self._labels:
            unit = f" ({words.formats.currency_symbol})" if state.draft.measure == "spend" else ""
            self._labels["threshold"].setText(f"{words.text(COLUMNS['threshold'])}{unit}")
        self._head.setVisible(count > 0)
        self._empty.setVisible(count == 0)

    def _append(self) -> None:
        place = len(self._rows)
        row = RowEditor(self._columns, is_movable=self._is_movable)
        row.edited.connect(
            lambda column, text: self.edited.emit(f"{self._kind}[{place}].{column}", text)
        )
        row.moved.connect(lambda step: self.moved.emit(self._kind, place, step))
        row.removed.connect(lambda: self.removed.emit(self._kind, place))
        self._rows.append(row)
        self._body.addWidget(row)


class ProgramPage(Page):
    """The cards of the program, in the order in which people ask about them."""

    edited = Signal(str, str)
    added = Signal(str)
    removed = Signal(str, int)
    moved = Signal(str, int, int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._skeleton = Skeleton(lines=8)
        self._earning = LineCard(
            EARNING,
            (
                ("earn.points", "earn.per", "earn.rounding"),
                ("earn.minimum_purchase", "earn.exclude_categories"),
            ),
        )
        self._tiers = TableCard("tier", _TIER_COLUMNS, is_movable=False)
        self._badges = QHBoxLayout()
        self._badges.setSpacing(8)
        self._shown_badges: list[TierBadge] = []
        self._rules = LineCard(
            TIERS, (("tiers.measure", "tiers.window", "tiers.length", "tiers.downgrade"),)
        )
        self._rewards = TableCard("reward", _REWARD_COLUMNS, is_movable=True)
        self._redeeming = LineCard(
            REDEEMING, (("redemption.points", "redemption.value", "redemption.minimum_points"),)
        )
        self._expiry = LineCard(EXPIRY, (("expiry.length", "expiry.kind", "expiry.warn_days"),))
        self._warning = _WarningLine()
        self._names = LineCard(NAMES, (("name", "unit.one", "unit.many"),))
        self._lay_out()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        text = words.text
        for card in self._line_cards():
            card.set_words(words)
        self._rules.heading.setText(text("How a tier is reached and kept"))
        self._tiers.set_words(
            words,
            heading=text("Tiers"),
            add=text("Add a tier"),
            empty=text("There are no tiers. Everybody earns the same."),
        )
        self._rewards.set_words(
            words,
            heading=text("Rewards"),
            add=text("Add a reward"),
            empty=text("There are no rewards yet. The first one gives points a meaning."),
        )

    def draw(self, state: ProgramState) -> None:
        """Show a state."""
        self._skeleton.setVisible(not state.is_loaded)
        for card in (*self._line_cards(), self._tiers, self._rewards):
            card.setVisible(state.is_loaded)
        for card in self._line_cards():
            card.show_cells(state, self._words)
        self._tiers.show_rows(state, self._words, count=len(state.draft.tiers))
        self._rewards.show_rows(state, self._words, count=len(state.draft.rewards))
        self._show_badges(state)
        self._warning.say(state.expiry_warning)

    def _line_cards(self) -> tuple[LineCard, ...]:
        return self._earning, self._rules, self._redeeming, self._expiry, self._names

    def _lay_out(self) -> None:
        self._badges.addStretch(1)
        self._tiers.column.insertLayout(1, self._badges)
        self._expiry.column.addWidget(self._warning)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        column.addWidget(self._skeleton)
        for card in (
            self._earning,
            self._tiers,
            self._rules,
            self._rewards,
            self._redeeming,
            self._expiry,
            self._names,
        ):
            column.addWidget(card)
        column.addStretch(1)
        for lines in self._line_cards():
            lines.edited.connect(self.edited)
        for table in (self._tiers, self._rewards):
            table.edited.connect(self.edited)
            table.added.connect(self.added)
            table.removed.connect(self.removed)
            table.moved.connect(self.moved)

    def _show_badges(self, state: ProgramState) -> None:
        """The tiers as members see them."""
        tiers = state.draft.tiers
        while len(self._shown_badges) < len(tiers):
            badge = TierBadge()
            self._badges.insertWidget(len(self._shown_badges), badge)
            self._shown_badges.append(badge)
        for place, badge in enumerate(self._shown_badges):
            tier = tiers[place] if place < len(tiers) else None
            color = tier.color if tier is not None else ""
            badge.show_tier(tier.name if tier is not None else "", color=color)


class MeaningPanel(QWidget):
    """What the draft would change for members: sentences, and a purchase as an example."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._heading = Text(kind=Kind.HEADING)
        self._sentences = Text().wrapping()
        self._line = Hairline()
        self._example = Text(kind=Kind.SMALL)
        self._pairs: list[_ExamplePair] = []
        self._problems = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._sentences)
        column.addWidget(self._line)
        column.addWidget(self._example)
        column.addLayout(self._rows)
        column.addWidget(self._problems)
        column.addStretch(1)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._heading.setText(words.text("What this means"))
        self._example.setText(words.text("Example"))

    def draw(self, state: ProgramState) -> None:
        """Show a state."""
        none = self._words.text("Nothing is changed yet. Every change is explained here.")
        self._sentences.setText("\n\n".join(state.meaning) or none)
        self._sentences.set_tone(Tone.DEFAULT if state.meaning else Tone.MUTED)
        self._problems.setText("\n".join(state.other_problems))
        self._problems.setVisible(bool(state.other_problems))
        self._line.setVisible(bool(state.examples))
        self._example.setVisible(bool(state.examples))
        while len(self._pairs) < len(state.examples):
            pair = _ExamplePair()
            self._rows.addWidget(pair)
            self._pairs.append(pair)
        for place, pair in enumerate(self._pairs):
            row = state.examples[place] if place < len(state.examples) else None
            pair.setVisible(row is not None)
            if row is not None:
                pair.show_row(row, self._words)


class _ExamplePair(QWidget):
    """A purchase under the draft, and below it what it brings today where that differs."""

    def __init__(self) -> None:
        super().__init__()
        self._label = ElidedText()
        self._after = Text(kind=Kind.STRONG).right()
        self._today = Text(kind=Kind.SMALL)
        self._before = Text(kind=Kind.SMALL).right()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self._after, 0, 1)
        grid.addWidget(self._today, 1, 0)
        grid.addWidget(self._before, 1, 1)

    def show_row(self, row: ExampleRow, words: Words) -> None:
        """Show both."""
        self._label.setText(row.label)
        self._after.setText(row.after)
        self._today.setText(words.text("today"))
        self._before.setText(row.before)
        self._today.setVisible(row.is_changed)
        self._before.setVisible(row.is_changed)


class _WarningLine(QWidget):
    """A caution with its picture."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Text(kind=Kind.SMALL, tone=Tone.WARN).wrapping()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("shield", role="warn", size=16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def say(self, text: str) -> None:
        """Say it, or hold still."""
        self._text.setText(text)
        self.setVisible(bool(text))
