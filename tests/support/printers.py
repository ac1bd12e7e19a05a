"""Printers on a loopback port, well-behaved and not."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread

from pos_loyalty.printing.address import NetworkAddress

_PROCESS_ID = b"\x1d(H\x06\x0000"
_REQUEST_STATUS = b"\x1dr\x01"
_BEGINNING = b"\x1b@"
_QUESTIONS = re.compile(rb"\x10\x04[\x01\x02\x04]|\x1d\(H\x06\x0000....|\x1dr\x01", re.DOTALL)
READY = {1: 0x12, 2: 0x12, 4: 0x12}
COVER_OPEN = {1: 0x1A, 2: 0x16, 4: 0x12}
PAPER_OUT = {1: 0x1A, 2: 0x32, 4: 0x72}

Behavior = Callable[["Mechanism", socket.socket], None]


class Mechanism:
    """What is the same in all printers, whatever they are connected by.

    ``condition`` is what it answers to real-time questions; without one it does not.
    ``unasked`` is what it says of itself before each answer; when ``silent``, instead of it.
    """

    def __init__(self, behavior: Behavior, *, condition: dict[int, int] | None = None) -> None:
        self.behavior = behavior
        self.condition = condition
        self.unasked = b""
        self.silent = False
        self.jobs: list[bytes] = []
        self.received = b""
        self.released = Event()

    def serve(self, connection: socket.socket) -> None:
        """One connection, from its first byte to its end."""
        connection.settimeout(5)
        self.received = b""
        with suppress(OSError):
            self.behavior(self, connection)
        self.jobs.append(self.received)

    def printed(self) -> bytes:
        """All that it got, without what it was asked."""
        return _QUESTIONS.sub(b"", b"".join(self.jobs))


class LoopbackPrinter(Mechanism):
    """A TCP server that behaves like one printer, one connection after the other."""

    def __init__(
        self, behavior: Behavior, *, condition: dict[int, int] | None = None, port: int = 0
    ) -> None:
        """``port`` is where it is switched on; 0 takes any."""
        super().__init__(behavior, condition=condition)
        self._server = socket.create_server(("127.0.0.1", port))
        self._thread = Thread(target=self._serve, name="loopback-printer", daemon=True)

    @property
    def address(self) -> NetworkAddress:
        return NetworkAddress("127.0.0.1", self._server.getsockname()[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the printer, once all that it was sent has been noted; again is no harm."""
        if self.released.is_set():
            return
        self.released.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self.released.is_set():
            try:
                connection, _peer = self._server.accept()
            except OSError:
                return
            with closing(connection):
                self.serve(connection)


@contextmanager
def printer(
    behavior: Behavior, *, condition: dict[int, int] | None = None, port: int = 0
) -> Iterator[LoopbackPrinter]:
    """A printer for the length of a test."""
    server = LoopbackPrinter(behavior, condition=condition, port=port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def absent() -> NetworkAddress:
    """An address where nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return NetworkAddress("127.0.0.1", server.getsockname()[1])


def answering(server: Mechanism, connection: socket.socket) -> None:
    """Prints, and answers whatever it is asked."""
    _converse(server, connection, process_ids=True)


def older(server: Mechanism, connection: socket.socket) -> None:
    """Prints, but has never heard of process ids."""
    _converse(server, connection, process_ids=False)


def mute(server: Mechanism, connection: socket.socket) -> None:
    """Takes everything and never says a word."""
    while more := connection.recv(4096):
        server.received += more


def hanging(server: Mechanism, connection: socket.socket) -> None:
    """Accepts the connection, and that is all."""
    with connection:
        server.released.wait(30)


def hangs_up(server: Mechanism, connection: socket.socket) -> None:
    """Takes some bytes and goes, with the rest still on its way."""
    server.received += connection.recv(200)
    _go(connection)


def cuts_off(server: Mechanism, connection: socket.socket) -> None:
    """Says how it is when asked, and goes as soon as a slip has begun."""
    seen = 0
    while _BEGINNING not in server.received:
        more = connection.recv(200)
        if not more:
            return
        server.received += more
        while (answer := _next_answer(server, seen, process_ids=True)) is not None:
            seen, reply = answer
            connection.sendall(reply)
    _go(connection)


def turns_away(server: Mechanism, connection: socket.socket) -> None:
    """Hangs up before a single byte, politely."""


def _go(connection: socket.socket) -> None:
    """With the rest still on its way: the other end meets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def _converse(server: Mechanism, connection: socket.socket, *, process_ids: bool) -> None:
    seen = 0
    while more := connection.recv(4096):
        server.received += more
        while (answer := _next_answer(server, seen, process_ids=process_ids)) is not None:
            seen, reply = answer
            connection.sendall(server.unasked + (b"" if server.silent else reply))


def _next_answer(server: Mechanism, seen: int, *, process_ids: bool) -> tuple[int, bytes] | None:
    data = server.received
    found: list[tuple[int, int, bytes]] = []
    for topic, value in (server.condition or {}).items():
        at = data.find(bytes((0x10, 4, topic)), seen)
        if at >= 0:
            found.append((at, at + 3, bytes((value,))))
    at = data.find(_PROCESS_ID, seen)
    if process_ids and at >= 0 and len(data) >= at + len(_PROCESS_ID) + 4:
        end = at + len(_PROCESS_ID) + 4
        found.append((at, end, b"\x37\x22" + data[end - 4 : end] + b"\0"))
    at = data.find(_REQUEST_STATUS, seen)
    if at >= 0:
        found.append((at, at + len(_REQUEST_STATUS), b"\x00"))
    if not found:
        return None
    _at, end, reply = min(found)
    return end, reply
