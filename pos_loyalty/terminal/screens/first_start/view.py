"""Draws the page that makes a shop."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.first_start.panels import ChoiceTile, LanguageChoice
from pos_loyalty.terminal.screens.first_start.state import Entry, FirstStartState
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.surfaces import Card, Page, Skeleton
from pos_loyalty.terminal.widgets.text import Kind, Text

_WIDEST: Final = 1080
_NARROW: Final = 560
_LANGUAGES: Final = {"de": "Deutsch", "en": "English"}
_SECRET: Final = (Entry.PIN, Entry.PIN_AGAIN)


class FirstStartView(Page):
    """Shop and manager at the left, programs and the one button at the right."""

    edited = Signal(Entry, str)
    preset_chosen = Signal(str)
    language_chosen = Signal(str)
    confirmed = Signal()
    join_wanted = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._state = FirstStartState()
        self._tiles: dict[str, ChoiceTile] = {}
        self._title = Text(kind=Kind.PROMPT)
        self._lead = Text(kind=Kind.LEAD).wrapping()
        self._language = LanguageChoice(_LANGUAGES)
        self._join = Button(icon_name="monitor")
        self._fields = {entry: Field() for entry in Entry}
        self._shop_heading = Text(kind=Kind.HEADING)
        self._manager_heading = Text(kind=Kind.HEADING)
        self._program_heading = Text(kind=Kind.HEADING)
        self._program_hint = Text(kind=Kind.SMALL).wrapping()
        self._skeleton = Skeleton(lines=5)
        self._presets = QVBoxLayout()
        self._notice = NoticeBar()
        self._confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self._shop_card = self._card(
            self._shop_heading, _side_by_side(self._fields[Entry.SHOP], self._fields[Entry.TILL])
        )
        self._manager_card = self._manager()
        self._program_card = self._programs()
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        text = words.text
        self._shop_heading.setText(text("Your shop"))
        self._manager_heading.setText(text("Who runs it"))
        self._program_heading.setText(text("Program to start with"))
        self._program_hint.setText(text("Everything in it can be changed later in the settings."))
        self._fields[Entry.SHOP].name(text("Name, as on the slip"))
        self._fields[Entry.TILL].name(text("Name of this till"), hint=text("e.g. Till 1"))
        self._fields[Entry.MANAGER].name(text("Name"))
        self._fields[Entry.PIN].name(text("PIN"))
        self._fields[Entry.PIN_AGAIN].name(text("Repeat the PIN"))
        self._join.set_label(text("Join existing tills"))
        self._notice.set_words(close_name=text("Close"))
        self.draw(self._state)

    def draw(self, state: FirstStartState) -> None:
        """Show a state."""
        text = self._words.text
        self._state = state
        self._title.setText(text("Welcome") if state.needs_shop else text("One thing is missing"))
        self._lead.setText(
            text("Just three things before you scan the first card.")
            if state.needs_shop
            else text("Nobody can sign in yet. Who runs this shop?")
        )
        self._language.show_language(state.language)
        for entry, field in self._fields.items():
            if entry not in _SECRET:
                field.show_text(state.texts.get(entry, field.line.text()))
            field.show_error(state.errors.get(entry, ""))
        self._fields[Entry.PIN].name(text("PIN"), hint=state.pin_hint)
        self._fields[Entry.PIN].show_error(state.errors.get(Entry.PIN, ""))
        self._draw_presets(state)
        self._shop_card.setVisible(state.needs_shop)
        self._program_card.setVisible(state.needs_shop)
        self._language.setVisible(state.needs_shop)
        self._join.setVisible(state.needs_shop)
        self._join.setEnabled(not state.is_busy)
        self._place_confirm(state)
        self._confirm.set_label(self._confirm_text(state))
        self._confirm.setEnabled(not state.is_busy)
        # On the smallest screen a failure and four errors need the room of this line.
        self._lead.setVisible(not state.failure)
        if state.failure:
            self._notice.say(NoticeTone.BAD, state.failure)
        else:
            self._notice.clear()

    def focus_first(self) -> None:
        """Put the cursor into the first line."""
        first = Entry.SHOP if self._state.needs_shop else Entry.MANAGER
        self._fields[first].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, wherever the focus is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On wide screens the content keeps its measure and the margins grow."""
        super().resizeEvent(event)
        self._keep_measure()

    def _card(self, heading: Text, *fields: QWidget) -> Card:
        card = Card(margin=20)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(heading)
        for field in fields:
            column.addWidget(field)
        return card

    def _manager(self) -> Card:
        for entry in _SECRET:
            line = self._fields[entry].line
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
            line.setMaxLength(8)
        pins = _side_by_side(*(self._fields[entry] for entry in _SECRET))
        return self._card(self._manager_heading, self._fields[Entry.MANAGER], pins)

    def _programs(self) -> Card:
        inner = QWidget()
        inner.setProperty("ground", "none")
        self._presets.setContentsMargins(0, 0, 4, 0)
        self._presets.setSpacing(10)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._presets)
        column.addWidget(self._skeleton)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = self._card(self._program_heading, self._program_hint)
        layout = card.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(scroll, 1)
        return card

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._join)
        head.addWidget(self._language)
        self._left = QVBoxLayout()
        self._left.setSpacing(16)
        self._left.addWidget(self._shop_card)
        self._left.addWidget(self._manager_card)
        self._left.addStretch(1)
        self._right = QVBoxLayout()
        self._right.setSpacing(16)
        self._right.addWidget(self._program_card, 1)
        self._right.addWidget(self._confirm)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        self._columns.addLayout(self._left, 1)
        self._columns.addLayout(self._right, 1)
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(8)
        self._outer.addLayout(head)
        self._outer.addWidget(self._lead)
        self._outer.addSpacing(8)
        self._outer.addWidget(self._notice)
        self._outer.addLayout(self._columns, 1)

    def _keep_measure(self) -> None:
        widest = _WIDEST if self._state.needs_shop else _NARROW
        side = max(24, (self.width() - widest) // 2)
        self._outer.setContentsMargins(side, 24, side, 24)

    def _place_confirm(self, state: FirstStartState) -> None:
        """Below the programs; without them, below the person."""
        if state.needs_shop:
            self._right.addWidget(self._confirm)
        else:
            self._left.insertWidget(self._left.indexOf(self._manager_card) + 1, self._confirm)
        self._columns.setStretch(1, 1 if state.needs_shop else 0)
        self._columns.setSpacing(16 if state.needs_shop else 0)
        self._keep_measure()

    def _connect(self) -> None:
        for entry, field in self._fields.items():
            field.edited.connect(lambda text, entry=entry: self.edited.emit(entry, text))
        self._language.chosen.connect(self.language_chosen)
        self._confirm.clicked.connect(self.confirmed)
        self._join.clicked.connect(self.join_wanted)
        self._notice.dismissed.connect(self._notice.clear)

    def _draw_presets(self, state: FirstStartState) -> None:
        if set(self._tiles) != {preset.id for preset in state.presets}:
            for old in self._tiles.values():
                old.hide()
                old.deleteLater()
            self._tiles = {}
            for preset in state.presets:
                tile = ChoiceTile()
                tile.clicked.connect(
                    lambda _checked=False, id_=preset.id: self.preset_chosen.emit(id_)
                )
                self._tiles[preset.id] = tile
                self._presets.addWidget(tile)
        for preset in state.presets:
            is_chosen = preset.id == state.chosen
            self._tiles[preset.id].show_choice(preset.name, preset.detail, is_chosen=is_chosen)
        self._skeleton.setVisible(not state.presets)

    def _confirm_text(self, state: FirstStartState) -> str:
        if state.is_busy:
            return self._words.text("Being created …")
        if state.needs_shop:
            return self._words.text("Open the shop")
        return self._words.text("Create")


def _side_by_side(*fields: Field) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return group
