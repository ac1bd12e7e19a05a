"""The amount parted over product groups, and a campaign's code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import SplitPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.fields import Field, MoneyField
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone


class SplitView(OverlayPanel):
    """One money field for each group."""

    part_edited = Signal(str, str)
    code_edited = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=720)
        self._sign = ""
        self._lead = Text(kind=Kind.SMALL).wrapping()
        self._rest = Text(kind=Kind.STRONG)
        self._error = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self.code = Field()
        self.done = Button(rank=Rank.PRIMARY, height=Height.LARGE)
        self.done.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(10)
        self._scroll.column.addStretch(1)
        self.parts = RowPool(self._scroll.column, self._make_part)
        self.keypad = Keypad()
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._lead)
        left.addWidget(self._scroll, 1)
        left.addWidget(self._rest)
        left.addWidget(self._error)
        left.addWidget(self.code)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.keypad)
        right.addStretch(1)
        halves = QHBoxLayout()
        halves.setSpacing(20)
        halves.addLayout(left, 1)
        halves.addLayout(right)
        self.body.addLayout(halves, 1)
        self.body.addWidget(self.done)
        self.keypad.pressed.connect(lambda key: self._field().press(key))
        self.keypad.delete_pressed.connect(lambda: self._field().press_delete())
        self.code.edited.connect(self.code_edited)
        self.done.clicked.connect(self.closed)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("Split by product group"))
        self.close_button.set_name(words.text("Close"))
        self._lead.setText(words.text("Only needed for groups with points of their own."))
        self.code.name(words.text("Campaign code (optional)"))
        self.done.set_label(words.text("Done"), key="Enter")
        self._sign = words.formats.currency_symbol
        self.keypad.set_words(
            sign=words.formats.decimal_sign, delete_name=words.text("Delete the last digit")
        )

    def draw(self, panel: SplitPanel) -> None:
        """Show the parts."""
        for part, line in zip(self.parts.take(len(panel.lines)), panel.lines, strict=True):
            part.draw(line.id, line.name, line.text, sign=self._sign)
        self._rest.setText(panel.rest)
        self._error.setText(panel.error)
        self._error.setVisible(bool(panel.error))
        self.code.show_text(panel.code)

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        shown = self.parts.shown
        return shown[0].money if shown else self.done

    def _field(self) -> MoneyField:
        """The money field that the keypad writes into: the one with the focus, else the first."""
        shown = self.parts.shown
        for part in shown:
            if part.money.hasFocus():
                return part.money
        shown[0].money.setFocus()
        return shown[0].money

    def _make_part(self) -> "PartRow":
        part = PartRow()
        part.edited.connect(self.part_edited)
        return part


class PartRow(QWidget):
    """A product group and its share of the amount."""

    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self._name = ElidedText(kind=Kind.MEDIUM)
        self.money = MoneyField()
        self.money.setMaximumWidth(180)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(12)
        row.addWidget(self._name, 1)
        row.addWidget(self.money)
        self.money.amount_edited.connect(lambda text: self.edited.emit(self._id, text))

    def draw(self, category_id: str, name: str, text: str, *, sign: str) -> None:
        """Show a group."""
        self._id = category_id
        self._name.setText(name)
        self.money.set_sign(sign)
        self.money.setAccessibleName(name)
        self.money.show_text(text)
