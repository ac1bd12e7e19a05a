"""A counter in a window."""

import itertools

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.screen import CashierScreen
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.counter import SLIPS, FakeCounter, FakePrintouts
from tests.support.looks import dress, light
from tests.support.play import FakePlay


class Till:
    """The window, the screen in it, and the fakes behind it."""

    def __init__(self, language: str = "de") -> None:
        keys = itertools.count(1)
        self.counter = FakeCounter()
        self.printouts = FakePrintouts(*SLIPS)
        self.play = FakePlay()
        self.screen = CashierScreen(
            counter=self.counter,
            printouts=self.printouts,
            play=self.play,
            tasks=ImmediateTasks(),
            words=words_for(language),
            new_key=lambda: f"key-{next(keys)}",
        )
        self.view = self.screen.view
        self.window = MainWindow()
        self.window.resize(1366, 768)
        self.window.show_screen(self.view)
        self.screen.start()


@pytest.fixture
def till(qtbot: QtBot) -> Till:
    """A counter at the prompt, in German, in the light theme, in an active window."""
    dress(light())
    made = Till()
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    made.view.setFocus()
    return made
