"""Draws the printers: how each is, its settings, a search for others, and the cash drawer."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog import GROUPS, Section
from pos_loyalty.terminal.screens.settings.panels import (
    ChoiceEditor,
    GroupCard,
    show_text,
)
from pos_loyalty.terminal.screens.settings.printers_state import (
    FALLBACK,
    PRINTER,
    Connection,
    FoundLine,
    PrintersState,
    SearchShown,
)
from pos_loyalty.terminal.screens.settings.printers_wording import NONE, OTHER
from pos_loyalty.terminal.screens.settings.state import SettingsState
from pos_loyalty.terminal.screens.settings.verdict import Verdict
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.surfaces import Page
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_LOOK_MS: Final = 400
_RANGE_WIDTH: Final = 220
_PROFILES: Final = {PRINTER: "printer.profile", FALLBACK: "printer.fallback_profile"}


class PrintersPage(Page):
    """The slip printer, the one that stands in for it, and the drawer."""

    edited = Signal(str, str)
    tested = Signal(str)
    search_wanted = Signal(str)
    network_wanted = Signal(str)
    search_stopped = Signal()
    found_chosen = Signal(str)
    kind_chosen = Signal(str, str)
    appeared = Signal()
    gone = Signal()
    moment_passed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.cards: dict[str, PrinterCard] = {}
        self._drawer = GroupCard(GROUPS[Section.PRINTERS][-1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for group in GROUPS[Section.PRINTERS][:-1]:
            card = PrinterCard(group.id, GroupCard(group))
            self.cards[group.id] = card
            column.addWidget(card.form)
            self._connect(card)
        column.addWidget(self._drawer)
        column.addStretch(1)
        self._drawer.edited.connect(self.edited)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.moment_passed)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        for card in self.cards.values():
            card.set_words(words)
        self._drawer.set_words(words)

    def draw(self, state: SettingsState) -> None:
        """Show the values of the settings."""
        for card in self.cards.values():
            card.draw(state, self._words)
        self._drawer.show_cells(state.cells, self._words)

    def draw_printers(self, state: PrintersState) -> None:
        """Show how the printers are, and the search."""
        for card in self.cards.values():
            card.draw_printer(state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.appeared.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self.gone.emit()

    def _connect(self, card: "PrinterCard") -> None:
        name = card.name
        card.form.edited.connect(self.edited)
        card.test.clicked.connect(lambda: self.tested.emit(name))
        card.find.clicked.connect(lambda: self.search_wanted.emit(name))
        card.kind.picked.connect(lambda kind: self.kind_chosen.emit(name, kind))
        card.search.network_wanted.connect(self.network_wanted)
        card.search.stopped.connect(self.search_stopped)
        card.search.chosen.connect(self.found_chosen)


class PrinterCard:
    """One printer: what is set, how it is, and the buttons to find and to try it."""

    def __init__(self, name: str, form: GroupCard) -> None:
        self.name = name
        self.form = form
        self._condition = Verdict()
        self._kind_label = Text(kind=Kind.SMALL)
        self.kind = ChoiceBox()
        self._help = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self.find = Button(rank=Rank.SOFT, icon_name="search")
        self.test = Button(rank=Rank.SOFT, icon_name="printer")
        self._verdict = Verdict()
        self.search = SearchPanel()
        self.search.hide()
        choice = QHBoxLayout()
        choice.setSpacing(14)
        choice.addWidget(self.kind, 1)
        choice.addWidget(self.find)
        way = QVBoxLayout()
        way.setSpacing(4)
        way.addWidget(self._kind_label)
        way.addLayout(choice)
        way.addWidget(self._help)
        way.addWidget(self.search)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.test)
        row.addWidget(self._verdict, 1)
        row.addStretch(0)
        form.column.insertWidget(1, self._condition)
        form.column.insertLayout(2, way)
        form.column.addLayout(row)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.form.set_words(words)
        self._kind_label.setText(words.text("Connection"))
        self.kind.setAccessibleName(words.text("Connection"))
        self.find.set_label(words.text("Search for printers"))
        self.test.set_label(words.text("Print a test page"))
        self.search.set_words(words)

    def draw(self, state: SettingsState, words: Words) -> None:
        """Show the values."""
        profile = self.form.editors[_PROFILES[self.name]]
        if isinstance(profile, ChoiceEditor):
            # The one that has no maker's name has one in words.
            named = {"default": words.text("Any receipt printer")}
            profile.offer([(name, named.get(name, name)) for name in state.profiles])
        self.form.show_cells(state.cells, words)
        self._verdict.say(state.tests.get(self.name))

    def draw_printer(self, state: PrintersState) -> None:
        """Show how the printer is."""
        self._condition.say(state.conditions.get(self.name))
        way = state.connections.get(self.name, Connection(NONE, ""))
        extra = [(way.kind, "–")] if way.kind in (NONE, OTHER) else []
        self.kind.offer([*extra, *state.kinds], way.kind)
        self._help.setText(way.help)
        self._help.setVisible(bool(way.help))
        self.test.setEnabled(way.kind != NONE)
        search = state.search if state.search and state.search.card == self.name else None
        self.search.draw(search)
        self.find.setEnabled(state.search is None or not state.search.is_running)


class SearchPanel(QWidget):
    """What a search finds, and the range of the network that it may look through as well."""

    network_wanted = Signal(str)
    stopped = Signal()
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._labels = ("", "")
        self._take = ""
        self._summary = Text(kind=Kind.MEDIUM).wrapping()
        self._error = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self._bar = ProgressBar()
        lines = QVBoxLayout()
        lines.setSpacing(8)
        self.lines = RowPool(lines, self._make_line)
        self._range_label = Text(kind=Kind.SMALL)
        self.range = QLineEdit()
        self.range.setMaximumWidth(_RANGE_WIDTH)
        self.network = Button(rank=Rank.SOFT)
        self.stop = Button(rank=Rank.QUIET)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.range)
        row.addWidget(self.network)
        row.addStretch(1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(10)
        column.addWidget(self._summary)
        column.addWidget(self._bar)
        column.addLayout(lines)
        column.addWidget(self._range_label)
        column.addLayout(row)
        column.addWidget(self._error)
        self.network.clicked.connect(lambda: self.network_wanted.emit(self.range.text()))
        self.range.returnPressed.connect(lambda: self.network_wanted.emit(self.range.text()))
        self.stop.clicked.connect(self.stopped)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._labels = (words.text("Cancel"), words.text("Close"))
        self._take = words.text("Use this one")
        self._range_label.setText(words.text("Addresses in the shop’s network"))
        self.range.setAccessibleName(words.text("Addresses in the shop’s network"))
        self.network.set_label(words.text("Search the network"))

    def draw(self, search: SearchShown | None) -> None:
        """Show how far it is."""
        was_hidden = self.isHidden()
        self.setVisible(search is not None)
        if search is None:
            return
        self._summary.setText(search.summary)
        self._summary.setVisible(bool(search.summary))
        self._error.setText(search.error)
        self._error.setVisible(bool(search.error))
        self._bar.setVisible(search.is_running)
        self._bar.show_share(search.share)
        rows = self.lines.take(len(search.lines))
        for row, line in zip(rows, search.lines, strict=True):
            row.draw(line, self._take)
        if was_hidden:
            show_text(self.range, search.range_text)
        self.range.setEnabled(not search.is_running)
        self.network.setEnabled(not search.is_running)
        self.stop.set_label(self._labels[0] if search.is_running else self._labels[1])

    def _make_line(self) -> "FoundRow":
        row = FoundRow()
        row.chosen.connect(self.chosen)
        return row


class FoundRow(QWidget):
    """A printer that was found, and the button that takes it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._address = ""
        self._name = ElidedText(kind=Kind.STRONG)
        self._detail = Text(kind=Kind.SMALL).wrapping()
        self.take = Button(rank=Rank.SOFT)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self._name)
        names.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(names, 1)
        row.addWidget(self.take)
        self.take.clicked.connect(lambda: self.chosen.emit(self._address))

    def draw(self, line: FoundLine, take: str) -> None:
        """Show a printer."""
        self._address = line.address
        self._name.setText(line.name)
        self._detail.setText(line.detail)
        self.take.set_label(take)
        self.take.setAccessibleName(f"{take}: {line.name}")
