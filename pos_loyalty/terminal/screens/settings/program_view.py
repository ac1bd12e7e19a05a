"""Draws a page of the program: cards with fields, and lists in which one thing is open."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.catalog_lines import Line, Shape
from pos_loyalty.terminal.screens.settings.panels import Editor, SwitchEditor
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Field,
    Form,
    Part,
    Table,
    Width,
    joined,
    row_path,
)
from pos_loyalty.terminal.screens.settings.program_fields_view import SegmentsEditor, editor_for
from pos_loyalty.terminal.screens.settings.program_pages import PAGES
from pos_loyalty.terminal.screens.settings.state import Cell, ProgramState, Row, Rows
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.chips import TierBadge
from pos_loyalty.terminal.widgets.flow import FlowLayout
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card, Page, Skeleton
from pos_loyalty.terminal.widgets.text import Kind, Text

_IN_HALVES: Final = {Width.HALF: 1, Width.FULL: 2}
_IN_SIXTHS: Final = {Width.THIRD: 2, Width.HALF: 3, Width.FULL: 6}
_TOML: Final = "TOML (*.toml)"


class FieldGrid(QWidget):
    """Fields of one table, those that matter now, side by side as wide as they need."""

    edited = Signal(str, str)
    row_added = Signal(str)
    row_removed = Signal(str, int)

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__()
        self._fields = fields
        self._base = ""
        self._shown: tuple[str, ...] = ()
        self.editors = {each.name: editor_for(each) for each in fields}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        for name, editor in self.editors.items():
            editor.hide()
            editor.setParent(self)
            editor.edited.connect(lambda text, name=name: self._tell(name, text))
            if isinstance(editor, SegmentsEditor):
                editor.inner_edited.connect(self.edited)
                editor.row_added.connect(self.row_added)
                editor.row_removed.connect(self.row_removed)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        for editor in self.editors.values():
            editor.set_words(words)

    def show_cells(
        self, base: str, cells: Mapping[str, Cell], words: Words, *, is_unfolded: bool
    ) -> None:
        """Show the fields of the table at ``base``; advanced ones only where they are asked for."""
        self._base = base
        shown = []
        for each in self._fields:
            cell = cells.get(joined(base, each.name))
            if cell is None or (each.is_advanced and not (is_unfolded or cell.error)):
                continue
            shown.append(each)
            editor = self.editors[each.name]
            editor.show_cell(cell, words)
            if isinstance(editor, SegmentsEditor):
                editor.show_rows(joined(base, each.name), cells, words)
        self._arrange(shown)

    def editor_at(self, path: str) -> Editor | None:
        """The editor of a cell, when it is here and shown."""
        for name in self._shown:
            own = joined(self._base, name)
            if path == own or path.startswith(f"{own}["):
                return self.editors[name]
        return None

    def _arrange(self, shown: Sequence[Field]) -> None:
        names = tuple(each.name for each in shown)
        if names == self._shown:
            return
        self._shown = names
        for editor in self.editors.values():
            self._grid.removeWidget(editor)
        # Two plain columns are of one width; sixths are that only where something needs thirds.
        has_thirds = any(each.width is Width.THIRD for each in shown)
        spans = _IN_SIXTHS if has_thirds else _IN_HALVES
        columns = spans[Width.FULL]
        for column in range(_IN_SIXTHS[Width.FULL]):
            self._grid.setColumnStretch(column, int(column < columns))
        line, column = 0, 0
        for each in shown:
            span = spans[each.width]
            if column + span > columns:
                line, column = line + 1, 0
            self._grid.addWidget(self.editors[each.name], line, column, 1, span)
            column += span
        for name, editor in self.editors.items():
            editor.setVisible(name in names)

    def _tell(self, name: str, text: str) -> None:
        self.edited.emit(joined(self._base, name), text)


class _PartCard(Card):
    """What cards of forms and of lists have in common: a heading, a sentence, signals."""

    edited = Signal(str, str)
    switched = Signal(str, bool)
    added = Signal(str)
    duplicated = Signal(str, int)
    removed = Signal(str, int)
    moved = Signal(str, int, int)
    opened = Signal(str, int)
    unfolded = Signal(str)

    def __init__(self, part: Part) -> None:
        super().__init__(margin=18)
        self.part = part
        self.heading = Text(kind=Kind.HEADING)
        self._help = Text(kind=Kind.SMALL).wrapping()
        self.grid = FieldGrid(part.fields)
        self._more = Button(rank=Rank.GHOST, icon_name="chevron-down")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.heading)
        head.addWidget(self._help)
        self.column.addLayout(head)
        self.grid.edited.connect(self.edited)
        self.grid.row_added.connect(self.added)
        self.grid.row_removed.connect(self.removed)
        self._more.clicked.connect(lambda: self.unfolded.emit(part.id))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.heading.setText(words.text(self.part.heading))
        self._help.setText(words.text(self.part.help) if self.part.help else "")
        self._help.setVisible(bool(self.part.help))
        self.grid.set_words(words)

    def _show_fields(self, base: str, state: ProgramState, words: Words) -> None:
        is_unfolded = self.part.id in state.unfolded
        self.grid.show_cells(base, state.cells, words, is_unfolded=is_unfolded)
        has_more = any(
            each.is_advanced and joined(base, each.name) in state.cells for each in self.part.fields
        )
        self._more.setVisible(has_more)
        self._more.set_icon_name("chevron-up" if is_unfolded else "chevron-down")
        self._more.set_label(words.text("Less") if is_unfolded else words.text("More"))


class FormCard(_PartCard):
    """A section of the program that stands once; some can be turned off."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self._form = form
        self.switch = SwitchEditor(Line(f"~{form.id}", form.switch, Shape.SWITCH))
        self.column.addWidget(self.switch)
        if not form.switch:
            self.switch.hide()
        self.column.addWidget(self.grid)
        self.column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.switch.edited.connect(lambda text: self.switched.emit(form.id, text == "true"))

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        if self._form.switch:
            self.switch.set_words(words)

    def show_state(self, state: ProgramState, words: Words) -> None:
        """Show the section."""
        is_on = state.sections.get(self._form.id, False)
        if self._form.switch:
            self.switch.show_cell(Cell("true" if is_on else "false"), words)
        self.grid.setVisible(is_on)
        self._show_fields(self._form.path, state, words)
        if not is_on:
            self._more.hide()

    def target(self, path: str) -> QWidget | None:
        """What takes the cursor for a cell."""
        if path == self._form.id:
            return self.switch
        return self.grid.editor_at(path)


class OpenedThing(QWidget):
    """The fields of the thing that is open, and what can be done with it."""

    def __init__(self, grid: FieldGrid, more: Button) -> None:
        super().__init__()
        self.up = IconButton("chevron-up")
        self.down = IconButton("chevron-down")
        self.copy = Button(rank=Rank.GHOST, icon_name="copy")
        self.remove = Button(rank=Rank.GHOST, icon_name="trash-2")
        tools = QHBoxLayout()
        tools.setSpacing(4)
        tools.addWidget(more)
        tools.addStretch(1)
        for button in (self.copy, self.remove, self.up, self.down):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(8)
        column.addWidget(grid)
        column.addLayout(tools)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.up.set_name(words.text("Move up"))
        self.down.set_name(words.text("Move down"))
        self.copy.set_label(words.text("Duplicate"))
        self.remove.set_label(words.text("Take out"))

    def show_place(self, place: int, *, count: int) -> None:
        """Only what is not at an end can move there."""
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)


class TableCard(_PartCard):
    """A list of the program: a line for each thing, and the open one below its line."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._place = -1
        self._tabs: tuple[QWidget, ...] = ()
        self._rows: list[ListRow] = []
        self._badges: list[TierBadge] = []
        self._empty = Text(kind=Kind.SMALL).wrapping()
        self._add = Button(rank=Rank.QUIET, icon_name="plus")
        self.thing = OpenedThing(self.grid, self._more)
        self.thing.hide()
        self._strip = QWidget()
        self._flow = FlowLayout(self._strip)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.column.addWidget(self._strip)
        self.column.addLayout(self._list)
        self.column.addWidget(self._empty)
        self.column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._list.addWidget(self.thing)
        path = table.path
        self._add.clicked.connect(lambda: self.added.emit(path))
        self.thing.up.clicked.connect(lambda: self.moved.emit(path, self._place, -1))
        self.thing.down.clicked.connect(lambda: self.moved.emit(path, self._place, 1))
        self.thing.copy.clicked.connect(lambda: self.duplicated.emit(path, self._place))
        self.thing.remove.clicked.connect(lambda: self.removed.emit(path, self._place))

    @property
    def rows(self) -> Sequence[ListRow]:
        """The lines of the things that there are."""
        return [row for row in self._rows if not row.isHidden()]

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self._add.set_label(words.text(self._table.add))
        self._empty.setText(words.text(self._table.empty))
        self.thing.set_words(words)

    def show_state(self, state: ProgramState, words: Words) -> None:
        """Show the list, and the thing that is open."""
        rows = state.tables.get(self._table.path, Rows())
        while len(self._rows) < len(rows.rows):
            self._append()
        for place, line in enumerate(self._rows):
            line.setVisible(place < len(rows.rows))
            if place < len(rows.rows):
                self._show_row(line, rows.rows[place], words, is_open=place == rows.opened)
        self._show_badges(rows)
        self._empty.setVisible(not rows.rows)
        self._open(rows.opened)
        if rows.opened >= 0:
            self.thing.show_place(rows.opened, count=len(rows.rows))
            self._show_fields(row_path(self._table.path, rows.opened), state, words)
        self._order_tabs()

    def target(self, path: str) -> QWidget | None:
        """What takes the cursor for a cell."""
        return self._add if path == self._table.path else self.grid.editor_at(path)

    def _open(self, place: int) -> None:
        """Put the open thing below its line."""
        if place != self._place:
            self._place = place
            self._list.removeWidget(self.thing)
            self._list.insertWidget(place + 1, self.thing)
        self.thing.setVisible(place >= 0)

    def _order_tabs(self) -> None:
        """Tab walks as people read, also into what was made later: lines, the open thing, lines."""
        window = self.window()
        inside = [
            each
            for each in self.thing.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.window() is window
        ]
        lines: list[QWidget] = [*self._rows]
        after = self._place + 1
        wanted = (self, *lines[:after], *inside, *lines[after:], self._add)
        if wanted != self._tabs:
            self._tabs = wanted
            for first, second in pairwise(wanted):
                QWidget.setTabOrder(first, second)

    def _append(self) -> None:
        line, place = ListRow(), len(self._rows)
        line.clicked.connect(lambda: self.opened.emit(self._table.path, place))
        self._rows.append(line)
        self._list.insertWidget(place + (1 if 0 <= self._place < place else 0), line)

    def _show_row(self, line: ListRow, row: Row, words: Words, *, is_open: bool) -> None:
        note, role = "", "muted"
        if row.problems:
            note, role = words.plural("{n} error", "{n} errors", row.problems), "bad"
        elif row.is_new:
            note, role = words.text("new"), "warn"
        elif row.is_changed:
            note, role = words.text("changed"), "warn"
        line.show_row(
            title=row.title,
            detail=row.detail,
            number=note,
            number_role=role,
            icon_name="chevron-up" if is_open else "chevron-down",
            ground="bg" if is_open else "",
        )

    def _show_badges(self, rows: Rows) -> None:
        """Tiers as members see them."""
        colored = [row for row in rows.rows if row.color]
        while len(self._badges) < len(colored):
            self._badges.append(TierBadge())
            self._flow.addWidget(self._badges[-1])
        for place, badge in enumerate(self._badges):
            row = colored[place] if place < len(colored) else Row("")
            badge.show_tier(row.title, color=row.color, icon_name=row.icon or "star")
        self._strip.setVisible(bool(colored))


class StartCard(Card):
    """Where a program can come from, and where a draft can go."""

    presets_wanted = Signal()
    file_chosen = Signal(str)
    file_named = Signal(str)

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._help = Text(kind=Kind.SMALL).wrapping()
        self.presets = Button(rank=Rank.SOFT, icon_name="sparkles")
        self.load = Button(icon_name="folder-open")
        self.save = Button(icon_name="download")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.presets)
        row.addStretch(1)
        row.addWidget(self.load)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._help)
        column.addLayout(row)
        self.presets.clicked.connect(self.presets_wanted)
        self.load.clicked.connect(self._ask_which)
        self.save.clicked.connect(self._ask_where)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._help.setText(words.text("Start from a ready-made program, and change what you like."))
        self.presets.set_label(words.text("Choose a template …"))
        self.load.set_label(words.text("Load a file …"))
        self.save.set_label(words.text("Save as a file …"))

    def _ask_which(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, "", "", _TOML)
        if path:
            self.file_chosen.emit(path)

    def _ask_where(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "", "programm.toml", _TOML)
        if path:
            self.file_named.emit(path if path.endswith(".toml") else f"{path}.toml")


class ProgramPage(Page):
    """One page of the program. It emits what was edited, by the paths of cells and lists."""

    edited = Signal(str, str)
    switched = Signal(str, bool)
    added = Signal(str)
    duplicated = Signal(str, int)
    removed = Signal(str, int)
    moved = Signal(str, int, int)
    opened = Signal(str, int)
    unfolded = Signal(str)

    def __init__(self, section: Section, words: Words) -> None:
        super().__init__()
        self._section = section
        self._words = words
        self._skeleton = Skeleton(lines=6)
        self.start = StartCard() if section is Section.PROGRAM else None
        self.cards: list[FormCard | TableCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 24)
        self._column.setSpacing(16)
        self._column.addWidget(self._skeleton)
        if self.start is not None:
            self._column.addWidget(self.start)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        if self.start is not None:
            self.start.set_words(words)
        for card in self.cards:
            card.set_words(words)

    def draw(self, state: ProgramState) -> None:
        """Show a state."""
        if state.is_loaded and not self.cards:
            self._furnish()
        self._skeleton.setVisible(not state.is_loaded)
        for card in self.cards:
            card.setVisible(state.is_loaded)
            if state.is_loaded:
                card.show_state(state, self._words)

    def target(self, path: str) -> QWidget | None:
        """What takes the cursor for a cell, a list or a section of this page."""
        found = (card.target(path) for card in self.cards)
        return next((each for each in found if each is not None), None)

    def _furnish(self) -> None:
        """Make the cards when the page is first looked at: all pages at once would take seconds."""
        self.cards = [
            FormCard(part) if isinstance(part, Form) else TableCard(part)
            for part in PAGES[self._section]
        ]
        for card in self.cards:
            card.set_words(self._words)
            self._column.addWidget(card)
            self._pass_on(card)
        self._column.addStretch(1)

    def _pass_on(self, card: FormCard | TableCard) -> None:
        card.edited.connect(self.edited)
        card.switched.connect(self.switched)
        card.added.connect(self.added)
        card.duplicated.connect(self.duplicated)
        card.removed.connect(self.removed)
        card.moved.connect(self.moved)
        card.opened.connect(self.opened)
        card.unfolded.connect(self.unfolded)
