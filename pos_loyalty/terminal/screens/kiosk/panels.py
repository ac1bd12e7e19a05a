"""The pages of the members' screen: the overview of an account, and a question with big buttons."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from pos_loyalty.terminal.screens.kiosk.stage_view import (
    GlassBox,
    Stage,
    StageBar,
    StageButton,
    StageCode,
    StageIcon,
    StageLine,
    StageText,
    TierPill,
)
from pos_loyalty.terminal.screens.kiosk.state import Ask, Home, Option, Road, Row
from pos_loyalty.terminal.theme_tokens import Weight

_MOST_ROWS: Final = 6
_MOST_ROADS: Final = 3
_MOST_NOTES: Final = 3
_HOME_COLUMNS: Final = 3
_MOST_LINES: Final = 4
_OPTION_WIDTH: Final = 380
_FEW: Final = 2


class Buttons(QWidget):
    """Options in a grid. ``chosen`` carries the intent of the one that was pressed."""

    chosen = Signal(object)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._options: tuple[Option, ...] = ()
        self._buttons: list[StageButton] = []
        self._columns = 1
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(14)

    def offer(self, options: Sequence[Option], *, columns: int) -> None:
        """Show these options; the same ones keep their buttons and the focus."""
        self._options = tuple(options)
        while len(self._buttons) < len(options):
            self._add(len(self._buttons))
        if columns != self._columns:
            self._columns = columns
            for place, button in enumerate(self._buttons):
                self._grid.addWidget(button, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for button, option in zip(self._buttons, options, strict=False):
            button.say(option.text, icon=option.icon, is_main=option.is_main)
            button.show_tick(option.is_ticked)
            button.setEnabled(option.is_ready)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(options))

    def natural_width(self) -> int:
        """How wide all columns are with the widest text; one or two columns are never narrow."""
        shown = self._buttons[: len(self._options)]
        widest = max((button.sizeHint().width() for button in shown), default=0)
        if self._columns <= _FEW:
            widest = max(widest, self._stage.px(_OPTION_WIDTH))
        return (widest + self._grid.spacing()) * self._columns

    def focus_first(self) -> None:
        """Give the keyboard to the first button that can be pressed."""
        for button in self._buttons:
            if button.isVisible() and button.isEnabled():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _add(self, place: int) -> None:
        button = StageButton(self._stage)
        self._grid.addWidget(button, place // self._columns, place % self._columns)
        button.clicked.connect(lambda: self.chosen.emit(self._options[place].intent))
        self._buttons.append(button)


class _Lines(GlassBox):
    """A heading with rows under it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._title = StageLine(stage, 18, role="soft")
        self._rows: list[tuple[StageIcon, StageLine, StageLine]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(6)
        column.addWidget(self._title)
        for _row in range(_MOST_ROWS):
            icon, text = StageIcon(stage, 22), StageLine(stage, 20)
            end = StageLine(stage, 20, role="soft").keeping()
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(icon)
            row.addWidget(text, 1)
            row.addWidget(end)
            column.addLayout(row)
            self._rows.append((icon, text, end))

    def show_rows(self, title: str, rows: Sequence[Row]) -> None:
        """Show the rows, and nothing of those that were there before."""
        self.setVisible(bool(title))
        self._title.setText(title)
        for place, (icon, text, end) in enumerate(self._rows):
            row = rows[place] if place < len(rows) else Row("")
            icon.show_icon(row.icon, role="gain" if row.is_ready else "soft")
            icon.setVisible(bool(row.icon))
            text.setText(row.text)
            text.set_role("ink" if row.is_ready or not row.icon else "soft")
            text.setVisible(bool(row.text))
            end.setText(row.end)
            end.setVisible(bool(row.end))


class _Roads(GlassBox):
    """Ways to a tier, a goal, a full card."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._roads: list[tuple[StageLine, StageLine, StageBar]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 18)
        column.setSpacing(8)
        for _road in range(_MOST_ROADS):
            start = StageLine(stage, 20, Weight.STRONG)
            end, bar = StageLine(stage, 20).keeping(), StageBar(stage)
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(start, 1)
            row.addWidget(end)
            column.addLayout(row)
            column.addWidget(bar)
            self._roads.append((start, end, bar))

    def show_roads(self, roads: Sequence[Road]) -> None:
        """Show how far somebody has come."""
        self.setVisible(bool(roads))
        for place, (start, end, bar) in enumerate(self._roads):
            is_there = place < len(roads)
            road = roads[place] if is_there else Road("", "", 0)
            start.setText(road.start)
            end.setText(road.end)
            bar.show_share(road.share)
            bar.setAccessibleName(f"{road.start} {road.end}")
            for part in (start, end, bar):
                part.setVisible(is_there)


class HomePanel(QWidget):
    """The overview: the balance at the left, what can be had and what was at the right."""

    chosen = Signal(object)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._above = StageLine(stage, 24, role="soft")
        self._pill = TierPill(stage)
        self._balance = StageLine(stage, 80, Weight.HEAVY).keeping()
        self._unit = StageLine(stage, 32).keeping().beside(self._balance)
        self._below = StageLine(stage, 26, role="soft")
        self._roads = _Roads(stage)
        self._notes = [StageLine(stage, 18, role="soft") for _ in range(_MOST_NOTES)]
        self._rewards = _Lines(stage)
        self._history = _Lines(stage)
        self._buttons = Buttons(stage)
        self._buttons.chosen.connect(self.chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self._above, 1)
        above.addWidget(self._pill)
        figure = QHBoxLayout()
        figure.setSpacing(14)
        figure.addWidget(self._balance)
        figure.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        figure.addStretch(1)
        # A line of its own: beside seven figures it would have no room.
        left = _column(above, figure, self._below, self._roads, *self._notes)
        right = _column(self._rewards, self._history)
        columns = QHBoxLayout()
        columns.setSpacing(28)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addLayout(columns, 1)
        page.addWidget(self._buttons)

    def draw(self, home: Home) -> None:
        """Show an account."""
        self._above.setText(home.above)
        pill = home.pill
        self._pill.setVisible(pill is not None)
        self._pill.show_tier(
            pill.name if pill else "",
            color=pill.color if pill else "",
            icon=pill.icon if pill else "star",
        )
        self._balance.setText(home.balance)
        self._unit.setText(home.unit)
        self._below.setText(home.below)
        self._below.setVisible(bool(home.below))
        self._roads.show_roads(home.roads[:_MOST_ROADS])
        for place, note in enumerate(self._notes):
            note.setText(home.notes[place] if place < len(home.notes) else "")
            note.setVisible(place < len(home.notes))
        self._rewards.show_rows(home.rewards_title, home.rewards)
        self._history.show_rows(home.history_title, home.history)
        self._buttons.offer(home.options, columns=_HOME_COLUMNS)

    def focus_first(self) -> None:
        """The keyboard begins at the first button."""
        self._buttons.focus_first()


class AskPanel(QWidget):
    """Some lines in the middle, big buttons under them, and a way back."""

    chosen = Signal(object)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._icon = StageIcon(stage, 72)
        self._lines = [
            StageText(stage, 28 if place == 0 else 22, role="ink" if place == 0 else "soft")
            for place in range(_MOST_LINES)
        ]
        self._code = StageCode(stage)
        self._options = Buttons(stage)
        self._back = Buttons(stage)
        for line in self._lines:
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in self._lines:
            column.addWidget(line)
        column.addSpacing(12)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._options, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(1)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        self._options.chosen.connect(self.chosen)
        self._back.chosen.connect(self.chosen)

    def draw(self, ask: Ask) -> None:
        """Show a question or an answer."""
        self._icon.show_icon(ask.icon, role="gain")
        self._icon.setVisible(bool(ask.icon))
        self._code.show_rows(ask.code)
        self._code.setVisible(bool(ask.code))
        for place, line in enumerate(self._lines):
            line.setText(ask.lines[place] if place < len(ask.lines) else "")
            line.setVisible(place < len(ask.lines))
        self._options.offer(ask.options, columns=ask.columns)
        self._options.setMaximumWidth(self._options.natural_width())
        self._back.offer((ask.back,) if ask.back else (), columns=1)
        self._back.setVisible(ask.back is not None)

    def focus_first(self) -> None:
        """The keyboard begins at the first button."""
        self._options.focus_first()


def _column(*parts: QWidget | QLayout) -> QVBoxLayout:
    """Parts under one another, with the room that is left at the end."""
    column = QVBoxLayout()
    column.setSpacing(10)
    for part in parts:
        if isinstance(part, QLayout):
            column.addLayout(part)
        else:
            column.addWidget(part)
    column.addStretch(1)
    return column
