"""All transports keep one promise: they say how many bytes left us, and never raise or hang."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.address import NetworkAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile, profile
from pos_loyalty.printing.transports.folder import FolderTransport, VirtualTransport
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult, Transport
from tests.support import printers
from tests.support.printers import LoopbackPrinter

PRINTOUT = Printout("slip-1", b"\x1b@" + b"Punkte\n" * 100, "Punkte\n", lambda: b"PNG")
_SIZE = len(PRINTOUT.data)
_SHORT = Timeouts(connect_s=2, ask_s=0.2, send_s=0.2, answer_s=0.2)
_PATIENT = Timeouts(connect_s=5, ask_s=5, send_s=5, answer_s=5)

GENERIC = profile("generic-80")
EPSON = profile("tm-t88")
SILENT = replace(GENERIC, confirmation=Confirmation.NONE)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Printers that are switched off after the test."""
    with ExitStack() as opened:
        yield opened


def network(
    server: LoopbackPrinter | NetworkAddress, kind: PrinterProfile, timeouts: Timeouts = _PATIENT
) -> NetworkTransport:
    """The way to a printer on the network."""
    address = server.address if isinstance(server, LoopbackPrinter) else server
    return NetworkTransport(address, kind, timeouts)


@pytest.fixture(params=["folder", "virtual", "network"])
def healthy(request: pytest.FixtureRequest, tmp_path: Path, stack: ExitStack) -> Transport:
    """Each kind of transport, with a printer that does what it should."""
    if request.param == "folder":
        return FolderTransport(tmp_path / "slips")
    if request.param == "virtual":
        return VirtualTransport(tmp_path / "spool")
    return network(
        stack.enter_context(printers.printer(printers.answering, condition=printers.READY)), GENERIC
    )


def test_a_healthy_printer_confirms(healthy: Transport) -> None:
    """Sent means that the printer, or a transport that cannot fail, has said so."""
    assert healthy.send(PRINTOUT) == SendResult(accepted_bytes=_SIZE, confirmed=True)


def test_a_transport_sends_more_than_once(healthy: Transport) -> None:
    """One slip leaves nothing behind that spoils the next."""
    healthy.send(PRINTOUT)
    assert healthy.send(replace(PRINTOUT, name="slip-2")).confirmed


def test_status_is_no_trouble_with_a_healthy_printer(healthy: Transport) -> None:
    """Asking prints nothing and finds nothing wrong."""
    assert healthy.status().problem is None


@pytest.mark.parametrize("kind", [GENERIC, EPSON, SILENT], ids=["generic", "epson", "silent"])
def test_an_absent_printer_accepts_nothing(kind: PrinterProfile) -> None:
    """Switched off is the one case that may be tried again without asking."""
    transport = network(printers.absent(), kind)
    expected = SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)
    assert transport.send(PRINTOUT) == expected
    assert transport.status() == Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)


def test_the_slip_arrives_whole_and_alone(stack: ExitStack) -> None:
    """Before the slip's first byte nothing is sent; after its last only the question."""
    server = stack.enter_context(printers.printer(printers.answering))
    network(server, GENERIC).send(PRINTOUT)
    server.stop()
    assert server.jobs == [PRINTOUT.data + b"\x1dr\x01"]


def test_a_printer_that_knows_process_ids_is_asked_by_id(stack: ExitStack) -> None:
    """Its answer comes when printing is complete, which is more than bytes worked off."""
    server = stack.enter_context(printers.printer(printers.answering, condition=printers.READY))
    assert network(server, EPSON).send(PRINTOUT).confirmed
    server.stop()
    (job,) = server.jobs
    assert job[:-4].endswith(PRINTOUT.data + b"\x1d(H\x06\x0000")


def test_an_older_printer_confirms_by_status(stack: ExitStack) -> None:
    """A model that ignores process ids is asked in the way that it knows."""
    server = stack.enter_context(printers.printer(printers.older, condition=printers.READY))
    transport = network(server, EPSON, Timeouts(connect_s=5, ask_s=5, send_s=5, answer_s=0.4))
    assert transport.send(PRINTOUT) == SendResult(accepted_bytes=_SIZE, confirmed=True)


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (printers.COVER_OPEN, PrintProblem.COVER_OPEN),
        (printers.PAPER_OUT, PrintProblem.PAPER_OUT),
    ],
)
def test_a_printer_that_is_not_ready_gets_nothing(
    stack: ExitStack, condition: dict[int, int], problem: PrintProblem
) -> None:
    """What it does not get, it cannot print hours later beside the copy."""
    server = stack.enter_context(printers.printer(printers.answering, condition=condition))
    transport = network(server, EPSON)
    assert transport.send(PRINTOUT) == SendResult(accepted_bytes=0, problem=problem)
    assert transport.status() == Condition(PrinterState.TROUBLE, problem)
    server.stop()
    assert not any(PRINTOUT.data in job for job in server.jobs)


def test_a_printer_that_should_answer_and_does_not_gets_nothing(stack: ExitStack) -> None:
    """Some say nothing while their cover is open, and buffer what they are sent."""
    server = stack.enter_context(printers.printer(printers.mute))
    result = network(server, EPSON, _SHORT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.NOT_ANSWERING)


@pytest.mark.parametrize("behavior", [printers.mute, printers.hanging])
def test_silence_after_the_slip_is_no_confirmation(
    stack: ExitStack, behavior: printers.Behavior
) -> None:
    """The network took the bytes; whether paper came out nobody knows."""
    server = stack.enter_context(printers.printer(behavior))
    result = network(server, GENERIC, _SHORT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.NOT_ANSWERING)


def test_a_printer_that_hangs_with_full_buffers_lets_us_go(stack: ExitStack) -> None:
    """More than the network can hold is not waited for without end."""
    server = stack.enter_context(printers.printer(printers.hanging))
    long = replace(PRINTOUT, data=bytes(32_000_000))
    result = network(server, GENERIC, _SHORT).send(long)
    assert 0 < result.accepted_bytes < len(long.data)
    assert result.problem is PrintProblem.NOT_ANSWERING


@pytest.mark.parametrize("kind", [GENERIC, SILENT], ids=["generic", "silent"])
def test_a_printer_that_hangs_up_is_noticed(stack: ExitStack, kind: PrinterProfile) -> None:
    """A connection cut in the midst leaves no error behind unless one looks for it."""
    server = stack.enter_context(printers.printer(printers.hangs_up))
    result = network(server, kind).send(PRINTOUT)
    assert result.accepted_bytes > 0
    assert result.problem is PrintProblem.CONNECTION_LOST
    assert not result.confirmed


def test_a_printer_that_cannot_answer_is_not_asked(stack: ExitStack) -> None:
    """Where the shop says that its printer never answers, nothing but the slip is sent."""
    server = stack.enter_context(printers.printer(printers.mute))
    assert network(server, SILENT).send(PRINTOUT) == SendResult(accepted_bytes=_SIZE)
    server.stop()
    assert server.jobs == [PRINTOUT.data]


@pytest.mark.expected_log("slip folder cannot be written")
def test_a_folder_that_cannot_be_written_accepts_nothing(tmp_path: Path) -> None:
    """A full or forbidden disk is an outage that waits for its end."""
    (tmp_path / "file").write_text("in the way")
    transport = FolderTransport(tmp_path / "file" / "slips")
    result = transport.send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.FOLDER)


def test_a_printer_that_turns_us_away_when_asked_gets_nothing(stack: ExitStack) -> None:
    """Hung up before the slip was begun is as good as absent."""
    server = stack.enter_context(printers.printer(printers.turns_away))
    result = network(server, EPSON).send(PRINTOUT)
    assert result.accepted_bytes == 0
    assert result.problem in {PrintProblem.CONNECTION_LOST, PrintProblem.NOT_ANSWERING}


def test_a_printer_that_prints_is_not_disturbed(stack: ExitStack) -> None:
    """Most printers take one connection: who asks meanwhile hears that it is printing."""
    reached = Event()

    def slow(server: LoopbackPrinter, connection: socket.socket) -> None:
        reached.set()
        printers.hanging(server, connection)

    server = stack.enter_context(printers.printer(slow))
    transport = network(server, GENERIC)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(transport.send, PRINTOUT)
        assert reached.wait(10)
        assert transport.status() == Condition(PrinterState.PRINTING)
        server.stop()
        assert not sending.result(10).confirmed
