"""Panels over the settings: every change before and after, and the day a program begins."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.state import Change, Publishing
from pos_loyalty.terminal.widgets.buttons import Button, Height, IconButton, Rank
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.surfaces import Hairline, IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_DAY = timedelta(days=1)


class ChangeList(QScrollArea):
    """Changes, each with what was and what will be."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Show them in their order."""
        inner = QWidget()
        inner.setProperty("ground", "none")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for place, change in enumerate(changes):
            if place:
                column.addWidget(Hairline())
            column.addWidget(Text(change.label, Kind.SMALL).wrapping())
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(Text(change.before, tone=Tone.MUTED).wrapping(), 1)
            row.addWidget(IconLabel("arrow-right", role="muted", size=16))
            row.addWidget(Text(change.after, Kind.STRONG).wrapping(), 1)
            column.addLayout(row)
        column.addStretch(1)
        self.setWidget(inner)


class ComparePanel(OverlayPanel):
    """Every change that is not saved yet."""

    discarded = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._list = ChangeList()
        self._discard = Button(rank=Rank.DANGER)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._discard)
        self._discard.clicked.connect(self.discarded)

    def draw(self, changes: Sequence[Change], words: Words, *, is_open: bool) -> None:
        """Show the changes, or go."""
        if not is_open:
            self.leave()
            return
        self.heading.setText(words.text("Changes"))
        self.close_button.set_name(words.text("Close"))
        self._discard.set_label(words.text("Discard all"))
        self._list.show_changes(changes)
        self.open_with(self.close_button)


class PublishPanel(OverlayPanel):
    """From when on a draft applies, and what it changes, seen once more."""

    day_chosen = Signal(date)
    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._publishing: Publishing | None = None
        self._label = Text(kind=Kind.SMALL)
        self._earlier = IconButton("chevron-left", rank=Rank.QUIET)
        self._day = Text(kind=Kind.HEADING).centered()
        self._later = IconButton("chevron-right", rank=Rank.QUIET)
        self._at_once = Button(rank=Rank.QUIET)
        self._tomorrow = Button(rank=Rank.QUIET)
        self._month = Button(rank=Rank.QUIET)
        self._note = Text(kind=Kind.SMALL).wrapping()
        self._list = ChangeList()
        self._confirm = Button(rank=Rank.PRIMARY, height=Height.LARGE)
        steps = QHBoxLayout()
        steps.addWidget(self._earlier)
        steps.addWidget(self._day, 1)
        steps.addWidget(self._later)
        quick = QHBoxLayout()
        quick.setSpacing(8)
        for button in (self._at_once, self._tomorrow, self._month):
            quick.addWidget(button, 1)
        self.body.addWidget(self._label)
        self.body.addLayout(steps)
        self.body.addLayout(quick)
        self.body.addWidget(self._note)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._confirm)
        self._connect()

    def _connect(self) -> None:
        self._earlier.clicked.connect(lambda: self._go(lambda asked: asked.start - _DAY))
        self._later.clicked.connect(lambda: self._go(lambda asked: asked.start + _DAY))
        self._at_once.clicked.connect(lambda: self._go(lambda asked: asked.earliest))
        self._tomorrow.clicked.connect(lambda: self._go(lambda asked: asked.earliest + _DAY))
        self._month.clicked.connect(lambda: self._go(lambda asked: _next_month(asked.start)))
        self._confirm.clicked.connect(self.confirmed)

    def draw(self, publishing: Publishing | None, changes: Sequence[Change], words: Words) -> None:
        """Show the question, or go."""
        self._publishing = publishing
        if publishing is None:
            self.leave()
            return
        text, formats = words.text, words.formats
        self.heading.setText(text("Publish the program"))
        self.close_button.set_name(text("Close"))
        self._label.setText(text("Applies from"))
        self._earlier.set_name(text("A day earlier"))
        self._later.set_name(text("A day later"))
        self._at_once.set_label(text("At once"))
        self._tomorrow.set_label(text("Tomorrow"))
        self._month.set_label(text("Next month"))
        start = publishing.start
        self._day.setText(f"{formats.weekday(start)}, {formats.date(start)}")
        is_today = start == publishing.earliest
        self._earlier.setEnabled(not is_today)
        self._note.setText(
            text("At once. Points that members already have keep their terms.")
            if is_today
            else text("From midnight. Points that members already have keep their terms.")
        )
        self._confirm.set_label(text("Publish from {day}", day=formats.date(start)))
        if self.isHidden():
            self._list.show_changes(changes)
            self.open_with(self._later)

    def _go(self, day: Callable[[Publishing], date]) -> None:
        if self._publishing is not None:
            self.day_chosen.emit(day(self._publishing))


def _next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
