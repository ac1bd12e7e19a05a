"""Editors for what only the program document has: marks, limits, colors, a wheel's segments."""

from collections.abc import Mapping
from datetime import date
from typing import Final, cast

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog_lines import Line, Shape
from pos_loyalty.terminal.screens.settings.panels import (
    ChoiceEditor,
    Editor,
    LinesEditor,
    SwitchEditor,
    TextEditor,
    mark_wrong,
    show_text,
)
from pos_loyalty.terminal.screens.settings.program_catalog import Field, Kind, joined, row_path
from pos_loyalty.terminal.screens.settings.program_days import day_text, typed_day
from pos_loyalty.terminal.screens.settings.program_tables import PERIODS, WEEKDAYS
from pos_loyalty.terminal.screens.settings.program_wording import limit_parts
from pos_loyalty.terminal.screens.settings.state import Cell
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.day_picker import DayPicker
from pos_loyalty.terminal.widgets.flow import FlowLayout
from pos_loyalty.terminal.widgets.marks import ColorDot, MarkButton
from pos_loyalty.terminal.widgets.text import Kind as TextKind
from pos_loyalty.terminal.widgets.text import Text, Tone

_COUNT_WIDTH: Final = 64
_NUMBER_WIDTH: Final = 84
# Dark enough for white words on them, and told apart by people who see few colors.
_COLORS: Final = ("#766b5f", "#5a6d7a", "#8f6900", "#0f6656", "#6b4f8f", "#9a3b3b", "#2b5f93")


class ProgramChoice(ChoiceEditor):
    """One of several; the cell brings the choices along."""

    def show_cell(self, cell: Cell, words: Words) -> None:
        self.offer(cell.choices)
        super().show_cell(cell, words)


class MarksEditor(Editor):
    """Any of several, as pills; and where the field takes them, words of one's own."""

    def __init__(self, line: Line, *, takes_own: bool) -> None:
        super().__init__(line)
        self._cell = Cell()
        self._buttons: dict[str, MarkButton] = {}
        self._own = QLineEdit()
        self._pills = QWidget()
        # The pills are lower than what a finger needs: their lines need no gap.
        self._flow = FlowLayout(self._pills, line_gap=0)
        control = QWidget()
        column = QVBoxLayout(control)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._pills)
        column.addWidget(self._own)
        if not takes_own:
            self._own.hide()
        self._own.textEdited.connect(lambda _text: self._tell())
        self.place(control)

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        self._cell = cell
        marked = [part for part in cell.text.split(",") if part]
        known = dict(cell.choices)
        for value, label in cell.choices:
            button = self._buttons.get(value) or self._make(value)
            button.setText(label)
            button.setAccessibleName(f"{self.label.text()}: {label}")
            button.setChecked(value in marked)
            button.updateGeometry()
        for value, button in self._buttons.items():
            button.setVisible(value in known)
        own = ", ".join(part for part in marked if part not in known)
        if [part.strip() for part in self._own.text().split(",") if part.strip()] != [
            part for part in marked if part not in known
        ]:
            show_text(self._own, own)
        self._own.setPlaceholderText(words.text("Segments, member numbers"))
        self._own.setAccessibleName(words.text("Segments, member numbers"))
        self._flow.invalidate()
        first = next(iter(known), None)
        self.setFocusProxy(self._own if first is None else self._buttons[first])

    def _make(self, value: str) -> MarkButton:
        button = MarkButton()
        button.clicked.connect(lambda _on=False: self._tell())
        self._buttons[value] = button
        self._flow.addWidget(button)
        return button

    def _tell(self) -> None:
        known = dict(self._cell.choices)
        marked = [value for value in known if self._buttons[value].isChecked()]
        own = [part.strip() for part in self._own.text().split(",") if part.strip()]
        self.edited.emit(",".join([*marked, *own]))


class LimitEditor(Editor):
    """So many times in a period, or without limit."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._count = QLineEdit()
        self._count.setFixedWidth(_COUNT_WIDTH)
        self._times = Text("×")
        self._period = ChoiceBox()
        control = QWidget()
        row = QHBoxLayout(control)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._count)
        row.addWidget(self._times)
        row.addWidget(self._period, 1)
        self._count.textEdited.connect(lambda text: self._tell(text, self._period.currentData()))
        self._period.picked.connect(lambda period: self._tell(self._count.text() or "1", period))
        self.place(control)
        self.setFocusProxy(self._period)

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        count, period = limit_parts(cell.text)
        choices = [("", words.text("without limit"))]
        choices += [(value, words.text(label)) for value, label in PERIODS]
        self._period.offer(choices, period)
        self._count.setVisible(bool(period))
        self._times.setVisible(bool(period))
        self._count.setAccessibleName(words.text("How many times"))
        self._period.setAccessibleName(self.label.text())
        show_text(self._count, count)
        mark_wrong(self._count, is_wrong=bool(cell.error))

    def _tell(self, count: str, period: object) -> None:
        self.edited.emit(f"{count} per {period}" if period else "")


class MomentEditor(Editor):
    """A day, typed or chosen from a month; a time of day that was typed behind it stays."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._language = ""
        self._edit = QLineEdit()
        self._open = IconButton("calendar-days", rank=Rank.QUIET)
        self.picker = DayPicker(self)
        control = QWidget()
        row = QHBoxLayout(control)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._edit, 1)
        row.addWidget(self._open)
        self._edit.textEdited.connect(self.edited)
        self._open.clicked.connect(self._pick)
        self.picker.chosen.connect(self._picked)
        self.place(control)
        self.setFocusProxy(self._edit)

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self._language = words.translator.language
        self._open.set_name(words.text("Choose a day"))
        self.picker.set_words(
            earlier=words.text("A month earlier"),
            later=words.text("A month later"),
            weekdays=tuple(words.text(label) for _value, label in WEEKDAYS),
            title=words.formats.month_year,
            name=words.formats.date,
        )

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        show_text(self._edit, cell.text)

    def _pick(self) -> None:
        typed = typed_day(self._edit.text())
        # Only where to begin looking: today, as this computer has it.
        today = cast("date", QDate.currentDate().toPython())
        self.picker.open_below(self._edit, typed[0] if typed else today)

    def _picked(self, day: date) -> None:
        typed = typed_day(self._edit.text())
        self.edited.emit(day_text(day, self._language, clock=typed[1] if typed else ""))


class ColorEditor(Editor):
    """A color: a few that can be read well, or any other by its number."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._dots = [ColorDot(color) for color in _COLORS]
        self._text = QLineEdit()
        self._text.setMinimumWidth(_NUMBER_WIDTH)
        control = QWidget()
        flow = FlowLayout(control, gap=0, line_gap=0)
        for dot in self._dots:
            flow.addWidget(dot)
            dot.clicked.connect(lambda _on=False, dot=dot: self.edited.emit(dot.color))
        flow.addWidget(self._text)
        self._text.textEdited.connect(self.edited)
        self.place(control)
        self.setFocusProxy(self._dots[0])

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        for dot in self._dots:
            dot.setChecked(dot.color == cell.text)
            dot.setAccessibleName(f"{self.label.text()}: {dot.color}")
        self._text.setAccessibleName(self.label.text())
        show_text(self._text, cell.text)


class _SegmentRow:
    """The widgets of one segment."""

    def __init__(self) -> None:
        self.points = QLineEdit()
        self.reward = ChoiceBox()
        self.weight = QLineEdit()
        self.odds = Text(kind=TextKind.STRONG).right()
        self.remove = IconButton("trash-2")
        self.below = Text(kind=TextKind.SMALL, tone=Tone.BAD).wrapping()
        for line in (self.points, self.weight):
            line.setMinimumWidth(_NUMBER_WIDTH)

    def widgets(self) -> tuple[QWidget, ...]:
        """In the order of the columns."""
        return self.points, self.reward, self.weight, self.odds, self.remove


class SegmentsEditor(Editor):
    """A wheel's segments, with the odds as they come about."""

    inner_edited = Signal(str, str)
    row_added = Signal(str)
    row_removed = Signal(str, int)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._path = ""
        self._rows: list[_SegmentRow] = []
        self._heads = [Text(kind=TextKind.SMALL) for _ in range(4)]
        self._add = Button(rank=Rank.QUIET, icon_name="plus")
        control = QWidget()
        self._grid = QGridLayout(control)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for column, stretch in enumerate((2, 3, 2, 1, 0)):
            self._grid.setColumnStretch(column, stretch)
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
        self.place(control)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)
        self._add.clicked.connect(lambda: self.row_added.emit(self._path))

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self._add.set_label(words.text("Add a segment"))
        self._add.setAccessibleName(words.text("Add a segment"))
        names = (mark("Points"), mark("or reward"), mark("Weight"), mark("Odds"))
        for head, name in zip(self._heads, names, strict=True):
            head.setText(words.text(name))

    def show_rows(self, path: str, cells: Mapping[str, Cell], words: Words) -> None:
        """Show the segments of the wheel at a path."""
        self._path = path
        count = int(cells[path].text or 0)
        while len(self._rows) < count:
            self._append()
        for place, row in enumerate(self._rows):
            for widget in row.widgets():
                widget.setVisible(place < count)
            row.below.setVisible(False)
            if place < count:
                self._show_row(row, row_path(path, place), cells, words)

    def _show_row(
        self, row: _SegmentRow, base: str, cells: Mapping[str, Cell], words: Words
    ) -> None:
        points, reward, weight = (
            cells[joined(base, key)] for key in ("points", "reward", "weight")
        )
        show_text(row.points, points.text)
        show_text(row.weight, weight.text)
        row.reward.offer(reward.choices, reward.text)
        row.odds.setText(cells[base].text)
        row.points.setAccessibleName(words.text("Points"))
        row.reward.setAccessibleName(words.text("or reward"))
        row.weight.setAccessibleName(words.text("Weight"))
        row.remove.set_name(words.text("Take out"))
        mark_wrong(row.points, is_wrong=bool(points.error))
        mark_wrong(row.weight, is_wrong=bool(weight.error))
        mark_wrong(row.reward, is_wrong=bool(reward.error))
        error = points.error or reward.error or weight.error
        row.below.setText(error)
        row.below.setVisible(bool(error))

    def _append(self) -> None:
        place, row = len(self._rows), _SegmentRow()
        self._rows.append(row)
        for column, widget in enumerate(row.widgets()):
            self._grid.addWidget(widget, 1 + 2 * place, column)
        self._grid.addWidget(row.below, 2 + 2 * place, 0, 1, 5)
        row.points.textEdited.connect(lambda text: self._tell(place, "points", text))
        row.reward.picked.connect(lambda text: self._tell(place, "reward", text))
        row.weight.textEdited.connect(lambda text: self._tell(place, "weight", text))
        row.remove.clicked.connect(lambda: self.row_removed.emit(self._path, place))

    def _tell(self, place: int, key: str, text: str) -> None:
        self.inner_edited.emit(joined(row_path(self._path, place), key), text)


def editor_for(field: Field) -> Editor:
    """The editor that goes with a field."""
    line = Line(
        field.name,
        field.label,
        _SHAPES.get(field.kind, Shape.TEXT),
        field.help,
        unit=field.unit,
        is_money=field.kind is Kind.MONEY,
    )
    match field.kind:
        case Kind.MARKS:
            return MarksEditor(line, takes_own=field.takes_own)
        case Kind.CHOICE | Kind.ONE_OF | Kind.REFERENCE:
            return ProgramChoice(line)
        case _:
            return _EDITORS.get(field.kind, TextEditor)(line)


_SHAPES: Final = {Kind.SWITCH: Shape.SWITCH, Kind.LINES: Shape.LINES}
_EDITORS: Final[Mapping[Kind, type[Editor]]] = {
    Kind.SWITCH: SwitchEditor,
    Kind.LINES: LinesEditor,
    Kind.LIMIT: LimitEditor,
    Kind.COLOR: ColorEditor,
    Kind.MOMENT: MomentEditor,
    Kind.SEGMENTS: SegmentsEditor,
}
