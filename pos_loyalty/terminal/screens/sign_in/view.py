"""Draws who may sign in, and a keypad for the PIN."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.sign_in.panels import PersonTile, PinDots
from pos_loyalty.terminal.screens.sign_in.state import Occasion, SignInState
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, IconLabel, Page, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_SECOND_MS: Final = 1000
_TWO_COLUMNS_FROM: Final = 5
_KEYPAD_WIDTH: Final = 300
_CARD_WIDTH: Final = 380
_WIDEST: Final = 1040


class SignInView(Page):
    """Names at the left, the PIN at the right. Digits are taken wherever the focus is."""

    person_chosen = Signal(str)
    neighbor_chosen = Signal(int)
    digit_typed = Signal(str)
    deleted = Signal()
    entered = Signal()
    escaped = Signal()
    ticked = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._state = SignInState()
        self._tiles: dict[str, PersonTile] = {}
        self._tick = QTimer(self, interval=_SECOND_MS)
        self._picture = IconLabel("lock", role="primary", size=24)
        self._title = Text(kind=Kind.PROMPT)
        self._lead = Text(kind=Kind.LEAD).wrapping()
        self._grid = QGridLayout()
        self._skeleton = Skeleton(lines=6)
        self._empty = EmptyState("users")
        self._name = ElidedText(kind=Kind.HEADING)
        self._dots = PinDots()
        self._message = Text(kind=Kind.SMALL).wrapping().centered()
        self._keypad = Keypad()
        self._enter = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self._leave = Button(rank=Rank.GHOST, key="Esc")
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._enter.set_label(words.text("Sign in"))
        self._leave.set_label(words.text("Back"))
        self._keypad.set_words(sign="", delete_name=words.text("Delete"))
        self._empty.say(
            words.text("Nobody can sign in yet"),
            words.text("A manager adds people in the settings, under Staff."),
        )
        self.draw(self._state)

    def draw(self, state: SignInState) -> None:
        """Show a state."""
        self._state = state
        self._title.setText(self._words.text(_TITLES[state.occasion]))
        self._lead.setText(self._lead_text(state))
        self._picture.setVisible(state.occasion is Occasion.LOCKED)
        self._draw_people(state)
        person = state.person
        self._name.setText(person.name if person else self._words.text("Choose your name"))
        self._name.set_tone(Tone.DEFAULT if person else Tone.MUTED)
        self._dots.show_digits(state.digits, is_wrong=bool(state.error))
        self._draw_message(state)
        self._keypad.setEnabled(person is not None and not state.is_busy and not state.waiting_s)
        self._enter.setEnabled(state.may_enter)
        self._leave.setVisible(state.may_leave)
        self._run_clock()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, Enter and Esc work without a field; arrows walk through the names."""
        text = event.text()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.deleted.emit()
            case Qt.Key.Key_Up | Qt.Key.Key_Left:
                self.neighbor_chosen.emit(-1)
            case Qt.Key.Key_Down | Qt.Key.Key_Right:
                self.neighbor_chosen.emit(1)
            case _ if len(text) == 1 and text.isascii() and text.isdigit():
                self.digit_typed.emit(text)
            case _:
                super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On wide screens the content keeps its measure and the margins grow."""
        super().resizeEvent(event)
        side = max(24, (self.width() - _WIDEST) // 2)
        self._row.setContentsMargins(side, 32, side, 24)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.update()

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(self._picture)
        heading.addWidget(self._title)
        heading.addStretch(1)
        people = QWidget()
        people.setProperty("ground", "none")
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setSpacing(12)
        inner = QVBoxLayout(people)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(self._grid)
        inner.addWidget(self._skeleton)
        inner.addWidget(self._empty)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(people)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(heading)
        left.addWidget(self._lead)
        left.addSpacing(16)
        left.addWidget(scroll, 1)
        self._card = self._pin_card()
        self._row = QHBoxLayout(self)
        self._row.setSpacing(32)
        self._row.addLayout(left, 1)
        self._row.addWidget(self._card, 0, Qt.AlignmentFlag.AlignVCenter)

    def _pin_card(self) -> Card:
        card = Card(margin=24)
        card.setFixedWidth(_CARD_WIDTH)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setMinimumHeight(40)
        self._keypad.setFixedWidth(_KEYPAD_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._name)
        column.addWidget(self._dots, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._message)
        column.addWidget(self._keypad, 1, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self._enter)
        column.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignHCenter)
        return card

    def _connect(self) -> None:
        self._keypad.pressed.connect(self.digit_typed)
        self._keypad.delete_pressed.connect(self.deleted)
        self._enter.clicked.connect(self.entered)
        self._leave.clicked.connect(self.escaped)
        self._tick.timeout.connect(self.ticked)

    def _draw_people(self, state: SignInState) -> None:
        if set(self._tiles) != {person.id for person in state.people}:
            self._replace_tiles(state)
        for person in state.people:
            self._tiles[person.id].show_person(
                person.name,
                role=self._words.text(_ROLES[person.role]),
                is_chosen=person.id == state.chosen,
            )
        self._skeleton.setVisible(not state.is_loaded)
        self._empty.setVisible(state.is_loaded and not state.people)

    def _replace_tiles(self, state: SignInState) -> None:
        for old in self._tiles.values():
            old.hide()
            old.deleteLater()
        self._tiles = {}
        columns = 2 if len(state.people) >= _TWO_COLUMNS_FROM else 1
        for place, person in enumerate(state.people):
            tile = PersonTile()
            tile.clicked.connect(lambda _checked=False, id_=person.id: self.person_chosen.emit(id_))
            self._tiles[person.id] = tile
            self._grid.addWidget(tile, place // columns, place % columns)

    def _draw_message(self, state: SignInState) -> None:
        if state.waiting_s:
            text = self._words.plural(
                "Too many wrong PINs. {n} second to go.",
                "Too many wrong PINs. {n} seconds to go.",
                state.waiting_s,
            )
        elif state.is_busy:
            text = self._words.text("Checking …")
        else:
            text = state.error or self._words.text("PIN of 4 to 8 digits")
        self._message.setText(text)
        wrong = bool(state.error or state.waiting_s)
        self._message.set_tone(Tone.BAD if wrong else Tone.MUTED)

    def _lead_text(self, state: SignInState) -> str:
        if state.occasion is Occasion.LOCKED:
            return self._words.text("What was open stays open.")
        return " · ".join(part for part in (state.shop_name, state.till) if part)

    def _run_clock(self) -> None:
        if self._state.waiting_s and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()


_TITLES: Final = {
    Occasion.START: mark("Who is working?"),
    Occasion.LOCKED: mark("Locked"),
    Occasion.CHANGE: mark("Who takes over?"),
}
_ROLES: Final = {Role.CASHIER: mark("Cashier"), Role.MANAGER: mark("Manager")}
