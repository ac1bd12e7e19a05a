"""One past sale: print again, return, void, step by step in one panel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import AfterPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.fields import AmountField, Field
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.rows import Pair
from pos_loyalty.terminal.widgets.surfaces import Hairline
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_LONGEST_PIN = 12


class AfterView(OverlayPanel):
    """Asks only for what the step needs."""

    chosen = Signal(str)
    amount_edited = Signal(str)
    confirmed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts_column = QVBoxLayout()
        self._facts_column.setSpacing(8)
        self._pairs = RowPool(self._facts_column, Pair)
        self._choices_column = QVBoxLayout()
        self._choices_column.setSpacing(10)
        self.choices = RowPool(self._choices_column, self._make_choice)
        self._question = Text(kind=Kind.HEADING).wrapping()
        self._consequence = Text(kind=Kind.SMALL).wrapping()
        self.amount = AmountField()
        self.pin = Field()
        self.pin.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.line.setMaxLength(_LONGEST_PIN)
        self._error = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self.keypad = Keypad()
        self.keypad.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self.confirm.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body.addLayout(self._facts_column)
        self._line = Hairline()
        self.body.addWidget(self._line)
        self.body.addLayout(self._choices_column)
        for widget in (self._question, self.amount, self.pin, self._consequence, self._error):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.addWidget(self.keypad, 100)
        self.body.addWidget(self.confirm)
        self.keypad.pressed.connect(self._key_pressed)
        self.keypad.delete_pressed.connect(self._delete_pressed)
        self.amount.amount_edited.connect(self.amount_edited)
        self.confirm.clicked.connect(self.send)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.close_button.set_name(words.text("Close"))
        self.amount.set_sign(words.formats.currency_symbol)
        self.amount.setAccessibleName(words.text("Amount to refund"))
        self.pin.name(words.text("Manager’s PIN"))
        self.keypad.set_words(
            sign=words.formats.decimal_sign, delete_name=words.text("Delete the last digit")
        )

    def draw(self, panel: AfterPanel) -> None:
        """Show the sale and the step."""
        asked_before = not self.pin.isHidden()
        offered_before = not self.amount.isHidden()
        self.heading.setText(panel.title)
        for pair, line in zip(self._pairs.take(len(panel.facts)), panel.facts, strict=True):
            pair.show_pair(line.label, line.number, note=line.note)
        buttons = self.choices.take(len(panel.choices))
        for button, choice in zip(buttons, panel.choices, strict=True):
            button.setObjectName(choice.id)
            button.set_label(choice.words)
        _say(self._question, panel.question)
        _say(self._consequence, panel.consequence)
        _say(self._error, panel.error)
        self._line.setVisible(bool(panel.facts))
        self.keypad.setVisible(panel.asks_amount or panel.asks_pin)
        self.keypad.offer_sign(offered=panel.asks_amount)
        self.amount.setVisible(panel.asks_amount)
        self.amount.show_text(panel.amount_text)
        self.pin.setVisible(panel.asks_pin)
        self.confirm.setVisible(bool(panel.confirm_words))
        self.confirm.set_label(panel.confirm_words)
        self.confirm.setEnabled(not panel.is_busy)
        if panel.asks_amount and not offered_before:
            # All of it is offered: whoever types another amount need not delete that first.
            self.amount.selectAll()
        if panel.asks_pin and not asked_before:
            self.pin.line.setFocus()
        if not panel.asks_pin:
            self.pin.line.clear()

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        if not self.amount.isHidden():
            return self.amount
        shown = self.choices.shown
        if shown:
            return shown[0]
        return self.confirm

    def send(self) -> None:
        """Emit what was typed; the PIN is forgotten at once."""
        if self.confirm.isHidden() or not self.confirm.isEnabled():
            return
        pin = self.pin.line.text()
        self.pin.line.clear()
        self.confirmed.emit(pin)

    def _key_pressed(self, key: str) -> None:
        if self.pin.isHidden():
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
            self.amount.press(key)
        else:
            self.pin.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.pin.line.insert(key)

    def _delete_pressed(self) -> None:
        if self.pin.isHidden():
            self.amount.press_delete()
        else:
            self.pin.line.backspace()

    def _make_choice(self) -> Button:
        button = Button(height=Height.LARGE)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(button.objectName()))
        return button


def _say(label: Text, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
