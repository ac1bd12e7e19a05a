"""An amount and one button: the slip for a member without a card."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import ClaimPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.fields import AmountField
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone


class ClaimView(OverlayPanel):
    """A search stays one press away."""

    amount_edited = Signal(str)
    confirmed = Signal()
    search_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=720)
        self._lead = Text().wrapping()
        self._hint = Text(kind=Kind.SMALL).wrapping()
        self.amount = AmountField()
        self._error = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self.search = Button(icon_name="search", key="F2")
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self.confirm.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.keypad = Keypad()
        left = QVBoxLayout()
        left.setSpacing(12)
        for widget in (self._lead, self.amount, self._error, self._hint):
            left.addWidget(widget)
        left.addStretch(1)
        left.addWidget(self.search)
        right = QVBoxLayout()
        right.addWidget(self.keypad)
        right.addStretch(1)
        halves = QHBoxLayout()
        halves.setSpacing(20)
        halves.addLayout(left, 1)
        halves.addLayout(right)
        self.body.addLayout(halves, 1)
        self.body.addWidget(self.confirm)
        self.amount.amount_edited.connect(self.amount_edited)
        self.keypad.pressed.connect(self._key_pressed)
        self.keypad.delete_pressed.connect(self._delete_pressed)
        self.search.clicked.connect(self.search_wanted)
        self.confirm.clicked.connect(self.confirmed)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("Card forgotten"))
        self.close_button.set_name(words.text("Close"))
        self._lead.setText(words.text("Claim slip: the points are credited on the next visit."))
        self._hint.setText(
            words.text(
                "The member brings the slip and the card next time. The slip is good for 60 days."
            )
        )
        self.amount.set_sign(words.formats.currency_symbol)
        self.amount.setAccessibleName(words.text("Amount of the purchase"))
        self.search.set_label(words.text("Find member"))
        self.confirm.set_label(words.text("Print claim slip"))
        self.keypad.set_words(
            sign=words.formats.decimal_sign, delete_name=words.text("Delete the last digit")
        )

    def draw(self, panel: ClaimPanel) -> None:
        """Show what is typed."""
        self.amount.show_text(panel.amount_text)
        self._error.setText(panel.error)
        self._error.setVisible(bool(panel.error))
        self.confirm.setEnabled(not panel.is_busy)

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.amount

    def _key_pressed(self, key: str) -> None:
        self.amount.setFocus()
        self.amount.press(key)

    def _delete_pressed(self) -> None:
        self.amount.setFocus()
        self.amount.press_delete()
