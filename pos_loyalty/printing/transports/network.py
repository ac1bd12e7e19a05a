"""Printers on the network: raw bytes to a TCP port."""

import socket
from functools import partial
from typing import Final

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.address import NetworkAddress
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.line import LineError, StalledError
from pos_loyalty.printing.transports.line_transport import LineTransport
from pos_loyalty.printing.transports.timeouts import Timeouts

_CHUNK: Final = 16384
_PARTING_S: Final = 0.5


class NetworkTransport(LineTransport):
    """A printer that takes raw bytes on a TCP port."""

    def __init__(
        self, address: NetworkAddress, profile: PrinterProfile, timeouts: Timeouts | None = None
    ) -> None:
        super().__init__(partial(SocketLine, address), profile, timeouts)


class SocketLine:
    """A TCP connection. What the network has taken cannot be called back."""

    hears = True

    def __init__(self, address: NetworkAddress, timeout_s: float) -> None:
        """Raises LineError."""
        try:
            self._socket = socket.create_connection((address.host, address.port), timeout_s)
        except OSError as error:
            raise LineError(PrintProblem.UNREACHABLE) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes, timeout_s: float) -> int:
        try:
            self._socket.settimeout(timeout_s)
            return self._socket.send(data)
        except TimeoutError as error:
            raise StalledError from error
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error

    def read(self, timeout_s: float) -> bytes:
        try:
            self._socket.settimeout(timeout_s)
            heard = self._socket.recv(_CHUNK)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        if not heard:
            raise LineError(PrintProblem.CONNECTION_LOST)
        return heard

    def unsent(self) -> int:
        return 0

    def discard(self) -> None:
        """Nothing here can be."""

    def hang_up(self) -> PrintProblem | None:
        """Ends the sending side, and gives a printer that has gone the time to show it."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_PARTING_S)
            while self._socket.recv(_CHUNK):
                pass
        except TimeoutError:
            return None
        except OSError:
            return PrintProblem.CONNECTION_LOST
        return None

    def close(self) -> None:
        self._socket.close()
