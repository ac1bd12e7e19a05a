"""Draws the staff: a list, and a form that slides in beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_loyalty.domain.staff import STAFF_ROLES, Role
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.state import Form, StaffState
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, Page, Skeleton
from pos_loyalty.terminal.widgets.text import Kind, Text


def role_name(role: Role, words: Words) -> str:
    """What somebody is, in words."""
    return words.text("Manager") if role is Role.MANAGER else words.text("Cashier")


class StaffPage(Page):
    """Everybody who may sign in, and those who no longer do."""

    chosen = Signal(str)
    add_wanted = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows: dict[str, ListRow] = {}
        self._card = Card(margin=0)
        self._list = QVBoxLayout(self._card)
        self._list.setContentsMargins(0, 6, 0, 6)
        self._list.setSpacing(0)
        self._skeleton = Skeleton(lines=4)
        self._empty = EmptyState("users")
        self._add = Button(rank=Rank.SOFT, icon_name="user-plus")
        head = QHBoxLayout()
        head.addWidget(self._add)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self._skeleton)
        column.addWidget(self._empty)
        column.addWidget(self._card)
        column.addStretch(1)
        self._add.clicked.connect(self.add_wanted)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._add.set_label(words.text("Add somebody"))
        self._empty.say(
            words.text("Nobody can sign in yet"),
            words.text("Add the people who work at this till. Each gets a PIN of their own."),
        )

    def draw(self, state: StaffState) -> None:
        """Show a state."""
        if list(self._rows) != [person.id for person in state.people]:
            self._replace_rows(state)
        for person in state.people:
            detail = role_name(person.role, self._words)
            if not person.is_active:
                gone = self._words.text("no longer signs in")
                detail = f"{detail} · {gone}"
            icon = "pencil" if person.is_active else "lock"
            self._rows[person.id].show_row(title=person.name, detail=detail, icon_name=icon)
        self._skeleton.setVisible(not state.is_loaded)
        self._empty.setVisible(state.is_loaded and not state.people)
        self._card.setVisible(bool(state.people))

    def _replace_rows(self, state: StaffState) -> None:
        for old in self._rows.values():
            old.hide()
            old.deleteLater()
        self._rows = {}
        for person in state.people:
            row = ListRow() if self._rows else ListRow().lead()
            row.clicked.connect(lambda _checked=False, id_=person.id: self.chosen.emit(id_))
            self._rows[person.id] = row
            self._list.addWidget(row)


class StaffForm(OverlayPanel):
    """Name, role and PIN of one person."""

    name_edited = Signal(str)
    role_chosen = Signal(Role)
    pin_edited = Signal(str)
    pin_again_edited = Signal(str)
    saved = Signal()
    active_set = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = Form.NONE
        self._notice = NoticeBar()
        self._name = Field()
        self._role_label = Text(kind=Kind.SMALL)
        self._role = ChoiceBox()
        self._pin = Field()
        self._again = Field()
        self._save = Button(rank=Rank.PRIMARY, height=Height.LARGE, key="Enter")
        self._active = Button(rank=Rank.DANGER)
        self._is_active = True
        for field in (self._pin, self._again):
            field.line.setEchoMode(QLineEdit.EchoMode.Password)
            field.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
            field.line.setMaxLength(8)
        role = QVBoxLayout()
        role.setSpacing(4)
        role.addWidget(self._role_label)
        role.addWidget(self._role)
        self.body.addWidget(self._notice)
        self.body.addWidget(self._name)
        self.body.addLayout(role)
        self.body.addWidget(self._pin)
        self.body.addWidget(self._again)
        self.body.addStretch(1)
        self.body.addWidget(self._active)
        self.body.addWidget(self._save)
        self._connect()

    def _connect(self) -> None:
        self._name.edited.connect(self.name_edited)
        self._pin.edited.connect(self.pin_edited)
        self._again.edited.connect(self.pin_again_edited)
        self._role.picked.connect(lambda value: self.role_chosen.emit(Role(value)))
        for field in (self._name, self._pin, self._again):
            field.entered.connect(self.saved)
        self._save.clicked.connect(self.saved)
        self._active.clicked.connect(lambda: self.active_set.emit(not self._is_active))
        self._notice.dismissed.connect(self._notice.clear)

    def draw(self, state: StaffState, words: Words) -> None:
        """Show a state."""
        self._speak(state, words)
        is_new = state.form is not self._form
        self._form = state.form
        if state.form is Form.NONE:
            self._pin.line.clear()
            self._again.line.clear()
            self.leave()
            return
        self._name.show_text(state.name)
        self._name.show_error(state.errors.get("name", ""))
        roles = [(role.value, role_name(role, words)) for role in STAFF_ROLES]
        self._role.offer(roles, state.role.value)
        self._pin.name(words.text("PIN"), hint=state.pin_hint)
        self._pin.show_error(state.errors.get("pin", ""))
        self._again.show_error(state.errors.get("pin-again", ""))
        if state.message is not None:
            self._notice.say(NoticeTone.BAD, state.message.text)
        else:
            self._notice.clear()
        self._save.setEnabled(not state.is_busy)
        if is_new:
            self.open_with(self._name.line)

    def _speak(self, state: StaffState, words: Words) -> None:
        text = words.text
        person = state.person
        self.heading.setText(person.name if person is not None else text("Add somebody"))
        self.close_button.set_name(text("Close"))
        self._notice.set_words(close_name=text("Close"))
        self._name.name(text("Name"))
        self._role_label.setText(text("Role"))
        self._role.setAccessibleName(text("Role"))
        self._again.name(text("Repeat the PIN"))
        self._save.set_label(text("Save"))
        self._is_active = person is None or person.is_active
        self._active.setVisible(person is not None)
        self._active.set_label(
            text("End sign-in") if self._is_active else text("Allow sign-in again")
        )
        self._active.set_rank(Rank.DANGER if self._is_active else Rank.QUIET)
