"""A window with a field and a button behind a wedge filter, and keys as the system sends them."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_lesson import Lesson
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter

_ENTER_CODE = 36
_SHIFT_CODE = 50


class Counter(QWidget):
    """A window with a field, and a button that Enter would press."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.button = QPushButton("&Confirm")
        self.button.setAutoDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.edit)
        layout.addWidget(self.button)
        self.pressed = 0
        self.returned = 0
        self.button.clicked.connect(self._count_press)
        self.edit.returnPressed.connect(self._count_return)

    def _count_press(self) -> None:
        self.pressed += 1

    def _count_return(self) -> None:
        self.returned += 1


class Ear:
    """What the filter said."""

    def __init__(self, wedge: WedgeFilter) -> None:
        self.wedge = wedge
        self.scans: list[str] = []
        self.lessons: list[Lesson] = []
        wedge.scanned.connect(self.scans.append)
        wedge.learned.connect(self.lessons.append)


def key_event(kind: QEvent.Type, stroke: KeyStroke) -> QKeyEvent:
    """One key event as the system would deliver it, with its time and scan code."""
    key, code = 0, 100
    if stroke.kind is KeyKind.ENTER:
        key, code = Qt.Key.Key_Return, _ENTER_CODE
    elif stroke.kind is KeyKind.TAB:
        key, code = Qt.Key.Key_Tab, 23
    elif stroke.kind is KeyKind.NAMED:
        key, code = Qt.Key.Key_F13, 191
    elif stroke.text:
        # Not upper(): ß would become two.
        key = ord(stroke.text) - (32 if "a" <= stroke.text <= "z" else 0)
        code = 100 + key
    text = "" if stroke.kind is KeyKind.NAMED else stroke.text
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(kind, key, none, code, 0, 0, text, stroke.kind is KeyKind.REPEAT)
    event.setTimestamp(stroke.time_ms)
    return event


def send(window: QWidget, event: QEvent) -> None:
    """Deliver to the window, as the system does; not to a widget."""
    handle = window.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, event)


def press(window: QWidget, strokes: Iterable[KeyStroke]) -> None:
    """Each key down and up again."""
    for stroke in strokes:
        send(window, key_event(QEvent.Type.KeyPress, stroke))
        send(window, key_event(QEvent.Type.KeyRelease, stroke))


def shift(kind: QEvent.Type, time_ms: int) -> QKeyEvent:
    """The Shift key, which comes along with capital letters."""
    event = QKeyEvent(kind, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier, _SHIFT_CODE, 0, 0)
    event.setTimestamp(time_ms)
    return event


def click(kind: QEvent.Type, widget: QWidget) -> QMouseEvent:
    """The left button going down or up in the middle of a widget."""
    place = QPointF(widget.mapTo(widget.window(), widget.rect().center()))
    screen = QPointF(widget.mapToGlobal(widget.rect().center()))
    left = Qt.MouseButton.LeftButton
    down = left if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
    return QMouseEvent(kind, place, screen, left, down, Qt.KeyboardModifier.NoModifier)
