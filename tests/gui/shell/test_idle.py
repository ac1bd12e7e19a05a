from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.shell.idle import IdleWatch
from tests.support.fingers import press_key


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[IdleWatch]:
    """A watch that rests at the end, whatever happens."""
    made = IdleWatch(qapp)
    yield made
    made.rest()
    made.deleteLater()


def test_idleness_is_told_once(qtbot: QtBot, watch: IdleWatch) -> None:
    """After the time without input, once; and never while nobody watches."""
    watch.watch(0)
    assert watch.remaining_ms() < 0
    with qtbot.waitSignal(watch.idle, timeout=5000):
        watch.watch(1)
    assert watch.remaining_ms() < 0


def test_a_key_starts_the_time_anew(qtbot: QtBot, watch: IdleWatch) -> None:
    """Who types is there."""
    window = QWidget()
    qtbot.addWidget(window)
    watch.watch(60)
    qtbot.waitUntil(lambda: watch.remaining_ms() < 59_900)
    press_key(window, Qt.Key.Key_A, "a")
    assert watch.remaining_ms() > 59_900
    watch.rest()
    assert watch.remaining_ms() < 0
