"""Draws other software beside the till: the local API and the watched folder, a card each."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.beside_state import ApiState, BesideState, FolderState
from pos_loyalty.terminal.screens.settings.guest_parts import show_message
from pos_loyalty.terminal.screens.settings.verdict import Verdict
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.surfaces import Card, Page
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_PORT_WIDTH = 120


class ApiCard(Card):
    """The local API."""

    switched = Signal()
    tested = Signal()
    port_typed = Signal(str)
    token_toggled = Signal()
    token_copied = Signal()
    token_renewed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._about = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._standing = Verdict()
        self._port = Field()
        self._port.setMaximumWidth(_PORT_WIDTH)
        self._switch = Button(rank=Rank.SOFT, icon_name="plug")
        self._test = Button(icon_name="circle-check")
        self._token_label = Text(kind=Kind.SMALL)
        self._token = ElidedText(kind=Kind.BODY)
        self._look = Button()
        self._copy = Button(icon_name="copy")
        self._renew = Button()
        self._lay_out()
        self._port.edited.connect(self.port_typed)
        self._port.entered.connect(self.switched)
        self._switch.clicked.connect(self.switched)
        self._test.clicked.connect(self.tested)
        self._look.clicked.connect(self.token_toggled)
        self._copy.clicked.connect(self.token_copied)
        self._renew.clicked.connect(self.token_renewed)

    def draw(self, state: ApiState, words: Words, *, is_busy: bool) -> None:
        """Show a state."""
        text = words.text
        self._heading.setText(text("Local interface for other software"))
        self._about.setText(
            text(
                "The till’s own software may ask for balances and book purchases, on this "
                "computer only. It sends the token with each request and may do anything a "
                "cashier may do."
            )
        )
        self._port.name(text("Port"))
        self._port.show_text(state.port)
        self._port.show_error(state.port_error)
        self._port.line.setReadOnly(state.is_on)
        self._switch.set_label(text("Switch off") if state.is_on else text("Switch on"))
        self._switch.setEnabled(not is_busy)
        self._test.set_label(text("Test"))
        self._test.setVisible(state.is_on)
        self._test.setEnabled(not is_busy)
        self._standing.say(state.standing)
        self._token_label.setText(text("Token"))
        self._token.setText(state.token)
        self._look.set_label(text("Hide") if state.is_token_shown else text("Show"))
        self._copy.set_label(text("Copy"))
        self._renew.set_label(text("New token"))

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(12)
        actions.addWidget(self._switch)
        actions.addWidget(self._test)
        actions.addWidget(self._standing, 1)
        actions.addStretch(0)
        token = QHBoxLayout()
        token.setSpacing(8)
        token.addWidget(self._token, 1)
        token.addWidget(self._look)
        token.addWidget(self._copy)
        token.addWidget(self._renew)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._about, self._port):
            column.addWidget(part)
        column.addLayout(actions)
        column.addWidget(self._token_label)
        column.addLayout(token)


class FolderCard(Card):
    """The watched folder."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._about = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._path = ElidedText(kind=Kind.BODY)
        self._standing = Verdict()
        self._choose = Button(rank=Rank.SOFT, icon_name="folder-open")
        self._stop = Button()
        actions = QHBoxLayout()
        actions.setSpacing(12)
        actions.addWidget(self._choose)
        actions.addWidget(self._stop)
        actions.addWidget(self._standing, 1)
        actions.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._about, self._path):
            column.addWidget(part)
        column.addLayout(actions)
        self._choose.clicked.connect(self._ask)
        self._stop.clicked.connect(lambda: self.chosen.emit(""))

    def draw(self, state: FolderState, words: Words, *, is_busy: bool) -> None:
        """Show a state."""
        text = words.text
        self._heading.setText(text("Watched folder"))
        self._about.setText(
            text(
                "Software that drops files puts each purchase in here, as JSON or CSV. What was "
                "booked moves to “done”, what was refused to “failed”, with the reason beside it."
            )
        )
        self._path.setText(state.path)
        self._path.setVisible(bool(state.path))
        self._choose.set_label(text("Choose folder …"))
        self._choose.setEnabled(not is_busy)
        self._stop.set_label(text("Stop watching"))
        self._stop.setVisible(bool(state.path))
        self._stop.setEnabled(not is_busy)
        self._standing.say(state.standing)

    def _ask(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "", self._path.text())
        if path:
            self.chosen.emit(path)


class BesidePage(Page):
    """The page. It emits what was asked for."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice = NoticeBar()
        self.api = ApiCard()
        self.folder = FolderCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for part in (self._notice, self.api, self.folder):
            column.addWidget(part)
        column.addStretch(1)
        self._notice.dismissed.connect(self.dismissed)

    def draw(self, state: BesideState, words: Words) -> None:
        """Show a state."""
        self._notice.set_words(close_name=words.text("Close"))
        is_busy = state.is_busy or not state.is_loaded
        self.api.draw(state.api, words, is_busy=is_busy)
        self.folder.draw(state.folder, words, is_busy=is_busy)
        show_message(self._notice, state.message)
