"""A relay between a till and a printer, all on loopback ports, for the length of a test."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Condition, Event
from time import monotonic

from pos_loyalty.gateway.relay import Address, Relay
from pos_loyalty.gateway.relay_ears import Ear, Ears
from pos_loyalty.gateway.relay_gate import Gate, OpenGate
from pos_loyalty.printing.address import NetworkAddress
from pos_loyalty.printing.till_jobs import TillJob

_PATIENCE_S = 10.0


class Heard:
    """The jobs that were heard; a test can wait for as many as it expects."""

    def __init__(self) -> None:
        self.jobs: list[TillJob] = []
        self._came = Condition()

    def __call__(self, job: TillJob) -> None:
        with self._came:
            self.jobs.append(job)
            self._came.notify_all()

    def wait_for(self, count: int) -> list[TillJob]:
        """So many jobs, as soon as they are there."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.jobs) >= count, _PATIENCE_S)
            return list(self.jobs)


@contextmanager
def relaying(
    printer: NetworkAddress,
    heard: Callable[[TillJob], None],
    *,
    gate: Callable[[Ear], Gate] = OpenGate,
    away_s: float = 0.02,
) -> Iterator[Relay]:
    """A relay in front of this printer, on any port."""
    relay = Relay(
        Address("127.0.0.1", 0),
        Address(printer.host, printer.port),
        ears=Ears(lambda: "", heard),
        gate=gate,
        away_s=away_s,
    )
    relay.start()
    try:
        yield relay
    finally:
        relay.stop()


@contextmanager
def till(relay: Relay) -> Iterator[socket.socket]:
    """A till that is connected to it."""
    with till_at(relay.address) as connection:
        yield connection


@contextmanager
def till_at(address: Address) -> Iterator[socket.socket]:
    """A till that is connected to this address."""
    where = (address.host, address.port)
    with closing(socket.create_connection(where, timeout=_PATIENCE_S)) as connection:
        yield connection


def said_to(connection: socket.socket) -> bytes:
    """All that a till hears until the other side has said its last word."""
    heard = b""
    while more := connection.recv(65536):
        heard += more
    return heard


def ended(connection: socket.socket) -> None:
    """A till says its last word, and waits until the printer has said its own."""
    connection.shutdown(socket.SHUT_WR)
    said_to(connection)


def eventually(holds: Callable[[], bool]) -> None:
    """Returns as soon as it holds, in another process or thread that tells nobody."""
    pause, until = Event(), monotonic() + _PATIENCE_S
    while not holds():
        assert monotonic() < until, "it never came to hold"
        pause.wait(0.005)
