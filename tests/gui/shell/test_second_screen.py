from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.shell.second_screen import other_screen, show_on


def test_one_screen_has_no_other(qtbot: QtBot) -> None:
    """Where there is one screen, customers have none."""
    till = QWidget()
    qtbot.addWidget(till)
    till.show()
    assert other_screen(till) is None


def test_a_window_fills_the_screen_it_is_given(qtbot: QtBot) -> None:
    """No frame, no gap."""
    window = QWidget()
    qtbot.addWidget(window)
    show_on(window, window.screen())
    assert window.isFullScreen()
    assert window.geometry() == window.screen().geometry()
