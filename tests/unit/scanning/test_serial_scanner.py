"""The scanner's loop before a pair of pseudo terminals, in a thread as in life."""

import errno
import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import serial

from pos_loyalty.scanning.serial_link import SerialLink, SerialState
from pos_loyalty.scanning.serial_port import SerialPort
from pos_loyalty.scanning.serial_scanner import SerialScanner, plugged_in
from tests.support.serial_line import SerialLine
from tests.support.wedge import CARD, EAN

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo terminals")

_PATIENCE_S = 10
_USB = "usb:05E0:1701:S1"


class Reading:
    """A scanner's thread, and what it said in the order that it said it."""

    def __init__(self, address: str, line: SerialLine) -> None:
        self.codes: queue.Queue[str] = queue.Queue()
        self.links: queue.Queue[SerialLink] = queue.Queue()
        self._stop = Event()
        scanner = SerialScanner(
            address,
            9600,
            heard=self.codes.put,
            changed=self.links.put,
            ports=lambda: self._ports(line),
            retry_s=0.02,
        )
        self._thread = Thread(target=scanner.run, args=(self._stop,))
        self._thread.start()

    def link(self) -> SerialState:
        return self.links.get(timeout=_PATIENCE_S).state

    def code(self) -> str:
        return self.codes.get(timeout=_PATIENCE_S)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()

    @staticmethod
    def _ports(line: SerialLine) -> list[SerialPort]:
        is_there = Path(line.name).exists()
        return [SerialPort(line.name, "Scanner", 0x05E0, 0x1701, "S1")] if is_there else []


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SerialLine]:
    """A line with a scanner on it."""
    with SerialLine(tmp_path) as plugged:
        yield plugged


@pytest.fixture
def reading(line: SerialLine) -> Iterator[Reading]:
    """Its scanner's thread, by the scanner's own numbers."""
    running = Reading(_USB, line)
    assert running.link() is SerialState.CONNECTED
    yield running
    running.stop()


def test_codes_arrive_as_they_are_scanned(reading: Reading, line: SerialLine) -> None:
    """In pieces, two at once, and without a line's end."""
    line.scan(CARD[:5].encode())
    line.scan(CARD[5:].encode() + b"\r")
    assert reading.code() == CARD
    line.scan(f"{EAN}\r\n12345678".encode())
    assert [reading.code(), reading.code()] == [EAN, "12345678"]


def test_a_cable_that_is_pulled_is_noticed_and_put_back_found(
    reading: Reading, line: SerialLine
) -> None:
    """Nobody has to start anything again; half a code of before is gone."""
    line.scan(b"LT7")
    line.unplug()
    assert reading.link() is SerialState.UNPLUGGED
    line.plug()
    while reading.link() is not SerialState.CONNECTED:
        pass
    line.scan(CARD.encode() + b"\r")
    assert CARD in {reading.code(), reading.code() if not reading.codes.empty() else ""}


def test_a_port_that_another_has_open_is_busy(line: SerialLine) -> None:
    """Two programs that read one scanner get half of each code; so the second is told."""
    with serial.Serial(line.name, exclusive=True):
        second = Reading(line.name, line)
        assert second.link() is SerialState.BUSY
    assert second.link() is SerialState.CONNECTED
    second.stop()


def test_a_port_that_is_not_there_is_unplugged(line: SerialLine) -> None:
    """By its name as by its numbers."""
    line.unplug()
    for address in (line.name, _USB):
        absent = Reading(address, line)
        assert absent.link() is SerialState.UNPLUGGED
        absent.stop()


def test_a_port_that_may_not_be_opened_says_so(
    line: SerialLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal is not taken for a cable; root is refused nothing, so it is played."""

    def refuse(*_: object, **__: object) -> object:
        raise serial.SerialException(errno.EACCES, "could not open port")

    monkeypatch.setattr(serial, "Serial", refuse)
    refused = Reading(line.name, line)
    assert refused.link() is SerialState.FORBIDDEN
    refused.stop()


@pytest.mark.parametrize("error", [ValueError("no such speed"), OSError(errno.EINVAL, "no")])
def test_a_port_that_cannot_do_what_is_set_is_broken(
    line: SerialLine, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A speed that the port has not, say."""

    def fail(*_: object, **__: object) -> object:
        raise error

    monkeypatch.setattr(serial, "Serial", fail)
    broken = Reading(line.name, line)
    assert broken.link() is SerialState.BROKEN
    broken.stop()


def test_the_ports_of_this_computer_can_be_listed() -> None:
    """Those on USB first; a machine without any has none."""
    ports = plugged_in()
    assert list(ports) == sorted(ports, key=lambda port: port.vendor_id is None)
    assert all(port.device for port in ports)
