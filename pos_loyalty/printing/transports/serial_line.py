"""Printers on a serial line, or on USB where they pretend to be on one."""

import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.address import Flow, Parity, SerialAddress
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.descriptor import DescriptorLine, opening_problem
from pos_loyalty.printing.transports.line import Line, LineError, StalledError
from pos_loyalty.printing.transports.line_transport import LineTransport
from pos_loyalty.printing.transports.timeouts import Timeouts

_PARITIES: Final = {
    Parity.NONE: serial.PARITY_NONE,
    Parity.EVEN: serial.PARITY_EVEN,
    Parity.ODD: serial.PARITY_ODD,
}
_CHUNK: Final = 64
_UNNAMED: Final = "n/a"
_LASTING_NAMES: Final = Path("/dev/serial/by-id")


class SerialTransport(LineTransport):
    """A printer on a serial line."""

    def __init__(
        self, address: SerialAddress, profile: PrinterProfile, timeouts: Timeouts | None = None
    ) -> None:
        super().__init__(partial(open_serial, address), profile, timeouts)


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A port that a printer, or anything else, may be connected to."""

    device: str
    name: str


def serial_ports(lasting_names: Path = _LASTING_NAMES) -> tuple[SerialPort, ...]:
    """The serial ports of this computer, by names that outlive unplugging where there are such."""
    lasting = {str(link.resolve()): str(link) for link in _links(lasting_names)}
    return tuple(
        SerialPort(lasting.get(port.device, port.device), _name(port))
        for port in sorted(list_ports.comports(), key=lambda port: str(port.device))
    )


def open_serial(address: SerialAddress, timeout_s: float) -> Line:
    """The line to this port. Raises LineError."""
    try:
        port = serial.Serial(
            port=address.device,
            baudrate=address.baud,
            parity=_PARITIES[address.parity],
            rtscts=address.flow is Flow.RTSCTS,
            xonxoff=address.flow is Flow.XONXOFF,
            timeout=timeout_s,
            write_timeout=timeout_s,
            exclusive=True if sys.platform != "win32" else None,
        )
    except serial.SerialException as error:
        raise LineError(_problem(error)) from error
    except (OSError, ValueError) as error:
        # A device that is no serial line, or knows no such speed.
        raise LineError(PrintProblem.UNREACHABLE) from error
    if sys.platform == "win32":
        return PortLine(port)
    return DescriptorLine(port.fileno(), close=port.close)


class PortLine:
    """A serial port through the library alone: where ports are no files, as on Windows.

    Untested on Windows: its tests use the library's loop.
    """

    hears = True

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def write(self, data: bytes, timeout_s: float) -> int:
        """In small pieces: of one that was not taken in time nobody knows how much was."""
        piece = data[:_CHUNK]
        try:
            self._port.write_timeout = timeout_s
            self._port.write(piece)
        except serial.SerialTimeoutException as error:
            raise StalledError(len(piece)) from error
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        return len(piece)

    def read(self, timeout_s: float) -> bytes:
        try:
            self._port.timeout = timeout_s
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error

    def unsent(self) -> int:
        try:
            return int(self._port.out_waiting)
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error

    def discard(self) -> None:
        with suppress(OSError):
            self._port.reset_output_buffer()

    def hang_up(self) -> PrintProblem | None:
        return None

    def close(self) -> None:
        self._port.close()


def _problem(error: serial.SerialException) -> PrintProblem:
    if error.errno is not None:
        return opening_problem(OSError(error.errno, os.strerror(error.errno)))
    # Windows: the reason stands in the sentence only, and a port in use is "denied".
    return PrintProblem.OCCUPIED if "PermissionError" in str(error) else PrintProblem.UNREACHABLE


def _name(port: ListPortInfo) -> str:
    unnamed = not port.description or port.description == _UNNAMED
    return str(port.device if unnamed else port.description)


def _links(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.iterdir())) if folder.is_dir() else ()
