"""Draws the page about several tills: joining, how it stands, the others, what is kept aside."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.guest_parts import show_message
from pos_loyalty.terminal.screens.settings.hub_state import AsideRow, HubState, TillRow
from pos_loyalty.terminal.screens.settings.state import Tone as Meaning
from pos_loyalty.terminal.screens.settings.verdict import Verdict
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.certificate_choice import CertificateChoice
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, Hairline, Page, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_TONES: Final = {
    Meaning.INFO: Tone.MUTED,
    Meaning.GOOD: Tone.GOOD,
    Meaning.WARN: Tone.WARN,
    Meaning.BAD: Tone.BAD,
}
_FACTS: Final = 6
_NARROW: Final = 300


class PairCard(Card):
    """Joins the till to a hub."""

    url_typed = Signal(str)
    code_typed = Signal(str)
    till_typed = Signal(str)
    certificate_chosen = Signal(str)
    camera_wanted = Signal()
    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._about = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._url, self._code, self._till = Field(), Field(), Field()
        self._scan = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._camera = Button(rank=Rank.SOFT, icon_name="camera")
        self._certificate = CertificateChoice()
        self._pair = Button(rank=Rank.PRIMARY, icon_name="handshake")
        for field in (self._code, self._till):
            field.setMinimumWidth(_NARROW // 2)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._code, 1)
        row.addWidget(self._till, 1)
        action = QHBoxLayout()
        action.addWidget(self._pair)
        action.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._about, self._url):
            column.addWidget(part)
        column.addLayout(row)
        scan = QHBoxLayout()
        scan.setSpacing(12)
        scan.addWidget(self._scan, 1)
        scan.addWidget(self._camera)
        column.addLayout(scan)
        column.addWidget(self._certificate)
        column.addLayout(action)
        self._url.edited.connect(self.url_typed)
        self._code.edited.connect(self.code_typed)
        self._till.edited.connect(self.till_typed)
        # A scanner ends with Enter in the first line: only the others join.
        for field in (self._code, self._till):
            field.entered.connect(self.wanted)
        self._certificate.chosen.connect(self.certificate_chosen)
        self._camera.clicked.connect(self.camera_wanted)
        self._pair.clicked.connect(self.wanted)

    def draw(self, state: HubState, words: Words) -> None:
        """Show a state."""
        text, invited = words.text, state.invited
        self._heading.setText(text("Join the other tills"))
        self._about.setText(
            text(
                "With a hub, members collect and redeem at every till and in every branch. This "
                "till keeps all its data and still works without a network."
            )
        )
        self._url.name(text("Address of the hub"), hint=text("e.g. https://hub.example.org"))
        self._code.name(text("Pairing code"))
        self._till.name(text("Name of this till"))
        self._url.show_text(invited.url)
        self._code.show_text(invited.code)
        self._till.show_text(invited.till)
        self._scan.setText(
            text(
                "Scan the code that the hub shows: address and pairing code are filled in for you."
            )
        )
        self._certificate.set_words(words)
        self._certificate.show_path(invited.certificate)
        self._certificate.setEnabled(not state.is_busy)
        self._camera.set_label(text("Read with the camera"))
        self._camera.setEnabled(not state.is_busy)
        self._pair.set_label(text("Joining …") if state.is_busy else text("Pair"))
        self._pair.setEnabled(invited.is_whole and not state.is_busy)


class StandingCard(Card):
    """How it stands with the hub."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._standing = Verdict()
        self._bar = ProgressBar()
        self._reading = Text(kind=Kind.SMALL, tone=Tone.MUTED)
        self._rows = [_FactLine() for _place in range(_FACTS)]
        self._sync = Button(rank=Rank.SOFT, icon_name="history")
        action = QHBoxLayout()
        action.addWidget(self._sync)
        action.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._standing, self._bar, self._reading, *self._rows):
            column.addWidget(part)
        column.addLayout(action)
        self._sync.clicked.connect(self.wanted)

    def draw(self, state: HubState, words: Words) -> None:
        """Show a state."""
        self._heading.setText(words.text("Sync status"))
        self._standing.say(state.standing)
        self._bar.setVisible(state.share is not None)
        self._bar.show_share(state.share or 0.0)
        self._reading.setVisible(bool(state.reading))
        self._reading.setText(state.reading)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(state.facts))
            if place < len(state.facts):
                row.say(*state.facts[place])
        busy = words.text("Syncing …")
        self._sync.set_label(busy if state.is_busy else words.text("Sync now"))
        self._sync.setEnabled(not state.is_busy)


class TillsCard(Card):
    """The other tills of the shop."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._empty = EmptyState("monitor")
        self._lines: list[_TillLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._empty)

    def draw(self, rows: Sequence[TillRow], words: Words) -> None:
        """Show them."""
        self._heading.setText(words.text("Other tills"))
        self._empty.say(
            words.text("This is the only till so far"),
            words.text("Every till paired with the same hub is listed here."),
        )
        self._empty.setVisible(not rows)
        while len(self._lines) < len(rows):
            self._lines.append(_TillLine())
            self._column.addWidget(self._lines[-1])
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(rows))
            if place < len(rows):
                line.show_row(rows[place])


class AsideCard(Card):
    """What the hub keeps and does not book."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._about = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._lines: list[_AsideLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._about)

    def draw(self, rows: Sequence[AsideRow], words: Words) -> None:
        """Show them."""
        self._heading.setText(words.text("Set aside by the hub"))
        self._about.setText(
            words.text("Nothing is lost: whoever runs the hub decides what is booked in the end.")
        )
        while len(self._lines) < len(rows):
            self._lines.append(_AsideLine())
            self._column.addWidget(self._lines[-1])
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(rows))
            if place < len(rows):
                line.show_row(rows[place])


class HubPage(Page):
    """The page. It emits what was asked for."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice = NoticeBar()
        self._skeleton = Skeleton(lines=4)
        self.pair = PairCard()
        self.standing = StandingCard()
        self._tills = TillsCard()
        self._aside = AsideCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for part in (
            self._notice,
            self._skeleton,
            self.pair,
            self.standing,
            self._tills,
            self._aside,
        ):
            column.addWidget(part)
        column.addStretch(1)
        self._notice.dismissed.connect(self.dismissed)

    def draw(self, state: HubState, words: Words) -> None:
        """Show a state."""
        is_paired = state.is_loaded and state.is_paired
        self._skeleton.setVisible(not state.is_loaded and state.message is None)
        self.pair.setVisible(state.is_loaded and not state.is_paired)
        self.pair.draw(state, words)
        self.standing.setVisible(is_paired)
        self.standing.draw(state, words)
        self._tills.setVisible(is_paired)
        self._tills.draw(state.others, words)
        self._aside.setVisible(is_paired and bool(state.aside))
        self._aside.draw(state.aside, words)
        self._notice.set_words(close_name=words.text("Close"))
        show_message(self._notice, state.message)


class _FactLine(QWidget):
    """A name at the left, what it is at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._name = Text(tone=Tone.MUTED)
        self._value = ElidedText(kind=Kind.BODY).right()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._name)
        row.addWidget(self._value, 1)

    def say(self, name: str, value: str) -> None:
        self._name.setText(name)
        self._value.setText(value)


class _TillLine(QWidget):
    """One till."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ElidedText(kind=Kind.BODY)
        self._store = ElidedText(kind=Kind.SMALL)
        self._standing = Text(kind=Kind.STRONG).right()
        row = QHBoxLayout()
        row.setSpacing(12)
        # The shares alone decide: the columns of all tills stand below each other.
        for part, share in ((self._name, 3), (self._store, 2), (self._standing, 3)):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(part, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Hairline())
        column.addLayout(row)

    def show_row(self, row: TillRow) -> None:
        self._name.setText(row.name)
        self._store.setText(row.store)
        self._standing.setText(row.standing)
        self._standing.set_tone(_TONES[row.tone])


class _AsideLine(QWidget):
    """One event."""

    def __init__(self) -> None:
        super().__init__()
        self._when = Text()
        self._why = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (Hairline(), self._when, self._why):
            column.addWidget(part)

    def show_row(self, row: AsideRow) -> None:
        self._when.setText(row.when)
        self._why.setText(row.why)
