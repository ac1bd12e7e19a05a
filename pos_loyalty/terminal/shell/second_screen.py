"""Puts a window on the second screen, for customers to see."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


def other_screen(till: QWidget) -> QScreen | None:
    """A screen that the till's window is not on; ``None`` where there is only one."""
    own = till.screen()
    for screen in QGuiApplication.screens():
        if screen is not own:
            return screen
    return None


def show_on(window: QWidget, screen: QScreen) -> None:
    """Fill a screen with a window."""
    window.setGeometry(screen.geometry())
    # Not ``showFullScreen``, which makes the window the one that is typed into.
    window.setWindowState(Qt.WindowState.WindowFullScreen)
    window.show()
