"""A scanner on a serial line: opened, read, missed when it is unplugged, and found again.

Imported by the scanner's own thread only, for the sake of the library of serial ports.
"""

import errno
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Final

import serial
from serial.tools import list_ports

from pos_loyalty.scanning.framing import Framer
from pos_loyalty.scanning.serial_link import SerialLink, SerialState
from pos_loyalty.scanning.serial_port import SerialPort, find_port

_RETRY_S: Final = 2.0
_READ_TIMEOUT_S: Final = 0.1
_WRITE_TIMEOUT_S: Final = 1.0
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})
_BUSY: Final = frozenset({errno.EBUSY, errno.EAGAIN})
_GONE: Final = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO})


def plugged_in() -> tuple[SerialPort, ...]:
    """The serial ports that the system lists, those with something on USB first."""
    ports = [
        SerialPort(
            port.device,
            port.description if port.description != "n/a" else "",
            port.vid,
            port.pid,
            port.serial_number or "",
        )
        for port in list_ports.comports()
    ]
    return tuple(sorted(ports, key=lambda port: (port.vendor_id is None, port.device)))


class SerialScanner:
    """Reads one scanner until it is told to stop; ``heard`` gets codes, ``changed`` states."""

    def __init__(
        self,
        address: str,
        baud: int,
        *,
        heard: Callable[[str], None],
        changed: Callable[[SerialLink], None],
        ports: Callable[[], Sequence[SerialPort]] = plugged_in,
        retry_s: float = _RETRY_S,
    ) -> None:
        self._address = address
        self._baud = baud
        self._heard = heard
        self._changed = changed
        self._ports = ports
        self._retry_s = retry_s
        self._link = SerialLink()

    def run(self, stop: Event) -> None:
        """Read, and look for the scanner again each time it is gone."""
        while not stop.is_set():
            device = find_port(self._address, self._ports())
            if device is None:
                self._become(SerialState.UNPLUGGED)
            else:
                self._serve(device, stop)
            stop.wait(self._retry_s)

    def _serve(self, device: str, stop: Event) -> None:
        try:
            with _opened(device, self._baud) as port:
                self._become(SerialState.CONNECTED, device)
                self._read(port, stop)
        except OSError as error:
            # The library's own errors are of this kind too.
            self._become(_state_of(error), device)
        except ValueError:
            self._become(SerialState.BROKEN, device)

    def _read(self, port: serial.Serial, stop: Event) -> None:
        framer = Framer()
        while not stop.is_set():
            data = port.read(max(1, port.in_waiting))
            now_ms = time.monotonic_ns() // 1_000_000
            for code in framer.feed(data, now_ms) if data else framer.expire(now_ms):
                self._heard(code)

    def _become(self, state: SerialState, port: str = "") -> None:
        link = SerialLink(state, port)
        if link != self._link:
            self._link = link
            self._changed(link)


@contextmanager
def _opened(device: str, baud: int) -> Iterator[serial.Serial]:
    port = serial.Serial(
        device,
        baud,
        timeout=_READ_TIMEOUT_S,
        write_timeout=_WRITE_TIMEOUT_S,
        exclusive=True,
    )
    try:
        yield port
    finally:
        port.close()


def _state_of(error: OSError) -> SerialState:
    """What an error of the system or of the library means for who stands at the counter."""
    if error.errno in _FORBIDDEN:
        return SerialState.FORBIDDEN
    # The library gives a lock that another holds no number of its own.
    if error.errno in _BUSY or "exclusively lock" in str(error):
        return SerialState.BUSY
    if error.errno in _GONE or error.errno is None:
        return SerialState.UNPLUGGED
    return SerialState.BROKEN
