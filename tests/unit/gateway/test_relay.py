import socket
from contextlib import closing
from threading import Event, Thread

import pytest

from pos_loyalty.gateway.relay import MOST_LINES, Address, ListenError, Relay, RelayState
from pos_loyalty.gateway.relay_ears import Ear, Ears
from pos_loyalty.gateway.relay_gate import BlockGate, Gate, Wanted
from pos_loyalty.printing.till_jobs import TillJob
from tests.support.printers import (
    READY,
    LoopbackPrinter,
    Mechanism,
    absent,
    answering,
    hanging,
    hangs_up,
    mute,
    printer,
)
from tests.support.relaying import Heard, ended, eventually, relaying, said_to, till
from tests.support.till_receipts import ASK_PAPER, BY_NAME, MANNERS, Sold, only_dots

BAKERY = BY_NAME["bakery"]


class _NeverAnswers:
    """A terminal that is dead: whoever asks it waits as long as he may."""

    def is_wanted(self, job: TillJob) -> bool:
        return bool(job.lines)

    def block(self, wanted: Wanted, within_s: float) -> bytes:
        Event().wait(within_s)
        return b""


def test_the_printer_gets_what_the_till_sends() -> None:
    """Every byte of every receipt, in order, and the jobs are heard beside it."""
    heard = Heard()
    sent = [manner.print(Sold()) for manner in MANNERS if manner.cuts]
    sent.append(only_dots(Sold()))
    with printer(mute) as real, relaying(real.address, heard) as relay:
        for data in sent:
            with till(relay) as connection:
                connection.sendall(data)
                ended(connection)
        jobs = heard.wait_for(len(sent))
    assert b"".join(real.jobs) == b"".join(sent)
    assert sum(job.is_unreadable for job in jobs) == 1


def test_answers_come_back() -> None:
    """A till that asks for paper is answered by the printer, and by nobody else."""
    with (
        printer(answering, condition=READY) as real,
        relaying(real.address, Heard()) as relay,
        till(relay) as connection,
    ):
        connection.sendall(ASK_PAPER)
        assert connection.recv(10) == b"\x12"
        # The same connection goes on after a while of nothing.
        connection.sendall(b"\x1dr\x01")
        assert connection.recv(10) == b"\x00"
        ended(connection)


def test_a_till_that_has_said_its_last_word_is_still_answered() -> None:
    """Half of a connection may end before the other half."""

    def answers_late(mechanism: Mechanism, connection: socket.socket) -> None:
        while more := connection.recv(4096):
            mechanism.received += more
        connection.sendall(b"done")

    with (
        printer(answers_late) as real,
        relaying(real.address, Heard()) as relay,
        till(relay) as connection,
    ):
        connection.sendall(b"abc")
        connection.shutdown(socket.SHUT_WR)
        assert said_to(connection) == b"done"
    assert real.printed() == b"abc"


def test_a_printer_that_hangs_up_is_a_printer_that_hangs_up() -> None:
    """The till sees a broken connection, as it would without us."""
    with (
        printer(hangs_up) as real,
        relaying(real.address, Heard()) as relay,
        till(relay) as connection,
        pytest.raises(ConnectionError),
    ):
        _pour(connection, 1_000_000_000)


def test_a_till_that_breaks_off_is_broken_off_at_the_printer() -> None:
    """A crashed till does not look like one that has finished."""
    broken = Event()

    def notes(_mechanism: Mechanism, connection: socket.socket) -> None:
        try:
            while connection.recv(4096):
                pass
        except ConnectionResetError:
            broken.set()

    with printer(notes) as real, relaying(real.address, Heard()) as relay:
        with till(relay) as connection:
            connection.sendall(b"abc")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        assert broken.wait(10)


def test_a_printer_that_takes_nothing_stops_the_till_as_ever() -> None:
    """What is under way is bounded: a till is held up by its printer and not by our memory."""
    with (
        printer(hanging) as real,
        relaying(real.address, Heard()) as relay,
        till(relay) as connection,
    ):
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            _pour(connection, 50_000_000)


@pytest.mark.expected_log("cannot be reached")
def test_without_a_printer_the_till_is_refused() -> None:
    """Nobody listens while the printer is away; when it is back, so are we, at the same place."""
    heard = Heard()
    with printer(mute) as first, relaying(first.address, heard) as relay:
        with till(relay) as connection:
            connection.sendall(b"abc")
            ended(connection)
        port = first.address.port
        first.stop()
        # The first one to come finds out; it is told by a connection that breaks.
        _refused(relay)
        with printer(mute, port=port) as again:
            _accepted(relay)
            with till(relay) as connection:
                connection.sendall(BAKERY.print(Sold()))
                ended(connection)
            heard.wait_for(1)
        assert again.printed() == BAKERY.print(Sold())


def test_a_printer_that_was_never_there_is_waited_for() -> None:
    """The relay may be switched on before the printer."""
    states: list[RelayState] = []
    away = absent()
    relay = Relay(
        Address("127.0.0.1", 0),
        Address(away.host, away.port),
        ears=Ears(lambda: "", lambda _job: None),
        gate=lambda _ear: pytest.fail("nobody connects"),
        changed=states.append,
        away_s=0.02,
    )
    relay.start()
    relay.stop()
    assert [state.is_printer_away for state in states] == [True]


def test_a_terminal_that_is_dead_holds_a_cut_for_a_moment() -> None:
    """The receipt comes out whole, cut included, whoever does not answer."""

    def gate(ear: Ear) -> Gate:
        return BlockGate(ear, _NeverAnswers())

    with printer(mute) as real, relaying(real.address, Heard(), gate=gate) as relay:
        with till(relay) as connection:
            connection.sendall(BAKERY.print(Sold()))
            ended(connection)
        with till(relay) as connection:
            # Half a cut, and the rest never comes: it is let go by itself.
            connection.sendall(b"SUMME\n\x1d")
            ended(connection)
    assert real.printed() == BAKERY.print(Sold()) + b"SUMME\n\x1d"


def test_half_a_cut_is_let_go_after_a_moment() -> None:
    """The printer gets the held byte though the till says nothing more."""
    got_all = Event()

    def waits(mechanism: Mechanism, connection: socket.socket) -> None:
        while more := connection.recv(4096):
            mechanism.received += more
            if mechanism.received.endswith(b"\x1d"):
                got_all.set()

    def gate(ear: Ear) -> Gate:
        return BlockGate(ear, _NeverAnswers())

    with (
        printer(waits) as real,
        relaying(real.address, Heard(), gate=gate) as relay,
        till(relay) as connection,
    ):
        connection.sendall(b"SUMME\n\x1d")
        assert got_all.wait(10)


def test_a_port_that_is_taken_is_said_to_be() -> None:
    """Another program prints there already."""
    with printer(mute) as real, closing(socket.create_server(("127.0.0.1", 0))) as taken:
        relay = Relay(
            Address("127.0.0.1", taken.getsockname()[1]),
            Address(real.address.host, real.address.port),
            ears=Ears(lambda: "", lambda _job: None),
            gate=lambda _ear: pytest.fail("nobody connects"),
        )
        with pytest.raises(ListenError):
            relay.start()


@pytest.mark.expected_log("too many connections")
def test_connections_are_bounded() -> None:
    """A till that leaks connections is told so by the one that is too many."""
    with _crowd() as real, relaying(real.address, Heard()) as relay:
        connections = [socket.create_connection(_where(relay)) for _ in range(MOST_LINES)]
        for connection in connections:
            connection.sendall(b"a")
        with till(relay) as late:
            assert said_to(late) == b""
        for connection in connections:
            connection.close()


def _pour(connection: socket.socket, most_bytes: int) -> None:
    sent = 0
    while sent < most_bytes:
        sent += connection.send(b"x" * 65_536)


def _where(relay: Relay) -> tuple[str, int]:
    return relay.address.host, relay.address.port


def _refused(relay: Relay) -> None:
    """Returns as soon as nobody listens there."""
    eventually(lambda: not _is_heard(relay))


def _accepted(relay: Relay) -> None:
    """Returns as soon as somebody listens there."""
    eventually(lambda: _is_heard(relay))


def _is_heard(relay: Relay) -> bool:
    try:
        socket.create_connection(_where(relay), timeout=5).close()
    except ConnectionError:
        return False
    return True


class _crowd:  # noqa: N801 - used as a function
    """A printer that takes many connections at once, and says nothing."""

    def __enter__(self) -> LoopbackPrinter:
        self._held: list[socket.socket] = []

        def hold(_mechanism: Mechanism, connection: socket.socket) -> None:
            self._held.append(connection.dup())

        self._printer = LoopbackPrinter(hold)
        self._printer.start()
        return self._printer

    def __exit__(self, *_error: object) -> None:
        self._printer.stop()
        for connection in self._held:
            connection.close()


def test_stopping_ends_everything() -> None:
    """A till that is connected is cut off, and no thread stays behind."""
    with printer(mute) as real, relaying(real.address, Heard()) as relay:
        connection = socket.create_connection(_where(relay))
        connection.sendall(b"abc")
        eventually(lambda: real.received == b"abc")
        ender = Thread(target=relay.stop)
        ender.start()
        assert said_to(connection) == b""
        ender.join()
        connection.close()
