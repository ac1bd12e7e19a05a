"""The form for a new member."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import EnrollPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.surfaces import Card, IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_PLACES = {
    "first_name": (0, 0),
    "last_name": (0, 1),
    "phone": (1, 0),
    "email": (1, 1),
    "birthday": (2, 0),
    "referrer_number": (2, 1),
}


class EnrollView(Card):
    """Six lines that may all stay empty, and one button."""

    edited = Signal(str, str)
    contact_allowed = Signal(bool)
    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self._title = Text(kind=Kind.TITLE)
        self._lead = Text(kind=Kind.SMALL).wrapping()
        self._card_icon = IconLabel("scan-line")
        self._card = Text(kind=Kind.MEDIUM).wrapping()
        self.fields = {name: Field() for name in _PLACES}
        self.may_contact = QCheckBox()
        self.notice = NoticeBar()
        self.confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self.cancel = Button(key="Esc")
        self._errors: tuple[tuple[str, str], ...] = ()
        self._build()
        for name, field in self.fields.items():
            field.edited.connect(lambda text, name=name: self.edited.emit(name, text))
        self.may_contact.clicked.connect(self.contact_allowed)
        self.confirm.clicked.connect(self.confirmed)
        self.cancel.clicked.connect(self.cancelled)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self._title.setText(words.text("New member"))
        self._lead.setText(words.text("All fields are optional. Enter alone is enough."))
        names = {
            "first_name": words.text("First name"),
            "last_name": words.text("Last name"),
            "phone": words.text("Phone"),
            "email": words.text("E-mail"),
            "birthday": words.text("Birthday"),
            "referrer_number": words.text("Referred by (member number)"),
        }
        for name, field in self.fields.items():
            field.name(names[name])
        self.fields["birthday"].line.setPlaceholderText(words.text("day.month., year optional"))
        self.may_contact.setText(words.text("Wants to hear from the shop"))
        self.confirm.set_label(words.text("Enroll"))
        self.cancel.set_label(words.text("Cancel"))
        self.notice.set_words(close_name=words.text("Close"))

    def draw(self, panel: EnrollPanel) -> None:
        """Show the form."""
        self._card.setText(panel.card)
        self._card.set_tone(Tone.GOOD if panel.has_card else Tone.MUTED)
        role = "good" if panel.has_card else "muted"
        self._card_icon.show_icon("circle-check" if panel.has_card else "scan-line", role)
        errors = dict(panel.errors)
        is_new = panel.errors != self._errors
        self._errors = panel.errors
        for name, text in panel.texts:
            self.fields[name].show_text(text)
            self.fields[name].show_error(errors.get(name, ""))
        self.may_contact.setVisible(panel.asks_contact)
        self.may_contact.setChecked(panel.may_contact)
        self.confirm.setEnabled(not panel.is_busy)
        if errors and is_new:
            self._focus_first(errors)

    def take_focus(self) -> None:
        """Put the cursor into the first line."""
        self.fields["first_name"].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_first(self, errors: dict[str, str]) -> None:
        """Put the cursor into the first line that is wrong, unless it is in one already."""
        wrong = [self.fields[name].line for name in _PLACES if name in errors]
        if not any(line.hasFocus() for line in wrong):
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        card = QHBoxLayout()
        card.setSpacing(10)
        card.addWidget(self._card_icon)
        card.addWidget(self._card, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for name, (line, half) in _PLACES.items():
            grid.addWidget(self.fields[name], line, half, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.confirm, 1)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addLayout(card)
        column.addSpacing(4)
        column.addLayout(grid)
        column.addWidget(self.may_contact)
        column.addStretch(1)
        column.addWidget(self.notice)
        column.addLayout(buttons)
