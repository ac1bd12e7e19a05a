"""Draws the import page: choose a file, see how it is read, try it, take it in."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.domain.imports import ImportKind, SaleMode
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.guest_parts import SwitchRow, show_message
from pos_loyalty.terminal.screens.settings.import_parts_view import (
    OptionTile,
    PickedCard,
    TableCard,
    TotalsCard,
    WrongLinesCard,
)
from pos_loyalty.terminal.screens.settings.import_state import ImportStage, ImportState
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.surfaces import Card, Page, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text
from pos_loyalty.terminal.widgets.text import Tone as TextTone

_ENDED: Final = {ImportStage.TRIED, ImportStage.DONE}


class StartCard(Card):
    """What is to be imported, and from which file."""

    kind_chosen = Signal(ImportKind)
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._note = Text(kind=Kind.SMALL).wrapping()
        self._tiles = {kind: OptionTile() for kind in ImportKind}
        self.choose = Button(rank=Rank.PRIMARY, height=Height.LARGE, icon_name="folder-open")
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for kind, tile in self._tiles.items():
            tiles.addWidget(tile, 1)
            tile.clicked.connect(lambda _checked=False, kind=kind: self.kind_chosen.emit(kind))
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self.choose)
        foot.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._heading)
        column.addLayout(tiles)
        column.addLayout(foot)
        self.choose.clicked.connect(self.file_wanted)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        text = words.text
        self._heading.setText(text("What should be imported?"))
        self._tiles[ImportKind.SALES].say(
            text("Purchases"),
            text("What members bought, from the export of a till or another program."),
        )
        self._tiles[ImportKind.MEMBERS].say(
            text("Members"),
            text("Names, numbers and points from the card index or program used until now."),
        )
        self.choose.set_label(text("Choose a file …"))
        self._note.setText(
            text("A CSV file. Columns are recognized, and nothing is saved until the last step.")
        )

    def draw(self, state: ImportState) -> None:
        """Show what is chosen."""
        self._tiles[state.kind].setChecked(True)


class FileCard(Card):
    """The file that is being worked on."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._name = ElidedText(kind=Kind.STRONG)
        self._size = Text(kind=Kind.SMALL)
        self.other = Button(rank=Rank.QUIET)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._size)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(names, 1)
        row.addWidget(self.other)

    def draw(self, state: ImportState, words: Words) -> None:
        """Show its name and how many lines it has."""
        kind = words.text("Purchases" if state.kind is ImportKind.SALES else "Members")
        self._name.setText(state.file_name)
        self._size.setText(f"{kind} · {state.size}" if state.size else kind)
        self.other.set_label(words.text("Another file"))
        self.other.setVisible(not state.is_under_way)


class EffectCard(Card):
    """What imported purchases do."""

    mode_chosen = Signal(SaleMode)
    new_members_set = Signal(bool)

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._tiles = {mode: OptionTile() for mode in (SaleMode.HISTORY, SaleMode.POINTS)}
        self._unknown = SwitchRow()
        self.switch = self._unknown.switch
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for mode, tile in self._tiles.items():
            tiles.addWidget(tile, 1)
            tile.clicked.connect(lambda _checked=False, mode=mode: self.mode_chosen.emit(mode))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._heading)
        column.addLayout(tiles)
        column.addWidget(self._unknown)
        self.switch.clicked.connect(self.new_members_set)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        text = words.text
        self._heading.setText(text("What the purchases do"))
        self._tiles[SaleMode.HISTORY].say(
            text("Only remember them"),
            text("They count for tiers from now on. All balances stay as they are."),
        )
        self._tiles[SaleMode.POINTS].say(
            text("Give points for them"),
            text(
                "Each earns what the program gave at its own time, and the points lapse from then."
            ),
        )
        self._unknown.say(
            text("Add unknown members"),
            text("They get an account under their number, without a name, and are found by it."),
        )

    def draw(self, state: ImportState) -> None:
        """Show what is chosen."""
        self._tiles[state.mode].setChecked(True)
        self.switch.setChecked(state.takes_new_members)


class ProgressCard(Card):
    """How far it is, and a way to stop."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._bar = ProgressBar()
        self._said = Text(kind=Kind.SMALL).wrapping()
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

    def draw(self, state: ImportState, words: Words) -> None:
        """Show it."""
        is_trial = state.stage is ImportStage.TRYING
        self._heading.setText(
            words.text("Trying it out; nothing is saved")
            if is_trial
            else words.text("Importing. You can keep serving customers")
        )
        self._bar.show_share(state.share)
        self._said.setText(state.progress)
        self.stop.set_label(words.text("Stop"))


class ImportPage(Page):
    """The whole page."""

    kind_chosen = Signal(ImportKind)
    file_chosen = Signal(str)
    left_file = Signal()
    picked = Signal(str, str)
    column_picked = Signal(str, str)
    mode_chosen = Signal(SaleMode)
    new_members_set = Signal(bool)
    checked = Signal()
    stopped = Signal()
    back_wanted = Signal()
    taken_in = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._notice = NoticeBar()
        self.start = StartCard()
        self.file = FileCard()
        self._skeleton = Skeleton(lines=6)
        self.reading = PickedCard()
        self.columns = PickedCard()
        self.preview = TableCard()
        self.effect = EffectCard()
        self.progress = ProgressCard()
        self.totals = TotalsCard()
        self.wrong = WrongLinesCard()
        self._foot = QWidget()
        self._hint = Text(tone=TextTone.BAD).wrapping()
        self.back = Button(rank=Rank.QUIET, height=Height.LARGE)
        self.check = Button(rank=Rank.PRIMARY, height=Height.LARGE)
        self.take_in = Button(rank=Rank.PRIMARY, height=Height.LARGE)
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        text = words.text
        self.start.set_words(words)
        self.effect.set_words(words)
        self.reading.name(text("File format"))
        self.columns.name(
            text("What the columns mean"),
            text("Recognized by their headings; correct what is wrong."),
        )
        self.preview.name(text("This is how the first lines are read"))
        self.back.set_label(text("Back to the columns"))
        self.check.set_label(text("Check the file"))
        self._notice.set_words(close_name=text("Close"))

    def draw(self, state: ImportState, words: Words) -> None:
        """Show a state; the words may be others than before."""
        if words is not self._words:
            self.set_words(words)
        stage = state.stage
        is_mapping, has_ended = stage is ImportStage.MAPPING, stage in _ENDED
        is_sales = state.kind is ImportKind.SALES
        can_go_back, can_take_in = stage is ImportStage.TRIED, bool(state.import_label)
        show_message(self._notice, state.message)
        self.start.draw(state)
        self.file.draw(state, words)
        self.effect.draw(state)
        self.progress.draw(state, words)
        if is_mapping:
            self.reading.show_picked(state.reading, words)
            self.columns.show_picked(state.columns, words)
            self.preview.show_table(state.preview)
        self._draw_end(state)
        for part, is_shown in (
            (self.start, stage is ImportStage.CHOOSE),
            (self.file, stage is not ImportStage.CHOOSE),
            (self._skeleton, stage is ImportStage.READING),
            (self.reading, is_mapping),
            (self.columns, is_mapping),
            (self.preview, is_mapping and bool(state.preview.rows)),
            (self.effect, is_mapping and is_sales),
            (self.progress, state.is_under_way),
            (self.totals, has_ended),
            (self._foot, is_mapping or (has_ended and (can_go_back or can_take_in))),
            (self.check, is_mapping),
            (self.back, can_go_back),
            (self.take_in, has_ended and can_take_in),
        ):
            part.setVisible(is_shown)

    def _draw_end(self, state: ImportState) -> None:
        text = self._words.text
        was_done = state.stage is ImportStage.DONE
        self.totals.name(text("What was imported") if was_done else text("What would be imported"))
        self.totals.show_totals(state.totals)
        is_shown = state.stage is ImportStage.MAPPING or state.stage in _ENDED
        note = text("These lines are left out; all others are imported.")
        self.wrong.show_lines(state.wrong, note)
        self.wrong.setVisible(is_shown and bool(state.wrong.lines))
        self._hint.setText(state.hint)
        self._hint.setVisible(bool(state.hint))
        self.check.setEnabled(not state.hint)
        self.take_in.set_label(state.import_label)

    def _lay_out(self) -> None:
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(12)
        foot.addWidget(self._hint, 1)
        foot.addStretch(0)
        for button in (self.back, self.check, self.take_in):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for part in (
            self._notice,
            self.start,
            self.file,
            self._skeleton,
            self.progress,
            self.columns,
            self.preview,
            self.reading,
            self.effect,
            self.totals,
            self._foot,
            self.wrong,
        ):
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        self.start.kind_chosen.connect(self.kind_chosen)
        self.start.file_wanted.connect(self._ask)
        self.file.other.clicked.connect(self.left_file)
        self.reading.picked.connect(self.picked)
        self.columns.picked.connect(self.column_picked)
        self.effect.mode_chosen.connect(self.mode_chosen)
        self.effect.new_members_set.connect(self.new_members_set)
        self.progress.stop.clicked.connect(self.stopped)
        self.check.clicked.connect(self.checked)
        self.back.clicked.connect(self.back_wanted)
        self.take_in.clicked.connect(self.taken_in)
        self._notice.dismissed.connect(self._notice.clear)

    def _ask(self) -> None:
        text = self._words.text
        kinds = f"CSV (*.csv *.txt *.tsv);;{text('All files')} (*)"
        path, _kind = QFileDialog.getOpenFileName(self, text("Choose a file …"), "", kinds)
        if path:
            self.file_chosen.emit(path)
