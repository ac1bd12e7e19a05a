"""Draws the page on which a new machine joins a shop."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.join.state import JoinState
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.certificate_choice import CertificateChoice
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.surfaces import Card, Page
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_WIDEST: Final = 640


class JoinView(Page):
    """Three lines, one button, and the way back."""

    url_typed = Signal(str)
    code_typed = Signal(str)
    till_typed = Signal(str)
    certificate_chosen = Signal(str)
    camera_wanted = Signal()
    confirmed = Signal()
    left = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._state = JoinState()
        self._title = Text(kind=Kind.PROMPT)
        self._lead = Text(kind=Kind.LEAD).wrapping()
        self._notice = NoticeBar()
        self._url, self._code, self._till = Field(), Field(), Field()
        self._scan = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._camera = Button(rank=Rank.SOFT, icon_name="camera")
        self._certificate = CertificateChoice()
        self._bar = ProgressBar()
        self._reading = Text(kind=Kind.SMALL, tone=Tone.MUTED)
        self._back = Button(icon_name="arrow-left")
        self._confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        text = words.text
        self._title.setText(text("Add a till"))
        self._lead.setText(text("Add this computer to a shop that already has tills."))
        self._url.name(text("Address of the hub"), hint=text("e.g. https://hub.example.org"))
        self._code.name(text("Pairing code"))
        self._scan.setText(
            text(
                "Scan the code that the hub shows: address and pairing code are filled in for you."
            )
        )
        self._camera.set_label(text("Read with the camera"))
        self._certificate.set_words(words)
        self._notice.set_words(close_name=text("Close"))
        self.draw(self._state)

    def draw(self, state: JoinState) -> None:
        """Show a state."""
        text = self._words.text
        self._state = state
        self._url.show_text(state.url)
        self._code.show_text(state.code)
        self._till.name(text("Name of this till"), hint=text("e.g. Till 1"))
        self._till.show_error(state.till_error)
        self._till.show_text(state.till)
        for field in (self._url, self._code, self._till):
            field.line.setReadOnly(state.is_busy)
        self._camera.setEnabled(not state.is_busy)
        self._certificate.show_path(state.certificate)
        self._certificate.setEnabled(not state.is_busy)
        self._bar.setVisible(state.share is not None)
        self._bar.show_share(state.share or 0.0)
        self._reading.setVisible(bool(state.reading))
        self._reading.setText(state.reading)
        self._back.set_label(text("Stop") if state.is_busy else text("Back"))
        self._confirm.set_label(text("Joining …") if state.is_busy else text("Pair"))
        self._confirm.setEnabled(state.is_whole and not state.is_busy and not state.till_error)
        if state.failure:
            self._notice.say(NoticeTone.BAD, state.failure)
        else:
            self._notice.clear()

    def focus_first(self) -> None:
        """Put the cursor into the first line: a scanner types into it."""
        self._url.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On wide screens the content keeps its measure and the margins grow."""
        super().resizeEvent(event)
        side = max(24, (self.width() - _WIDEST) // 2)
        self._outer.setContentsMargins(side, 24, side, 24)

    def _lay_out(self) -> None:
        card = Card(margin=20)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._code, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._till, 1, Qt.AlignmentFlag.AlignTop)
        inner.addWidget(self._url)
        inner.addLayout(row)
        scan = QHBoxLayout()
        scan.setSpacing(12)
        scan.addWidget(self._scan, 1)
        scan.addWidget(self._camera)
        inner.addLayout(scan)
        inner.addWidget(self._certificate)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(8)
        self._outer.addLayout(head)
        self._outer.addWidget(self._lead)
        self._outer.addSpacing(8)
        self._outer.addWidget(self._notice)
        self._outer.addWidget(card)
        self._outer.addSpacing(8)
        self._outer.addWidget(self._confirm)
        self._outer.addSpacing(8)
        self._outer.addWidget(self._bar)
        self._outer.addWidget(self._reading)
        self._outer.addStretch(1)

    def _connect(self) -> None:
        self._url.edited.connect(self.url_typed)
        self._code.edited.connect(self.code_typed)
        self._till.edited.connect(self.till_typed)
        # A scanner ends with Enter in the first line: only the others join.
        for field in (self._code, self._till):
            field.entered.connect(self.confirmed)
        self._certificate.chosen.connect(self.certificate_chosen)
        self._camera.clicked.connect(self.camera_wanted)
        self._confirm.clicked.connect(self.confirmed)
        self._back.clicked.connect(self.left)
        self._notice.dismissed.connect(self._notice.clear)
