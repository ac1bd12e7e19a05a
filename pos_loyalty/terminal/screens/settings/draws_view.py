"""Draws the page of prize draws: a card for each, with its seal, its button and its winners."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.draws_state import DrawShown, DrawsState, DrawTone
from pos_loyalty.terminal.screens.settings.guest_parts import show_message
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.surfaces import (
    Card,
    EmptyState,
    Hairline,
    IconLabel,
    Page,
    Skeleton,
)
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text
from pos_loyalty.terminal.widgets.text import Tone as TextTone

_TONES: Final = {
    DrawTone.IDLE: TextTone.MUTED,
    DrawTone.RUNNING: TextTone.GOOD,
    DrawTone.WAITING: TextTone.WARN,
    DrawTone.SETTLED: TextTone.MUTED,
}
_ICONS: Final = {
    DrawTone.IDLE: "clock",
    DrawTone.RUNNING: "ticket",
    DrawTone.WAITING: "hourglass",
    DrawTone.SETTLED: "trophy",
}


class WinnerRow(QWidget):
    """A prize and who won it."""

    def __init__(self, prize: str, who: str, ticket: str) -> None:
        super().__init__()
        prizes = QVBoxLayout()
        prizes.setSpacing(1)
        prizes.addWidget(Text(prize, Kind.STRONG).wrapping())
        prizes.addWidget(ElidedText(ticket, kind=Kind.SMALL))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel("award", role="accent"))
        row.addLayout(prizes, 1)
        row.addWidget(Text(who).right())


class DrawCard(Card):
    """One draw."""

    commit_wanted = Signal()
    asked = Signal()
    confirmed = Signal()
    declined = Signal()
    print_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._drawn: DrawShown | None = None
        self._icon = IconLabel("ticket")
        self._name = ElidedText(kind=Kind.HEADING)
        self._phase = Text(kind=Kind.SMALL_STRONG)
        self._facts = Text(kind=Kind.SMALL).wrapping()
        self._prizes = Text().wrapping()
        self._winners = QVBoxLayout()
        self._winners.setSpacing(10)
        self._seal_label = Text(kind=Kind.SMALL_STRONG)
        self._seal = Text(kind=Kind.MEDIUM).wrapping()
        self._seal_note = Text(kind=Kind.SMALL).wrapping()
        self.copy = Button(icon_name="copy")
        self._question = Text(kind=Kind.STRONG).wrapping()
        self._note = Text(kind=Kind.SMALL).wrapping()
        self.commit = Button(rank=Rank.SOFT, icon_name="lock")
        self.hold = Button(rank=Rank.PRIMARY, height=Height.LARGE, icon_name="party-popper")
        self.confirm = Button(rank=Rank.PRIMARY, height=Height.LARGE)
        self.decline = Button(rank=Rank.QUIET, height=Height.LARGE)
        self.print = Button(rank=Rank.SOFT, icon_name="printer")
        self.export = Button(rank=Rank.QUIET, icon_name="download")
        self._seal.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()

    def draw(self, shown: DrawShown, words: Words, *, is_busy: bool) -> None:
        """Show a draw."""
        text = words.text
        self._icon.show_icon(_ICONS[shown.tone], "primary")
        self._name.setText(shown.name)
        self._phase.setText(shown.phase)
        self._phase.set_tone(_TONES[shown.tone])
        self._facts.setText(f"{shown.source} · {shown.tickets}")
        self._prizes.setText(text("Prizes: {prizes}", prizes=shown.prizes))
        self._seal_label.setText(text("Seal"))
        self._seal.setText(shown.seal)
        self._seal_note.setText(shown.seal_note)
        self._question.setText(shown.question)
        self._note.setText(shown.hold_note)
        self.copy.set_label(text("Copy"))
        self.commit.set_label(shown.commit_label)
        self.hold.set_label(shown.hold_label)
        self.confirm.set_label(text("Draw now"))
        self.decline.set_label(text("Not yet"), key="Esc")
        self.print.set_label(text("Print the notice"))
        self.export.set_label(text("Save the check file …"))
        for button in (self.commit, self.hold, self.confirm, self.print, self.export):
            button.setEnabled(not is_busy)
        self._show_winners(shown)
        self._show_parts(shown)
        self._focus(shown)
        self._drawn = shown

    def _show_parts(self, shown: DrawShown) -> None:
        is_asking = bool(shown.question)
        for part, is_shown in (
            (self._prizes, bool(shown.prizes) and not shown.is_held),
            (self._seal_label, bool(shown.seal)),
            (self._seal, bool(shown.seal)),
            (self.copy, bool(shown.seal) and not shown.is_held),
            (self._seal_note, bool(shown.seal_note)),
            (self.commit, bool(shown.commit_label)),
            (self.hold, bool(shown.hold_label) and not is_asking),
            (self._note, bool(shown.hold_note) and not is_asking),
            (self._question, is_asking),
            (self.confirm, is_asking),
            (self.decline, is_asking),
            (self.print, shown.is_held),
            (self.export, shown.is_held),
        ):
            part.setVisible(is_shown)

    def _show_winners(self, shown: DrawShown) -> None:
        """Once they are drawn they stay."""
        if self._winners.count():
            return
        for place, won in enumerate(shown.winners):
            if place:
                self._winners.addWidget(Hairline())
            self._winners.addWidget(WinnerRow(won.prize, won.who, won.ticket))

    def _focus(self, shown: DrawShown) -> None:
        """The safe answer first: what is drawn stays drawn."""
        was_asking = self._drawn is not None and bool(self._drawn.question)
        if shown.question and not was_asking:
            self.decline.setFocus(Qt.FocusReason.OtherFocusReason)
        elif was_asking and shown.hold_label and not shown.question:
            self.hold.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy_seal(self) -> None:
        QGuiApplication.clipboard().setText(self._seal.text().replace(" ", ""))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._icon)
        head.addWidget(self._name, 1)
        head.addWidget(self._phase)
        seal = QHBoxLayout()
        seal.setSpacing(12)
        seal.addWidget(self._seal, 1)
        seal.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._question, 1)
        foot.addWidget(self._note, 1)
        foot.addStretch(0)
        for button in (
            self.commit,
            self.decline,
            self.confirm,
            self.hold,
            self.export,
            self.print,
        ):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self._prizes)
        column.addLayout(self._winners)
        column.addWidget(self._seal_label)
        column.addLayout(seal)
        column.addWidget(self._seal_note)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.copy.clicked.connect(self._copy_seal)
        self.commit.clicked.connect(self.commit_wanted)
        self.hold.clicked.connect(self.asked)
        self.confirm.clicked.connect(self.confirmed)
        self.decline.clicked.connect(self.declined)
        self.print.clicked.connect(self.print_wanted)
        self.export.clicked.connect(self.export_wanted)


class DrawsPage(Page):
    """All draws of the shop."""

    commit_wanted = Signal(str)
    asked = Signal(str)
    confirmed = Signal(str)
    declined = Signal()
    print_wanted = Signal(str)
    export_chosen = Signal(str, str)
    dismissed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._by_id: dict[str, DrawCard] = {}
        self._notice = NoticeBar()
        self._skeleton = Skeleton(lines=5)
        self._empty = EmptyState("ticket")
        self._list = QVBoxLayout()
        self._list.setSpacing(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        column.addWidget(self._notice)
        column.addWidget(self._skeleton)
        column.addWidget(self._empty)
        column.addLayout(self._list)
        column.addStretch(1)
        self._notice.dismissed.connect(self.dismissed)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._notice.set_words(close_name=words.text("Close"))
        self._empty.say(
            words.text("There are no prize draws"),
            words.text(
                "Add one under “Games and goals”, with its dates, its prizes and its price."
            ),
        )

    def card(self, draw_id: str) -> DrawCard:
        """The card of a draw."""
        return self._by_id[draw_id]

    def draw(self, state: DrawsState, words: Words) -> None:
        """Show a state; the words may be others than before."""
        if words is not self._words:
            self.set_words(words)
        if list(self._by_id) != [shown.id for shown in state.draws]:
            self._replace_cards(state)
        for shown in state.draws:
            self._by_id[shown.id].draw(shown, words, is_busy=state.is_busy)
        show_message(self._notice, state.message)
        self._skeleton.setVisible(not state.is_loaded)
        self._empty.setVisible(state.is_loaded and not state.draws)

    def _replace_cards(self, state: DrawsState) -> None:
        for old in self._by_id.values():
            old.hide()
            old.deleteLater()
        self._by_id = {shown.id: self._new_card(shown.id) for shown in state.draws}
        for card in self._by_id.values():
            self._list.addWidget(card)

    def _new_card(self, draw_id: str) -> DrawCard:
        card = DrawCard()
        card.commit_wanted.connect(_saying(self.commit_wanted.emit, draw_id))
        card.asked.connect(_saying(self.asked.emit, draw_id))
        card.confirmed.connect(_saying(self.confirmed.emit, draw_id))
        card.declined.connect(self.declined)
        card.print_wanted.connect(_saying(self.print_wanted.emit, draw_id))
        card.export_wanted.connect(_saying(self._choose_file, draw_id))
        return card

    def _choose_file(self, draw_id: str) -> None:
        title = self._words.text("Where to?")
        path, _kind = QFileDialog.getSaveFileName(self, title, f"{draw_id}.json", "*.json")
        if path:
            self.export_chosen.emit(draw_id, path)


def _saying(say: Callable[[str], object], draw_id: str) -> Callable[[], None]:
    def said() -> None:
        say(draw_id)

    return said
