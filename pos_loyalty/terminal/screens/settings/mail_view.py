"""Draws the page about e-mail: the server, a trial, and what became of the last letters."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog_lines import Group, Line, Shape
from pos_loyalty.terminal.screens.settings.mail_state import (
    PASSWORD,
    RECIPIENT,
    LetterRow,
    MailState,
)
from pos_loyalty.terminal.screens.settings.panels import GroupCard
from pos_loyalty.terminal.screens.settings.state import Tone as Meaning
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, Hairline, Page, Skeleton
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_SERVER: Final = Group(
    "mail",
    mark("Mail server"),
    (
        Line(
            "mail.host",
            mark("Server"),
            hint=mark("e.g. smtp.example.org; leave empty for no e-mail"),
        ),
        Line("mail.port", mark("Port"), Shape.NUMBER),
        Line(
            "mail.security",
            mark("Encryption"),
            Shape.CHOICE,
            "",
            (
                ("starttls", mark("STARTTLS (usually port 587)")),
                ("tls", mark("TLS (usually port 465)")),
                ("none", mark("none, for in-house servers only")),
            ),
        ),
        Line("mail.user", mark("User name")),
        Line(PASSWORD, mark("Password")),
        Line(
            "mail.sender",
            mark("Sender"),
            hint=mark("Leave empty to use the user name, if that is an e-mail address."),
        ),
    ),
)
_TRIAL: Final = Group(
    "mail-trial", mark("Try it"), (Line(RECIPIENT, mark("Send a test e-mail to"), is_wide=True),)
)
_TONES: Final = {
    Meaning.INFO: Tone.MUTED,
    Meaning.GOOD: Tone.GOOD,
    Meaning.WARN: Tone.WARN,
    Meaning.BAD: Tone.BAD,
}
_SHOWN: Final = 12


class MailPage(Page):
    """The till's mail. It emits what was asked for."""

    edited = Signal(str, str)
    saved = Signal()
    tried = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice = NoticeBar()
        self._skeleton = Skeleton(lines=4)
        self._server = GroupCard(_SERVER)
        self._trial = GroupCard(_TRIAL)
        self._save = Button(rank=Rank.PRIMARY, icon_name="check")
        self._try = Button(rank=Rank.SOFT, icon_name="mail")
        self._letters = _Letters()
        self._password = self._server.editors[PASSWORD].findChildren(QLineEdit)[0]
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._lay_out()
        self._connect()

    def draw(self, state: MailState, words: Words) -> None:
        """Show a state."""
        text = words.text
        for card in (self._server, self._trial):
            card.set_words(words)
            card.setVisible(state.is_loaded)
            card.show_cells(state.cells, words)
        kept = text("A password is saved") if state.has_password else ""
        self._password.setPlaceholderText(kept)
        self._skeleton.setVisible(not state.is_loaded and state.message is None)
        self._save.set_label(text("Save"))
        self._save.setEnabled(state.may_save and not state.is_busy)
        self._try.set_label(text("Send a test e-mail"))
        self._try.setEnabled(state.may_try and not state.is_busy)
        self._letters.setVisible(state.is_loaded)
        self._letters.show_rows(state.letters, words)
        self._notice.set_words(close_name=text("Close"))
        if state.message is None:
            self._notice.clear()
        else:
            is_bad = state.message.tone is Meaning.BAD
            self._notice.say(NoticeTone.BAD if is_bad else NoticeTone.GOOD, state.message.text)

    def _lay_out(self) -> None:
        for card, button in ((self._server, self._save), (self._trial, self._try)):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            card.column.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for part in (self._notice, self._skeleton, self._server, self._trial, self._letters):
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        self._server.edited.connect(self.edited)
        self._trial.edited.connect(self.edited)
        self._save.clicked.connect(self.saved)
        self._try.clicked.connect(self.tried)
        self._notice.dismissed.connect(self.dismissed)


class _Letters(Card):
    """The last letters, line by line. Lines are made once and kept."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._empty = EmptyState("mail")
        self._lines = [_LetterLine() for _place in range(_SHOWN)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(self._empty)
        for line in self._lines:
            column.addWidget(line)

    def show_rows(self, rows: Sequence[LetterRow], words: Words) -> None:
        """Show letters, the newest at the top."""
        self._heading.setText(words.text("Latest e-mails"))
        self._empty.say(
            words.text("No e-mails yet"),
            words.text("Member cards sent by e-mail are listed here."),
        )
        self._empty.setVisible(not rows)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(rows))
            if place < len(rows):
                line.show_row(rows[place])


class _LetterLine(QWidget):
    """One letter."""

    def __init__(self) -> None:
        super().__init__()
        self._when = Text()
        self._outcome = Text(kind=Kind.STRONG).right()
        self._detail = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        row = QHBoxLayout()
        row.addWidget(self._when, 1)
        row.addWidget(self._outcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Hairline())
        column.addLayout(row)
        column.addWidget(self._detail)

    def show_row(self, row: LetterRow) -> None:
        """Say what became of it."""
        self._when.setText(row.when)
        self._outcome.setText(row.outcome)
        self._outcome.set_tone(_TONES[row.tone])
        self._detail.setText(row.detail)
        self._detail.setVisible(bool(row.detail))
