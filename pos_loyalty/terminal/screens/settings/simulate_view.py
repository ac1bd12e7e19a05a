"""Draws “Test on my sales”: choose what is tried, wait, and look at what would have come of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.guest_parts import SwitchRow, show_message
from pos_loyalty.terminal.screens.settings.import_parts_view import OptionTile
from pos_loyalty.terminal.screens.settings.simulate_state import (
    Chart,
    Compared,
    Gauges,
    SimulateStage,
    SimulateState,
    Subject,
)
from pos_loyalty.terminal.widgets.bars import BarChart
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.surfaces import Card, Page
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text

_LOOK_MS: Final = 150


class EmptyCard(Card):
    """There are no sales yet."""

    def __init__(self) -> None:
        super().__init__(margin=24)
        self._heading = Text(kind=Kind.HEADING)
        self._note = Text().wrapping()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(self._note)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._heading.setText(words.text("No sales yet to try it on."))
        self._note.setText(
            words.text(
                "As soon as members have bought something, a program can be tried on it here. "
                "Purchases from earlier years can be imported under “Import”."
            )
        )


class SubjectCard(Card):
    """What is to be tried."""

    chosen = Signal(Subject)
    file_wanted = Signal()
    remembered_switched = Signal()

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._note = Text(kind=Kind.SMALL).wrapping()
        self._remembered = SwitchRow()
        self.remembered = self._remembered.switch
        self._tiles = {subject: OptionTile() for subject in Subject}
        self._file = ElidedText(kind=Kind.STRONG)
        self.choose = Button(rank=Rank.QUIET, icon_name="folder-open")
        self.start = Button(rank=Rank.PRIMARY, height=Height.LARGE, icon_name="flask-conical")
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for subject, tile in self._tiles.items():
            tiles.addWidget(tile, 1)
            tile.clicked.connect(lambda _checked=False, what=subject: self.chosen.emit(what))
        self._file_row = QWidget()
        row = QHBoxLayout(self._file_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.choose)
        row.addWidget(self._file, 1)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self.start)
        foot.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._heading)
        column.addLayout(tiles)
        column.addWidget(self._file_row)
        column.addWidget(self._remembered)
        column.addLayout(foot)
        self.choose.clicked.connect(self.file_wanted)
        self.remembered.clicked.connect(self.remembered_switched)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        text = words.text
        self._heading.setText(text("Which program should be tried?"))
        self._tiles[Subject.DRAFT].say(
            text("The draft in these settings"),
            text("As it is on the program pages, with everything not yet published."),
        )
        self._tiles[Subject.FILE].say(
            text("A program from a file"), text("A file that somebody wrote or sent you.")
        )
        self.choose.set_label(text("Choose a file …"))
        self._remembered.say(
            text("Include remembered purchases"),
            text(
                "Purchases that were only remembered at import earned nothing. With this on, they "
                "earn under the draft like all others."
            ),
        )
        self.start.set_label(text("Try it on my sales"))
        self._note.setText(
            text("All sales are run through it once more. Nothing is saved or changed.")
        )

    def draw(self, state: SimulateState) -> None:
        """Show what is chosen."""
        self._tiles[state.subject].setChecked(True)
        self._file.setText(state.file_name)
        self._file_row.setVisible(state.subject is Subject.FILE)
        self.remembered.setChecked(state.prices_remembered)
        self.start.setEnabled(state.can_start)


class RunningCard(Card):
    """How far it is, and a way to stop."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._bar = ProgressBar()
        self._said = Text(kind=Kind.SMALL)
        self.stop = Button(rank=Rank.QUIET, key="Esc")
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._bar)
        column.addLayout(row)

    def draw(self, state: SimulateState, words: Words) -> None:
        """Show it."""
        self._heading.setText(words.text("Going through all sales. You can keep serving customers"))
        self._bar.show_share(state.share)
        self._bar.setAccessibleName(state.progress)
        self._said.setText(state.progress)
        self.stop.set_label(words.text("Stop"))


class FiguresCard(Card):
    """Both worlds beside each other."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._title = Text(kind=Kind.HEADING).wrapping()
        self._subtitle = Text(kind=Kind.SMALL)
        self.again = Button(rank=Rank.QUIET)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self._cells: list[list[Text]] = []
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addLayout(titles, 1)
        head.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(head)
        column.addLayout(self._grid)

    def draw(self, state: SimulateState, words: Words) -> None:
        """Show the figures."""
        text = words.text
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self.again.set_label(text("Try something else"))
        names = ("", text("As it was"), text("Under the draft"), text("Difference"))
        self._fill(0, names, (Kind.SMALL,) * 4)
        for place, figure in enumerate(state.figures, start=1):
            self._fill(place, _texts(figure), (Kind.BODY, Kind.BODY, Kind.STRONG, Kind.BODY))

    def _fill(self, row: int, texts: Sequence[str], kinds: Sequence[Kind]) -> None:
        while row >= len(self._cells):
            cells = [Text(kind=kind) for kind in kinds]
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell if column == 0 else cell.right(), row, column)
            self._cells.append(cells)
        for cell, said in zip(self._cells[row], texts, strict=True):
            cell.setText(said)


class ChartCard(Card):
    """A chart under its heading."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._note = Text(kind=Kind.SMALL)
        self.chart = BarChart()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(self._note)
        column.addWidget(self.chart)
        column.addStretch(1)

    def draw(self, chart: Chart) -> None:
        """Show it."""
        self._heading.setText(chart.heading)
        self._note.setText(chart.note)
        self._note.setVisible(bool(chart.note))
        self.chart.show_bars(chart.bars)


class GaugesCard(Card):
    """How much of each budget and stock would be used."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._rows: list[tuple[QWidget, Text, Text, ProgressBar]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)
        self._column.addWidget(self._heading)

    def draw(self, gauges: Gauges) -> None:
        """Show them."""
        self._heading.setText(gauges.heading)
        while len(self._rows) < len(gauges.gauges):
            self._rows.append(self._row())
        for place, (whole, label, said, bar) in enumerate(self._rows):
            whole.setVisible(place < len(gauges.gauges))
            if place < len(gauges.gauges):
                gauge = gauges.gauges[place]
                label.setText(gauge.label)
                said.setText(gauge.said)
                bar.show_share(gauge.share)
                bar.setAccessibleName(f"{gauge.label}: {gauge.said}")

    def _row(self) -> tuple[QWidget, Text, Text, ProgressBar]:
        whole, label, said, bar = QWidget(), Text(), Text(kind=Kind.SMALL).right(), ProgressBar()
        head = QHBoxLayout()
        head.addWidget(label, 1)
        head.addWidget(said)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(bar)
        self._column.addWidget(whole)
        return whole, label, said, bar


class SimulatePage(Page):
    """The whole page."""

    subject_chosen = Signal(Subject)
    file_chosen = Signal(str)
    remembered_switched = Signal()
    started = Signal()
    stopped = Signal()
    left_result = Signal()
    looked = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._notice = NoticeBar()
        self.empty = EmptyCard()
        self.subject = SubjectCard()
        self.running = RunningCard()
        self.figures = FiguresCard()
        self.rules, self.moves = ChartCard(), ChartCard()
        self.winners, self.losers = ChartCard(), ChartCard()
        self.limits = GaugesCard()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.empty.set_words(words)
        self.subject.set_words(words)
        self._notice.set_words(close_name=words.text("Close"))

    def draw(self, state: SimulateState, words: Words) -> None:
        """Show a state; the words may be others than before."""
        if words is not self._words:
            self.set_words(words)
        stage, is_done = state.stage, state.stage is SimulateStage.DONE
        show_message(self._notice, state.message)
        self.subject.draw(state)
        self.running.draw(state, words)
        if is_done:
            self.figures.draw(state, words)
            self.limits.draw(state.limits)
        charts = {
            self.rules: state.rules,
            self.moves: state.moves,
            self.winners: state.winners,
            self.losers: state.losers,
        }
        for card, chart in charts.items():
            card.draw(chart)
            card.setVisible(is_done and bool(chart.bars))
        for part, is_shown in (
            (self.empty, state.is_empty and stage is SimulateStage.CHOOSE),
            (self.subject, not state.is_empty and stage is SimulateStage.CHOOSE),
            (self.running, stage is SimulateStage.RUNNING),
            (self.figures, is_done),
            (self.limits, is_done and bool(state.limits.gauges)),
        ):
            part.setVisible(is_shown)
        if (stage is SimulateStage.RUNNING) != self._timer.isActive():
            if self._timer.isActive():
                self._timer.stop()
            else:
                self._timer.start()

    def _lay_out(self) -> None:
        pair = QHBoxLayout()
        pair.setSpacing(16)
        pair.addWidget(self.rules, 1)
        pair.addWidget(self.moves, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for part in (self._notice, self.empty, self.subject, self.running, self.figures):
            column.addWidget(part)
        column.addLayout(pair)
        for chart in (self.winners, self.losers, self.limits):
            column.addWidget(chart)
        column.addStretch(1)

    def _connect(self) -> None:
        self.subject.chosen.connect(self.subject_chosen)
        self.subject.file_wanted.connect(self._choose_file)
        self.subject.remembered_switched.connect(self.remembered_switched)
        self.subject.start.clicked.connect(self.started)
        self.running.stop.clicked.connect(self.stopped)
        self.figures.again.clicked.connect(self.left_result)
        self._timer.timeout.connect(self.looked)

    def _choose_file(self) -> None:
        text = self._words.text
        path, _kind = QFileDialog.getOpenFileName(
            self, text("Choose a file …"), "", text("Programs (*.toml *.json)")
        )
        if path:
            self.file_chosen.emit(path)


def _texts(figure: Compared) -> tuple[str, str, str, str]:
    return (figure.label, figure.recorded, figure.tried, figure.change)
