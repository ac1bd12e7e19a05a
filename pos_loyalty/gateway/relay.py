"""The printer that stands in front of the real one: tills connect to it as to any other.

It never listens while the real printer is away, so that a till is told what it would be told
without us; and it never asks anybody anything before it passes a byte on.
"""

import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Final

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway.relay_ears import Ear, Ears
from pos_loyalty.gateway.relay_gate import Gate
from pos_loyalty.gateway.relay_line import PrinterAway, TillLine, connect_to

MOST_LINES: Final = 32
_LOOK_S: Final = 0.5
_AWAY_S: Final = 2.0
_JOIN_S: Final = 2.0
_LOG: Final = logging.getLogger(__name__)


class ListenError(OutageError):
    """Nobody can be heard at that address. Facts: ``address``, ``reason``."""

    code = "relay-listen"


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port, as sockets take them."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class RelayState:
    """What the wire is doing."""

    is_listening: bool = False
    is_printer_away: bool = False
    connections: int = 0


class Relay:
    """Accepts tills and carries each to the printer, in threads of its own."""

    def __init__(
        self,
        listen: Address,
        printer: Address,
        *,
        ears: Ears,
        gate: Callable[[Ear], Gate],
        changed: Callable[[RelayState], None] = lambda _state: None,
        away_s: float = _AWAY_S,
    ) -> None:
        """``away_s`` is how often a printer that is away is looked for."""
        self._listen = listen
        self._printer = printer
        self._ears = ears
        self._gate = gate
        self._changed = changed
        self._away_s = away_s
        self._lock = Lock()
        self._lines: dict[TillLine, Thread] = {}
        self._state = RelayState()
        self._is_stopping = Event()
        self._is_away = Event()
        self._listener: socket.socket | None = None
        self._thread = Thread(target=self._run, name="relay", daemon=True)
        self.address = listen

    def start(self) -> None:
        """Begin to listen, if the printer is there. Raises ListenError."""
        if self._is_reachable():
            self._open()
        else:
            self._is_away.set()
        self._tell()
        self._thread.start()

    def stop(self) -> None:
        """Hear no more, and end what is being carried."""
        self._is_stopping.set()
        self._close()
        self._thread.join(_JOIN_S)
        # The printer may have come back at this very moment.
        self._close()
        with self._lock:
            lines = dict(self._lines)
        for line in lines:
            line.stop()
        for thread in lines.values():
            thread.join(_JOIN_S)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            if self._is_away.is_set():
                self._wait_for_printer()
            else:
                self._accept()
            self._ears.look_round()

    def _accept(self) -> None:
        listener = self._listener
        if listener is None:
            return
        try:
            till, address = listener.accept()
        except TimeoutError:
            return
        except OSError:
            # Closed by ``stop``, or the system is out of something: not in a hurry, then.
            self._is_stopping.wait(_LOOK_S)
            return
        till.settimeout(None)
        with self._lock:
            is_full = len(self._lines) >= MOST_LINES
        if is_full:
            _LOG.warning("too many connections", extra={"count": MOST_LINES})
            till.close()
            return
        self._carry(till, address[0])

    def _carry(self, till: socket.socket, host: str) -> None:
        ear = self._ears.lend(host)
        line = TillLine(till, self._gate(ear))

        def carry() -> None:
            try:
                line.carry(lambda: connect_to(self._printer.host, self._printer.port))
            except PrinterAway:
                _LOG.warning("the printer cannot be reached; the till is told")
                self._is_away.set()
            finally:
                self._ears.give_back(host, ear)
                with self._lock:
                    self._lines.pop(line, None)
                self._tell()

        thread = Thread(target=carry, name="relay-line", daemon=True)
        with self._lock:
            self._lines[line] = thread
        thread.start()
        self._tell()

    def _wait_for_printer(self) -> None:
        """Not listening, so that the till is refused as by a printer that is off."""
        if self._listener is not None and self._is_reachable():
            # It was away for one connection, and is back before we looked.
            self._is_away.clear()
            return
        self._close()
        self._tell()
        while not self._is_stopping.wait(self._away_s):
            if self._is_reachable():
                try:
                    self._open()
                except ListenError:
                    continue
                self._is_away.clear()
                _LOG.info("the printer is back")
                self._tell()
                return

    def _is_reachable(self) -> bool:
        try:
            connect_to(self._printer.host, self._printer.port, timeout_s=2.0).close()
        except OSError:
            return False
        return True

    def _open(self) -> None:
        try:
            listener = _listener(self.address)
        except OSError as error:
            raise ListenError(address=str(self.address), reason=type(error).__name__) from error
        listener.settimeout(_LOOK_S)
        self._listener = listener
        # Port 0 is whichever is free; the same one is taken again after the printer was away.
        self.address = Address(self._listen.host, listener.getsockname()[1])

    def _close(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone would leave ``accept`` waiting.
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _tell(self) -> None:
        with self._lock:
            state = RelayState(
                is_listening=self._listener is not None,
                is_printer_away=self._is_away.is_set(),
                connections=len(self._lines),
            )
            if state == self._state:
                return
            self._state = state
        self._changed(state)


def _listener(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # Without it a relay that was restarted would be refused its own port for a minute.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
        listener.listen(MOST_LINES)
    except OSError:
        listener.close()
        raise
    return listener
