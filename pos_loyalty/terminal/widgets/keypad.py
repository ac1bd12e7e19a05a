"""Figures for one finger, twelve keys of 72 to 104 px."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_loyalty.terminal.theme_tokens import KEYPAD_MAXIMUM_PX, KEYPAD_MINIMUM_PX, Size
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank

_GAP = 10
_ROWS = ("789", "456", "123")


class KeypadKey(Button):
    """One key. It never takes the focus, so the field keeps its cursor."""

    def __init__(self, text: str, *, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, Rank.QUIET, height=Height.LARGE, icon_name=icon_name, parent=parent)
        self._font_px = Size.TITLE
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(KEYPAD_MAXIMUM_PX)

    def sizeHint(self) -> QSize:
        return QSize(80, KEYPAD_MAXIMUM_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(KEYPAD_MINIMUM_PX, KEYPAD_MINIMUM_PX)


class Keypad(QWidget):
    """Digits, a decimal sign (or a double zero) and delete."""

    pressed = Signal(str)
    delete_pressed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_GAP)
        for row, digits in enumerate(_ROWS):
            for column, digit in enumerate(digits):
                grid.addWidget(self._digit(digit), row, column)
        self._sign = KeypadKey(",")
        self.delete = KeypadKey("", icon_name="delete")
        self.delete.setAutoRepeat(True)
        grid.addWidget(self._sign, 3, 0)
        grid.addWidget(self._digit("0"), 3, 1)
        grid.addWidget(self.delete, 3, 2)
        self._sign.clicked.connect(lambda: self.pressed.emit(self._sign.text()))
        self.delete.clicked.connect(self.delete_pressed)

    def set_words(self, *, sign: str, delete_name: str) -> None:
        """The language's decimal sign, and what the delete key is called; PINs need no sign."""
        self._sign.setText(sign)
        self._sign.setVisible(bool(sign))
        self.delete.setAccessibleName(delete_name)
        self.delete.setToolTip(delete_name)

    def offer_sign(self, *, offered: bool) -> None:
        """Whether the decimal sign can be pressed: a PIN has none."""
        self._sign.setVisible(offered and bool(self._sign.text()))

    def figures(self) -> list[KeypadKey]:
        """All keys but delete."""
        return [key for key in self.findChildren(KeypadKey) if key is not self.delete]

    def _digit(self, digit: str) -> KeypadKey:
        key = KeypadKey(digit)
        key.clicked.connect(lambda: self.pressed.emit(digit))
        return key
