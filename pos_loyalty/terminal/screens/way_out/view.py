"""Draws the way out: the PIN as dots, a keypad, and the way back."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.way_out.state import WayOutState
from pos_loyalty.terminal.widgets.buttons import Button, Height, Rank
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.surfaces import Page
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_SECOND_MS: Final = 1000
_DOT: Final = 14
_GAP: Final = 14
_PLACES: Final = 8
_FEWEST: Final = 4
_WIDTH: Final = 420


class WayOutView(Page):
    """Only for those who know why they are here: it says little to others."""

    digit_typed = Signal(str)
    deleted = Signal()
    entered = Signal()
    left = Signal()
    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text(kind=Kind.TITLE).centered()
        self._lead = Text(kind=Kind.BODY, tone=Tone.MUTED).centered().wrapping()
        self._dots = _Dots()
        self._notice = Text(kind=Kind.BODY, tone=Tone.BAD).centered().wrapping()
        self._keypad = Keypad()
        self._end = Button("", Rank.PRIMARY, height=Height.LARGE, icon_name="power")
        self._back = Button("", Rank.QUIET, height=Height.LARGE, icon_name="arrow-left")
        self._tick = QTimer(self, interval=_SECOND_MS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._tick.timeout.connect(self.ticked)
        self._keypad.pressed.connect(self.digit_typed)
        self._keypad.delete_pressed.connect(self.deleted)
        self._end.clicked.connect(self.entered)
        self._back.clicked.connect(self.left)

    def speak(self, words: Words) -> None:
        """Say everything in a language."""
        self._title.setText(words.text("End the program"))
        self._lead.setText(words.text("This needs a manager’s PIN."))
        self._keypad.set_words(sign="", delete_name=words.text("Delete"))
        self._end.set_label(words.text("End the program"))
        self._back.set_label(words.text("Back"))
        self.setAccessibleName(words.text("End the program"))

    def draw(self, state: WayOutState) -> None:
        """Show a state."""
        self._dots.show_digits(state.digits)
        self._notice.setText(state.notice)
        self._end.setEnabled(bool(state.digits) and not state.is_busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, Backspace, Enter and Escape do what the buttons do."""
        key, text = event.key(), event.text()
        if text.isascii() and text.isdigit():
            self.digit_typed.emit(text)
        elif key == Qt.Key.Key_Backspace:
            self.deleted.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self._back, 1)
        buttons.addWidget(self._end, 1)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addWidget(self._dots, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._notice)
        column.addWidget(self._keypad, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(buttons)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        self._lead.setMinimumWidth(_WIDTH)


class _Dots(QWidget):
    """As many full dots as digits are typed."""

    def __init__(self) -> None:
        super().__init__()
        self._digits = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_digits(self, digits: int) -> None:
        """Show how much has been typed."""
        self._digits = digits
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PLACES * (_DOT + _GAP), _DOT + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        places = max(self._digits, _FEWEST)
        left = (self.width() - places * (_DOT + _GAP) + _GAP) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("ink"), 1.5))
        for place in range(places):
            is_full = place < self._digits
            painter.setBrush(theme.color("ink") if is_full else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(left + place * (_DOT + _GAP), 5, _DOT, _DOT))
