"""A line that the system shows as an open file: serial ports, and printers such as ``lp0``."""

import errno
import os
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.address import DeviceAddress
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.line import LineError, StalledError
from pos_loyalty.printing.transports.line_transport import LineTransport
from pos_loyalty.printing.transports.timeouts import Timeouts

if sys.platform != "win32":
    import fcntl
    import select
    import termios

_READ_AT_ONCE: Final = 4096
_QUIET_S: Final = 0.02

_OCCUPIED: Final = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})


def opening_problem(error: OSError) -> PrintProblem:
    """Why a device could not be opened."""
    if error.errno in _OCCUPIED:
        return PrintProblem.OCCUPIED
    if error.errno in _FORBIDDEN:
        return PrintProblem.FORBIDDEN
    return PrintProblem.UNREACHABLE


class DeviceTransport(LineTransport):
    """A printer that the system shows as a file, such as ``/dev/usb/lp0``."""

    def __init__(
        self, address: DeviceAddress, profile: PrinterProfile, timeouts: Timeouts | None = None
    ) -> None:
        super().__init__(partial(open_device, address.path), profile, timeouts)


class DescriptorLine:
    """Reads and writes a descriptor that does not block."""

    def __init__(self, descriptor: int, *, close: Callable[[], None], hears: bool = True) -> None:
        self._descriptor = descriptor
        self._close = close
        self._hears = hears
        self._is_serial = os.isatty(descriptor)

    @property
    def hears(self) -> bool:
        return self._hears

    def write(self, data: bytes, timeout_s: float) -> int:
        if not self._ready(select.POLLOUT, timeout_s):
            raise StalledError
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError as error:
            raise StalledError from error
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error

    def read(self, timeout_s: float) -> bytes:
        if not self._ready(select.POLLIN, timeout_s):
            return b""
        try:
            heard = os.read(self._descriptor, _READ_AT_ONCE)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        if not heard:
            # Some printers on USB answer at once that they have nothing to say.
            time.sleep(min(timeout_s, _QUIET_S))
        return heard

    def unsent(self) -> int:
        if not self._is_serial:
            return 0
        try:
            waiting = fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, struct.pack("i", 0))
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        return int(struct.unpack("i", waiting)[0])

    def discard(self) -> None:
        """Also keeps closing short: the system waits for what is unsent for half a minute."""
        if not self._is_serial:
            return
        with suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)

    def hang_up(self) -> PrintProblem | None:
        return None

    def close(self) -> None:
        self._close()

    def _ready(self, event: int, timeout_s: float) -> bool:
        """Whether reading or writing makes sense now. Raises LineError when the device is gone."""
        poll = select.poll()
        poll.register(self._descriptor, event)
        happened = poll.poll(max(0, timeout_s) * 1000)
        events = happened[0][1] if happened else 0
        if events & event:
            return True
        if events:
            raise LineError(PrintProblem.CONNECTION_LOST)
        return False


def open_device(path: Path, _timeout_s: float) -> DescriptorLine:
    """The line to a printer that the system shows as a file. Raises LineError."""
    if sys.platform == "win32":
        raise LineError(PrintProblem.UNSUPPORTED)
    flags = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    hears = True
    try:
        try:
            descriptor = os.open(path, os.O_RDWR | flags)
        except PermissionError:
            # Where the system lets people print but not listen.
            descriptor = os.open(path, os.O_WRONLY | flags)
            hears = False
    except OSError as error:
        raise LineError(opening_problem(error)) from error
    return DescriptorLine(descriptor, close=lambda: os.close(descriptor), hears=hears)
