"""Where people type: amounts, searches and labelled fields with their error beside them."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_tokens import Weight
from pos_loyalty.terminal.widgets.restyle import restyle
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_LONGEST_AMOUNT = 14
_KEY_PX = 12


class AmountField(QLineEdit):
    """An amount of money: to the right, with its sign, typed, keyed or pasted.

    It keeps what was typed; whoever listens to ``amount_edited`` reads it.
    """

    amount_edited = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = ""
        self._sign_right = 20
        self.setProperty("look", "amount")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMaxLength(_LONGEST_AMOUNT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(200)
        self.textChanged.connect(self.amount_edited)

    def set_sign(self, sign: str) -> None:
        """Name the currency at the right end."""
        self._sign = sign
        self._make_room()
        self.update()

    def show_text(self, text: str) -> None:
        """Show a text without telling anyone; leaves the cursor alone when nothing changes."""
        if text == self.text():
            return
        blocked = self.blockSignals(True)
        self.setText(text)
        self.blockSignals(blocked)

    def press(self, key: str) -> None:
        """Take a key of the keypad, at the cursor."""
        self.insert(key)

    def press_delete(self) -> None:
        """Take back the character before the cursor."""
        self.backspace()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self._sign_font())
        painter.setPen(theme.color("muted"))
        area = QRectF(self.rect()).adjusted(0, 0, -self._sign_right, 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags, self._sign)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _make_room(self) -> None:
        width = QFontMetricsF(self._sign_font()).horizontalAdvance(self._sign)
        self.setTextMargins(0, 0, round(width) + self._sign_right + 8, 0)

    def _sign_font(self) -> QFont:
        """The size of the figures, at a lighter weight: the sign is not the amount."""
        return theme.light_font(QFontInfo(self.font()).pixelSize())


class SearchField(QLineEdit):
    """A line to search in, with its picture at the left and its key at the right."""

    def __init__(self, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setProperty("look", "search")
        self.setTextMargins(40, 0, 46 if key else 8, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_prompt(self, prompt: str) -> None:
        """Say what can be searched for."""
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        area = QRectF(18, middle - 10, icons.MEDIUM, icons.MEDIUM)
        icons.paint(painter, "search", area, theme.color("muted"))
        if self._key:
            self._paint_key(painter, middle)

    def _paint_key(self, painter: QPainter, middle: float) -> None:
        font = theme.font(_KEY_PX, Weight.MEDIUM)
        width = QFontMetricsF(font).horizontalAdvance(self._key) + 14
        box = QRectF(self.width() - 18 - width, middle - 10, width, 20)
        painter.setPen(QPen(theme.color("muted"), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)


class Field(QWidget):
    """A label, a line to type in, and below it a hint or what is wrong."""

    edited = Signal(str)
    entered = Signal()

    def __init__(self, label: str = "", *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Text(label, Kind.SMALL)
        self.line = QLineEdit()
        self._hint = hint
        self._wrong = False
        self._below = Text(hint, Kind.SMALL).wrapping()
        self.label.setBuddy(self.line)
        self.line.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.label)
        column.addWidget(self.line)
        column.addWidget(self._below)
        self._below.setVisible(bool(hint))
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        self.setFocusProxy(self.line)

    def name(self, label: str, *, hint: str = "") -> None:
        """Change label and hint."""
        self.label.setText(label)
        self.line.setAccessibleName(label)
        self._hint = hint
        self.show_error("")

    def show_text(self, text: str) -> None:
        """Show a text; leaves the cursor alone when nothing changes."""
        if text != self.line.text():
            self.line.setText(text)

    def show_error(self, error: str) -> None:
        """Say what is wrong; empty shows the hint again."""
        wrong = bool(error)
        if self._wrong != wrong:
            self._wrong = wrong
            self.line.setProperty("wrong", wrong)
            restyle(self.line)
        self._below.setText(error or self._hint)
        self._below.set_tone(Tone.BAD if wrong else Tone.MUTED)
        self._below.setVisible(bool(error or self._hint))
        self.line.setAccessibleDescription(error or self._hint)


class MoneyField(AmountField):
    """A small amount field for forms: one line of the usual height."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setProperty("look", "field-amount")
        self._sign_right = 12
        self.setMinimumWidth(120)
