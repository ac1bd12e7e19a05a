import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.config.settings import Scanner
from pos_loyalty.scanning.serial_link import SerialLink, SerialState
from pos_loyalty.terminal.devices.serial_thread import SerialThread
from tests.support.serial_line import SerialLine
from tests.support.wedge import CARD

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo terminals")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SerialLine]:
    """A line with a scanner on it."""
    with SerialLine(tmp_path) as plugged:
        yield plugged


@pytest.fixture
def thread(qtbot: QtBot) -> Iterator[SerialThread]:
    """A thread that has nothing to read yet."""
    assert qtbot is not None
    serial = SerialThread()
    yield serial
    serial.stop()


def _is(thread: SerialThread, state: SerialState) -> bool:
    return thread.link.state is state


def test_a_till_without_a_serial_scanner_has_no_thread(thread: SerialThread) -> None:
    """Most have none, and pay nothing for it."""
    thread.use(Scanner())
    assert thread.link == SerialLink(SerialState.OFF)


@pytest.mark.parametrize("side", ["counter", "member"])
def test_a_scan_comes_from_the_side_where_the_scanner_stands(
    thread: SerialThread, line: SerialLine, qtbot: QtBot, side: str
) -> None:
    """As the settings have it."""
    counter: list[str] = []
    members: list[str] = []
    thread.scanned.connect(counter.append)
    thread.member_scanned.connect(members.append)
    settings = Scanner(serial=line.name)
    thread.use(replace(settings, serial_side=side))  # type: ignore[arg-type] # one of the two
    qtbot.waitUntil(lambda: _is(thread, SerialState.CONNECTED))
    line.scan(CARD.encode() + b"\r")
    qtbot.waitUntil(lambda: counter + members == [CARD])
    assert (members if side == "member" else counter) == [CARD]


def test_other_settings_are_in_force_at_once(
    thread: SerialThread, line: SerialLine, qtbot: QtBot
) -> None:
    """The port is let go of when the settings name none; the same settings change nothing."""
    thread.use(Scanner(serial=line.name))
    qtbot.waitUntil(lambda: _is(thread, SerialState.CONNECTED))
    thread.use(Scanner(serial=line.name))
    assert _is(thread, SerialState.CONNECTED)
    thread.use(Scanner())
    qtbot.waitUntil(lambda: _is(thread, SerialState.OFF))


def test_a_pulled_cable_is_told(thread: SerialThread, line: SerialLine, qtbot: QtBot) -> None:
    """To whoever shows it."""
    thread.use(Scanner(serial=line.name))
    qtbot.waitUntil(lambda: _is(thread, SerialState.CONNECTED))
    line.unplug()
    qtbot.waitUntil(lambda: _is(thread, SerialState.UNPLUGGED))
