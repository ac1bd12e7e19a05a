"""Keys and presses as people make them: real events, sent to what has the focus or lies there."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def press_key(window: QWidget, key: Qt.Key, text: str = "") -> None:
    """Press and release a key where the focus is, with the modifiers of none."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        # Made by hand: the test library's own keys end the interpreter on letters beyond ASCII.
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(_typed_into(window), event)


def type_text(window: QWidget, text: str) -> None:
    """Type a text, letter by letter, umlauts and signs included."""
    for letter in text:
        press_key(window, Qt.Key.Key_unknown, letter)


def touch(widget: QWidget) -> None:
    """Press a widget in its middle, as one finger does; whatever lies on top there gets it."""
    window = widget.window()
    middle = widget.mapTo(window, widget.rect().center())
    target = window.childAt(middle) or window
    place = QPointF(target.mapFrom(window, middle))
    spot = QPointF(window.mapToGlobal(QPoint(middle)))
    for kind, held in (
        (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        event = QMouseEvent(
            kind,
            place,
            spot,
            Qt.MouseButton.LeftButton,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(target, event)


def _typed_into(window: QWidget) -> QWidget:
    focused: QWidget | None = window.focusWidget()
    return window if focused is None else focused
