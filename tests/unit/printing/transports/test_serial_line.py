import errno
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import serial
from serial.tools import list_ports

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.address import Flow, Parity, SerialAddress
from pos_loyalty.printing.transports.line import LineError, StalledError
from pos_loyalty.printing.transports.serial_line import PortLine, open_serial, serial_ports
from tests.support.cables import pty_printer
from tests.support.printers import mute


def _problem(address: SerialAddress) -> PrintProblem:
    with pytest.raises(LineError) as failed:
        open_serial(address, 0.1)
    return failed.value.problem


def test_a_port_that_somebody_else_holds_is_occupied() -> None:
    """Two programs on one line print each other's slips into their own."""
    with pty_printer(mute) as printer:
        address = SerialAddress(str(printer.device))
        first = open_serial(address, 0.1)
        assert _problem(address) is PrintProblem.OCCUPIED
        first.close()
        open_serial(address, 0.1).close()


def test_what_is_no_serial_line_cannot_be_reached(tmp_path: Path) -> None:
    """A file of that name is no printer."""
    (tmp_path / "tty").touch()
    assert _problem(SerialAddress(str(tmp_path / "tty"))) is PrintProblem.UNREACHABLE
    assert _problem(SerialAddress(str(tmp_path / "none"))) is PrintProblem.UNREACHABLE


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (serial.SerialException(errno.EACCES, "denied"), PrintProblem.FORBIDDEN),
        (serial.SerialException(errno.ENODEV, "gone"), PrintProblem.UNREACHABLE),
        (
            serial.SerialException("could not open port 'COM3': PermissionError(13, 'denied')"),
            PrintProblem.OCCUPIED,
        ),
        (
            serial.SerialException("could not open port 'COM9': FileNotFoundError(2)"),
            PrintProblem.UNREACHABLE,
        ),
        (ValueError("not a valid baudrate"), PrintProblem.UNREACHABLE),
    ],
)
def test_why_a_port_does_not_open_is_told(
    error: Exception, problem: PrintProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Linux by its number, on Windows by its sentence."""

    def fail(**_settings: object) -> None:
        raise error

    monkeypatch.setattr(serial, "Serial", fail)
    assert _problem(SerialAddress("COM3")) is problem


def test_the_line_is_set_as_the_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speed, parity and flow control come from the settings, and every wait has its end."""
    seen: dict[str, Any] = {}

    def note(**settings: object) -> None:
        seen.update(settings)
        raise serial.SerialException(errno.ENODEV, "gone")

    monkeypatch.setattr(serial, "Serial", note)
    _problem(SerialAddress("COM3", 38400, Parity.EVEN, Flow.XONXOFF))
    assert (seen["baudrate"], seen["parity"], seen["xonxoff"]) == (38400, "E", True)
    assert (seen["rtscts"], seen["timeout"], seen["write_timeout"]) == (False, 0.1, 0.1)
    _problem(SerialAddress("COM3", flow=Flow.RTSCTS))
    assert (seen["parity"], seen["xonxoff"], seen["rtscts"]) == ("N", False, True)


def test_ports_have_names_that_outlive_unplugging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of a port changes with the order of plugging in; its name by id does not."""
    device = tmp_path / "ttyUSB7"
    device.touch()
    names = tmp_path / "by-id"
    assert serial_ports(names) is not None
    names.mkdir()
    (names / "usb-printer").symlink_to(device)
    ports = [
        SimpleNamespace(device=str(device), description="USB Serial"),
        SimpleNamespace(device="ttyS9", description="n/a"),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: iter(ports))
    found = serial_ports(names)
    assert [(port.device, port.name) for port in found] == [
        (str(names / "usb-printer"), "USB Serial"),
        ("ttyS9", "ttyS9"),
    ]


@pytest.fixture
def loop() -> Any:  # noqa: ANN401 - the library's loop has no type of its own
    """A port that hears what it says."""
    port = serial.serial_for_url("loop://", timeout=0.05, write_timeout=0.05)
    yield port
    port.close()


def test_a_port_of_the_library_is_a_line(loop: Any) -> None:  # noqa: ANN401 - as above
    """As on Windows, where a port is no file."""
    line = PortLine(loop)
    assert line.write(bytes(200), 1) == 64
    assert line.read(1) == bytes(64)
    assert line.read(0) == b""
    assert line.unsent() == 0
    line.discard()
    assert line.hang_up() is None
    line.close()
    line.discard()
    for lost in (lambda: line.write(b"x", 1), lambda: line.read(0), line.unsent):
        with pytest.raises(LineError):
            lost()


def test_a_piece_that_was_not_taken_in_time_may_have_been(
    loop: Any,  # noqa: ANN401 - as above
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody knows how much of it went out, so all of it counts."""

    def stall(_data: bytes) -> int:
        raise serial.SerialTimeoutException

    monkeypatch.setattr(loop, "write", stall)
    with pytest.raises(StalledError) as stalled:
        PortLine(loop).write(bytes(200), 0.1)
    assert stalled.value.maybe_taken == 64
