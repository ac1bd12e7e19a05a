"""The sale being typed: amount, keypad, preview, and the one primary button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import OfferPanel, SalePanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, IconButton, Rank
from pos_loyalty.terminal.widgets.fields import AmountField
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.rows import Pair
from pos_loyalty.terminal.widgets.surfaces import Card, Hairline
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_KEYPAD_WIDTH = 258


class SaleView(Card):
    """The card in the middle."""

    amount_edited = Signal(str)
    receipt_number_edited = Signal(str)
    confirmed = Signal()
    redeem_wanted = Signal()
    cancelled = Signal()
    split_wanted = Signal()
    play_wanted = Signal()
    receipts_wanted = Signal()
    recent_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self.amount = AmountField()
        self.receipt_number = QLineEdit()
        self.receipt_number.setProperty("look", "quiet")
        self.receipt_number.setMaxLength(40)
        self.receipt_number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self.confirm.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.redeem = Button()
        self.cancel = Button(key="Esc")
        self.split = Button()
        self.split.setMinimumHeight(56)
        self.play = Button(icon_name="sparkles", key="F12")
        self.play.setMinimumHeight(56)
        self.receipts = Button(icon_name="receipt-text", key="F5")
        self.receipts.setMinimumHeight(56)
        self.receipts.hide()
        self.keypad = Keypad()
        self.keypad.setFixedWidth(_KEYPAD_WIDTH)
        self.recent = IconButton("history")
        self.notice = NoticeBar()
        self._title = Text(kind=Kind.HEADING)
        self._error = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self._proposed = Text(kind=Kind.SMALL, tone=Tone.PRIMARY).wrapping()
        self._proposed.setContentsMargins(2, 8, 2, 0)
        self._proposed.hide()
        self._caution = Text(kind=Kind.SMALL, tone=Tone.WARN).wrapping()
        self._caution.setContentsMargins(0, 10, 0, 0)
        self._error.setContentsMargins(2, 8, 2, 0)
        self._preview = _Preview()
        self._build()
        self.amount.amount_edited.connect(self.amount_edited)
        self.receipt_number.textEdited.connect(self.receipt_number_edited)
        self.keypad.pressed.connect(self._key_pressed)
        self.keypad.delete_pressed.connect(self._delete_pressed)
        self.confirm.clicked.connect(self.confirmed)
        self.redeem.clicked.connect(self.redeem_wanted)
        self.cancel.clicked.connect(self.cancelled)
        self.split.clicked.connect(self.split_wanted)
        self.play.clicked.connect(self.play_wanted)
        self.receipts.clicked.connect(self.receipts_wanted)
        self.recent.clicked.connect(self.recent_wanted)

    def speak(self, words: Words) -> None:
        """Say what does not change with the sale."""
        self._title.setText(words.text("Purchase"))
        self.amount.set_sign(words.formats.currency_symbol)
        self.amount.setAccessibleName(words.text("Amount of the purchase"))
        self.receipt_number.setPlaceholderText(words.text("Receipt number (optional)"))
        self.receipt_number.setAccessibleName(words.text("Receipt number of the till"))
        self.cancel.set_label(words.text("Cancel"))
        self.keypad.set_words(
            sign=words.formats.decimal_sign, delete_name=words.text("Delete the last digit")
        )
        self.recent.set_name(words.text("Recent (F9)"))
        self.notice.set_words(close_name=words.text("Close"))
        self._preview.speak(words)

    def draw(self, panel: SalePanel) -> None:
        """Show the sale."""
        self.amount.show_text(panel.amount_text)
        if panel.receipt_number != self.receipt_number.text().strip():
            self.receipt_number.setText(panel.receipt_number)
        _say(self._error, panel.amount_error)
        _say(self._caution, panel.caution)
        self._preview.draw(panel)
        self.confirm.set_label(panel.confirm_words)
        self.confirm.setEnabled(panel.can_confirm)
        self.redeem.set_label(panel.burn_words)
        self.redeem.setEnabled(panel.can_burn)
        self.split.set_label(panel.split_words)
        self.split.setVisible(panel.can_split)
        self.play.set_label(panel.play_words)
        self.play.setVisible(bool(panel.play_words))

    def draw_offers(self, panel: OfferPanel) -> None:
        """Show which receipt of the till this is, and that there are others."""
        is_new = bool(panel.proposed) and panel.proposed != self._proposed.text()
        _say(self._proposed, panel.proposed)
        self.receipts.set_label(panel.button)
        self.receipts.setVisible(bool(panel.button))
        if is_new and self.amount.hasFocus():
            # Typing another amount replaces what was proposed.
            self.amount.selectAll()

    def set_roomy(self, *, roomy: bool) -> None:
        """More air on larger screens."""
        margin = 20 if roomy else 16
        self._row.setContentsMargins(margin, margin - 2, margin, margin - 2)
        self._row.setSpacing(20 if roomy else 14)
        self.recent.setVisible(not roomy)
        self.keypad.setFixedWidth(_KEYPAD_WIDTH if roomy else _KEYPAD_WIDTH - 12)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self.receipt_number, 1)
        head.addWidget(self.recent)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self.redeem, 1)
        second.addWidget(self.cancel)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(head)
        left.addSpacing(12)
        left.addWidget(self.amount)
        left.addWidget(self._proposed)
        left.addWidget(self._error)
        left.addSpacing(14)
        left.addWidget(self._preview)
        left.addWidget(self._caution)
        left.addStretch(1)
        left.addWidget(self.notice)
        left.addSpacing(12)
        left.addWidget(self.confirm)
        left.addSpacing(16)
        left.addLayout(second)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.keypad)
        right.addWidget(self.split)
        right.addWidget(self.receipts)
        right.addWidget(self.play)
        right.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(left, 1)
        self._row.addLayout(right)

    def _key_pressed(self, key: str) -> None:
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.press(key)

    def _delete_pressed(self) -> None:
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.press_delete()


class _Preview(QWidget):
    """Each point explained, and their sum."""

    def __init__(self) -> None:
        super().__init__()
        self._lines_column = QVBoxLayout()
        self._lines_column.setSpacing(7)
        self._pairs = RowPool(self._lines_column, Pair)
        self._money_column = QVBoxLayout()
        self._money_column.setSpacing(7)
        self._money = RowPool(self._money_column, Pair)
        self._money_line = Hairline()
        self._label = Text(kind=Kind.STRONG)
        self._sum = Text(kind=Kind.SUM, tone=Tone.PRIMARY).right()
        self._after_label = Text(kind=Kind.SMALL)
        self._after = Text(kind=Kind.SMALL).right()
        self._pending = Text(kind=Kind.SMALL).wrapping()
        self._lift = Text(kind=Kind.STRONG, tone=Tone.GOOD).wrapping()
        self._hint = Text(kind=Kind.SMALL).wrapping()
        self._sheet = QWidget()
        total = QHBoxLayout()
        total.addWidget(self._label, 0, Qt.AlignmentFlag.AlignVCenter)
        total.addWidget(self._sum, 1)
        after = QHBoxLayout()
        after.addWidget(self._after_label)
        after.addWidget(self._after, 1)
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.setSpacing(7)
        sheet.addLayout(self._money_column)
        sheet.addWidget(self._money_line)
        sheet.addLayout(self._lines_column)
        sheet.addWidget(Hairline())
        sheet.addLayout(total)
        sheet.addLayout(after)
        sheet.addWidget(self._pending)
        sheet.addWidget(self._lift)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sheet)
        column.addWidget(self._hint)

    def speak(self, words: Words) -> None:
        """Say what does not change with the sale."""
        self._label.setText(words.text("Credited"))
        self._after_label.setText(words.text("New balance"))

    def draw(self, panel: SalePanel) -> None:
        """Show why the points are what they are; before an amount, a hint."""
        self._sheet.setVisible(bool(panel.earned))
        self._hint.setVisible(not panel.earned)
        self._hint.setText(panel.hint)
        self._money_line.setVisible(bool(panel.money))
        for pairs, lines in ((self._money, panel.money), (self._pairs, panel.addends)):
            for pair, line in zip(pairs.take(len(lines)), lines, strict=True):
                pair.show_pair(line.label, line.number, note=line.note, is_strong=line.is_strong)
        self._sum.setText(panel.earned)
        self._after.setText(panel.after)
        _say(self._pending, panel.pending)
        _say(self._lift, panel.lift)


def _say(label: Text, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
