"""One till's connection, carried through to the printer and back."""

import select
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import Final

from pos_loyalty.gateway.relay_gate import HOLD_S, Gate

PIECE: Final = 65_536
"""At most so much is under way in one direction; more waits where it comes from."""

CONNECT_S: Final = 5.0

_RESET: Final = struct.pack("ii", 1, 0)
_LAST_ANSWERS_S: Final = 60.0
"""How long a printer may go on answering a till that has said its last word."""


class PrinterAway(Exception):  # noqa: N818 - it says how the world is; nothing here has failed
    """The printer cannot be reached."""


class TillLine:
    """Carries bytes both ways until both sides are done.

    What one side does, the other sees: bytes in order and at once, the end of one direction, the
    end of both, a connection that broke. A printer that takes nothing stops the till as it would
    without us, for no more than one piece is ever taken from it ahead.
    """

    def __init__(self, till: socket.socket, gate: Gate) -> None:
        self._till = till
        self._gate = gate
        self._printer: socket.socket | None = None
        self._is_over = Event()

    def carry(self, connect: Callable[[], socket.socket]) -> None:
        """Carry until the end. Raises PrinterAway where there is no printer; the till sees that."""
        try:
            printer = connect()
        except OSError as error:
            _will_break(self._till)
            self._till.close()
            raise PrinterAway from error
        self._printer = printer
        if self._is_over.is_set():
            # Stopped while the printer was being reached, and so without ending it.
            self.stop()
        _be_quick(self._till)
        _be_quick(printer)
        back = Thread(target=self._back, args=(printer,), name="relay-answers", daemon=True)
        back.start()
        try:
            self._forth(printer)
        except OSError:
            self._break()
        back.join(_LAST_ANSWERS_S)
        # Only when nobody waits in them any more: their numbers are used again at once.
        _wake(printer)
        _wake(self._till)
        back.join(_LAST_ANSWERS_S)
        printer.close()
        self._till.close()

    def stop(self) -> None:
        """End both sides, from another thread."""
        self._is_over.set()
        for side in (self._till, self._printer):
            if side is not None:
                with suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)

    def _forth(self, printer: socket.socket) -> None:
        """From the till to the printer."""
        held_until = 0.0
        while True:
            if self._gate.is_holding and not _has_more(self._till, held_until - monotonic()):
                printer.sendall(self._gate.release())
            data = self._till.recv(PIECE)
            if not data or self._is_over.is_set():
                break
            was_holding = self._gate.is_holding
            for piece in self._gate.pass_on(data):
                printer.sendall(piece)
            if not was_holding:
                held_until = monotonic() + HOLD_S
        if not self._is_over.is_set():
            printer.sendall(self._gate.release())
            with suppress(OSError):
                printer.shutdown(socket.SHUT_WR)

    def _back(self, printer: socket.socket) -> None:
        """From the printer to the till."""
        try:
            while (data := printer.recv(PIECE)) and not self._is_over.is_set():
                self._till.sendall(data)
            if not self._is_over.is_set():
                with suppress(OSError):
                    self._till.shutdown(socket.SHUT_WR)
        except OSError:
            self._break()

    def _break(self) -> None:
        """Let each end see a connection that broke, not one that ended well."""
        self._is_over.set()
        for side in (self._till, self._printer):
            if side is not None:
                _will_break(side)
                _wake(side)


def connect_to(host: str, port: int, timeout_s: float = CONNECT_S) -> socket.socket:
    """A connection to the printer that then waits as long as the printer does."""
    printer = socket.create_connection((host, port), timeout=timeout_s)
    printer.settimeout(None)
    return printer


def _be_quick(side: socket.socket) -> None:
    # A side that is gone already says so at the first byte.
    with suppress(OSError):
        side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        side.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _has_more(till: socket.socket, within_s: float) -> bool:
    ready, _, _ = select.select([till], [], [], max(within_s, 0.0))
    return bool(ready)


def _wake(side: socket.socket) -> None:
    """Whoever waits for bytes from there waits no more; nothing is sent."""
    with suppress(OSError):
        side.shutdown(socket.SHUT_RD)


def _will_break(side: socket.socket) -> None:
    """Closing it will be a reset and no farewell."""
    with suppress(OSError):
        side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
