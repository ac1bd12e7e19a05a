import signal

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.shell.end_requests import EndRequests


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_for_the_end(qtbot: QtBot, number: int) -> None:
    """Whoever shuts the machine down, or presses Ctrl+C, has the window closed as by its cross."""
    asked: list[str] = []
    requests = EndRequests(lambda: asked.append("end"))
    signal.raise_signal(number)
    qtbot.waitUntil(lambda: asked == ["end"])
    requests.close()


@pytest.mark.usefixtures("qapp")
def test_signals_mean_what_they_meant_before() -> None:
    """A program that is past its window can be ended as any other."""
    before = signal.getsignal(signal.SIGTERM)
    EndRequests(lambda: None).close()
    assert signal.getsignal(signal.SIGTERM) == before
