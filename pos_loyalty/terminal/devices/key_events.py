"""Qt's key events: what kind of stroke one is, and a copy to send again later."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.us_keyboard import shifted_us_character, us_character

_MODIFIERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_Super_L,
        Qt.Key.Key_Super_R,
        Qt.Key.Key_Mode_switch,
    }
)
_COMMANDING: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
# AltGr, which German keyboards need for @ and €, is Ctrl and Alt together on Windows.
_ALT_GR: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
# How the window system's scan codes are counted, by Qt's name of it: X11 and Wayland add eight.
# What others count is unknown to us.
_FIRST_SCAN_CODE: Final = {"xcb": 8, "wayland": 8, "windows": 0}
_LINUX_F13: Final = 183
_LINUX_F24: Final = 194


def is_modifier(event: QKeyEvent) -> bool:
    """Whether the key only changes what others mean: no stroke of its own."""
    return event.key() in _MODIFIERS


def key_id(event: QKeyEvent) -> int:
    """What press and release of one key have in common; its meaning may change in between."""
    return event.nativeScanCode() or event.key()


def stroke_of(event: QKeyEvent) -> KeyStroke:
    """The press as the wedge reader sees it, at the time when the system saw it."""
    number = _function_key(event)
    kind = KeyKind.NAMED if number and not event.isAutoRepeat() else _kind(event)
    text = f"F{number}" if number else event.text()
    return KeyStroke(text, event.timestamp(), kind, _us_text(event), key_id(event))


def _function_key(event: QKeyEvent) -> int:
    """The number of a function key; 0 for others."""
    if Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
        return event.key() - Qt.Key.Key_F1 + 1
    # What keyboards have no longer, Linux gives other names, such as that of a tool box for F13.
    first = _FIRST_SCAN_CODE.get(QGuiApplication.platformName(), 0)
    code = event.nativeScanCode() - first
    return 13 + code - _LINUX_F13 if first and _LINUX_F13 <= code <= _LINUX_F24 else 0


def _us_text(event: QKeyEvent) -> str:
    first = _FIRST_SCAN_CODE.get(QGuiApplication.platformName())
    if first is None or event.modifiers() & _COMMANDING:
        return ""
    code = event.nativeScanCode() - first
    is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return shifted_us_character(code) if is_shifted else us_character(code)


def copy_of(event: QKeyEvent) -> QKeyEvent:
    """The same event once more; Qt's own is gone when its handler returns."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _kind(event: QKeyEvent) -> KeyKind:
    if event.isAutoRepeat():
        return KeyKind.REPEAT
    commanding = event.modifiers() & _COMMANDING
    if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
        return KeyKind.OTHER if commanding else KeyKind.ENTER
    if event.key() == Qt.Key.Key_Tab:
        return KeyKind.OTHER if commanding else KeyKind.TAB
    return _kind_by_text(event.text(), is_command=commanding not in {_NO_MODIFIER, _ALT_GR})


_NO_MODIFIER: Final = Qt.KeyboardModifier.NoModifier


def _kind_by_text(text: str, *, is_command: bool) -> KeyKind:
    if text and text.isprintable():
        return KeyKind.OTHER if is_command else KeyKind.CHARACTER
    # Start of text and its like, which scanners send as Ctrl and a letter.
    return KeyKind.NAMED if is_command and text else KeyKind.OTHER
