"""Every way to a printer keeps one promise, whatever the printer does at the other end.

A slip arrives whole and once; a send that failed says truthfully whether a byte was taken; only
what was confirmed is confirmed; and afterwards the way is closed, and open for the next slip.
"""

import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from pos_loyalty.domain.print_job import PrinterOutageError, PrinterState, PrintProblem
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import words_for
from pos_loyalty.printing.address import CupsAddress, NetworkAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile, profile
from pos_loyalty.printing.transports.cups import CupsTransport, cups_queues
from pos_loyalty.printing.transports.folder import FolderTransport, VirtualTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult
from tests.support import print_server as servers
from tests.support import printer_rigs as rigs
from tests.support import printers
from tests.support.print_server import PrintServer
from tests.support.printer_rigs import Rig
from tests.support.printers import Behavior, Mechanism

PRINTOUT = Printout("slip-1", b"\x1b@" + bytes(range(32, 256)) * 20, "Punkte\n", lambda: b"PNG")
_SECOND = replace(PRINTOUT, name="slip-2", data=b"\x1b@Zweiter Bon\n")
_SIZE = len(PRINTOUT.data)
_PATIENT = Timeouts(connect_s=10, ask_s=10, send_s=10, answer_s=10)
_SHORT = Timeouts(connect_s=10, ask_s=0.15, send_s=0.15, whole_s=2, answer_s=0.15)
_ASKED = re.compile(rb"\x10\x04[\x01\x02\x04]")
_PAPER_OUT_UNASKED = b"\x18\x00\x0c\x00"
_PAPER_LOW_UNASKED = b"\x10\x00\x03\x00"

GENERIC = profile("generic-80")
EPSON = profile("tm-t88")
SILENT = replace(GENERIC, confirmation=Confirmation.NONE)

ONE_WAY = ("cups", "windows", "file", "virtual")
TWO_WAY = ("network", "usb", "serial", "device")

OpenRig = Callable[..., Rig]

_RIGS: dict[str, Callable[..., AbstractContextManager[Rig]]] = {
    "network": rigs.network_rig,
    "usb": rigs.usb_rig,
    "serial": rigs.serial_rig,
    "device": rigs.device_rig,
    "windows": rigs.windows_rig,
}


@pytest.fixture(scope="module")
def server() -> Iterator[PrintServer]:
    """A real print server, which knows nothing of the one that this computer may have."""
    if servers.MISSING:
        pytest.skip("the system has no print server with a way to the network")
    with servers.print_server() as running:
        yield running


@pytest.fixture
def open_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenRig]:
    """Makes printers of any kind, and switches them off after the test."""
    with ExitStack() as stack:

        def opened(name: str, behavior: Behavior | None = None) -> Rig:
            how = () if behavior is None else (behavior,)
            if name == "file":
                return rigs.folder_rig(tmp_path / "slips", FolderTransport)
            if name == "virtual":
                return rigs.folder_rig(tmp_path / "spool", VirtualTransport)
            if name == "cups":
                running: PrintServer = request.getfixturevalue("server")
                return stack.enter_context(rigs.cups_rig(running, *how))
            return stack.enter_context(_RIGS[name](*how))

        yield opened


# A folder that cannot be written to is told to the log as well.
_FOLDERS = [
    pytest.param(way, marks=pytest.mark.expected_log("slip folder cannot be written"))
    for way in ("file", "virtual")
]
every_way = pytest.mark.parametrize("way", [*TWO_WAY, *ONE_WAY])
two_way = pytest.mark.parametrize("way", TWO_WAY)


# What holds for every way


@every_way
def test_a_slip_arrives_whole_and_once(way: str, open_rig: OpenRig) -> None:
    """The printer gets exactly the bytes; and is confirmed only where somebody can say so."""
    rig = open_rig(way)
    result = rig.make(GENERIC, _PATIENT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, confirmed=rig.confirms)
    assert rig.printed() == PRINTOUT.data


@every_way
def test_slips_come_out_in_their_order(way: str, open_rig: OpenRig) -> None:
    """One slip leaves nothing behind that spoils the next."""
    rig = open_rig(way)
    transport = rig.make(GENERIC, _PATIENT)
    for slip in PRINTOUT, _SECOND:
        assert transport.send(slip).problem is None
    assert rig.printed() == PRINTOUT.data + _SECOND.data


@every_way
def test_asking_prints_nothing_and_finds_no_trouble(way: str, open_rig: OpenRig) -> None:
    """How a printer is can be asked as often as somebody looks at the top bar."""
    rig = open_rig(way)
    condition = rig.make(GENERIC, _PATIENT).status()
    assert condition.problem is None
    assert condition.state in {PrinterState.READY, PrinterState.UNKNOWN}
    assert rig.printed() == b""


@every_way
def test_nothing_stays_open(way: str, open_rig: OpenRig) -> None:
    """Printers take few connections: after each slip and each question the way is given back."""
    rig = open_rig(way)
    transport = rig.make(EPSON, _PATIENT)
    before = rigs.open_descriptors()
    transport.send(PRINTOUT)
    transport.status()
    assert rig.loose_ends() == []
    if way != "network":
        # At the other end of a connection sits this process as well.
        assert rigs.open_descriptors() == before


@pytest.mark.parametrize("way", [*TWO_WAY, "cups", "windows", *_FOLDERS])
def test_an_absent_printer_accepts_nothing(
    way: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Switched off is the one case that may be tried again without asking; words say what it is."""
    if way == "cups":
        request.getfixturevalue("server")
    transport = rigs.absent_ways(tmp_path, EPSON, _SHORT)[way]()
    result = transport.send(PRINTOUT)
    assert (result.accepted_bytes, result.confirmed) == (0, False)
    folder = way in {"file", "virtual"}
    assert result.problem is (PrintProblem.FOLDER if folder else PrintProblem.UNREACHABLE)
    for language, said in (("en", "The sale is safe"), ("de", "Der Einkauf ist sicher")):
        assert said in message_for(PrinterOutageError(problem=result.problem), words_for(language))
    if not folder:
        assert transport.status() == Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)


# What holds where the printer can answer


@two_way
def test_a_printer_that_knows_process_ids_is_asked_by_id(way: str, open_rig: OpenRig) -> None:
    """Its answer comes when printing is complete, and is no other slip's."""
    rig = open_rig(way)
    transport = rig.make(EPSON, _PATIENT)
    assert transport.send(PRINTOUT).confirmed
    assert transport.send(_SECOND).confirmed
    assert rig.printed() == PRINTOUT.data + _SECOND.data


@two_way
def test_an_older_printer_confirms_by_status(way: str, open_rig: OpenRig) -> None:
    """A model that ignores process ids is asked in the way that it knows."""
    rig = open_rig(way, printers.older)
    transport = rig.make(EPSON, replace(_PATIENT, answer_s=1.2))
    assert transport.send(PRINTOUT) == SendResult(accepted_bytes=_SIZE, confirmed=True)


@two_way
@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (printers.COVER_OPEN, PrintProblem.COVER_OPEN),
        (printers.PAPER_OUT, PrintProblem.PAPER_OUT),
    ],
)
def test_a_printer_that_is_not_ready_gets_nothing(
    way: str, condition: dict[int, int], problem: PrintProblem, open_rig: OpenRig
) -> None:
    """What it does not get, it cannot print hours later beside the copy; then it gets it."""
    rig = open_rig(way)
    rig.mechanism.condition = condition
    transport = rig.make(EPSON, _PATIENT)
    assert transport.send(PRINTOUT) == SendResult(accepted_bytes=0, problem=problem)
    assert transport.status() == Condition(PrinterState.TROUBLE, problem)
    rig.mechanism.condition = printers.READY
    assert transport.send(PRINTOUT).confirmed
    assert rig.printed() == PRINTOUT.data


@two_way
def test_a_printer_that_should_answer_and_does_not_gets_nothing(
    way: str, open_rig: OpenRig
) -> None:
    """Some say nothing while their cover is open, and buffer what they are sent."""
    rig = open_rig(way, printers.mute)
    result = rig.make(EPSON, _SHORT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.NOT_ANSWERING)
    assert rig.printed() == b""


@two_way
def test_silence_after_the_slip_is_no_confirmation(way: str, open_rig: OpenRig) -> None:
    """The bytes were taken; whether paper came out nobody knows."""
    rig = open_rig(way, printers.mute)
    result = rig.make(GENERIC, _SHORT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.NOT_ANSWERING)
    assert rig.make(GENERIC, _SHORT).status() == Condition(PrinterState.UNKNOWN)


@two_way
def test_a_printer_that_cannot_answer_is_not_asked(way: str, open_rig: OpenRig) -> None:
    """Where the shop says that its printer never answers, nothing but the slip is sent."""
    rig = open_rig(way, printers.mute)
    assert rig.make(SILENT, _PATIENT).send(PRINTOUT) == SendResult(accepted_bytes=_SIZE)
    rig.printed()
    assert b"".join(rig.mechanism.jobs) == PRINTOUT.data


@two_way
def test_a_printer_that_hangs_with_full_buffers_lets_us_go(way: str, open_rig: OpenRig) -> None:
    """More than the line can hold is not waited for without end, and not called delivered."""
    rig = open_rig(way, printers.hanging)
    long = replace(PRINTOUT, data=bytes(16_000_000))
    result = rig.make(GENERIC, _SHORT).send(long)
    assert 0 < result.accepted_bytes < len(long.data)
    assert result.problem is PrintProblem.NOT_ANSWERING


@two_way
def test_a_slow_printer_is_waited_for(way: str, open_rig: OpenRig) -> None:
    """More than the line holds at once goes out as the printer takes it, and is confirmed."""
    taken = Event()

    def slow(printer: Mechanism, connection: socket.socket) -> None:
        for _ in range(2000):
            printer.received += connection.recv(7)
        taken.set()
        printers.answering(printer, connection)

    rig = open_rig(way, slow)
    long = replace(PRINTOUT, data=PRINTOUT.data * 100)
    result = rig.make(GENERIC, _PATIENT).send(long)
    assert result == SendResult(accepted_bytes=len(long.data), confirmed=True)
    assert taken.is_set()
    assert rig.printed() == long.data


@two_way
def test_a_printer_unplugged_in_the_midst_is_noticed(way: str, open_rig: OpenRig) -> None:
    """Some of the bytes may be on paper: a person is asked, and the slip is not tried again."""
    unplug = Event()

    def goes(printer: Mechanism, connection: socket.socket) -> None:
        printer.received += connection.recv(200)
        unplug.set()
        connection.shutdown(socket.SHUT_RDWR)

    rig = open_rig(way, goes)
    long = replace(PRINTOUT, data=bytes(16_000_000))
    result = rig.make(GENERIC, _PATIENT).send(long)
    assert unplug.is_set()
    assert result.accepted_bytes > 0
    assert not result.confirmed
    assert result.problem is PrintProblem.CONNECTION_LOST


@two_way
def test_after_it_was_unplugged_the_printer_is_absent(way: str, open_rig: OpenRig) -> None:
    """The next slip meets a printer that is not there, in words and without a byte."""
    rig = open_rig(way)
    transport = rig.make(EPSON, _PATIENT)
    assert transport.send(PRINTOUT).confirmed
    rig.unplug()
    result = transport.send(_SECOND)
    assert result.accepted_bytes == 0
    assert result.problem in {PrintProblem.UNREACHABLE, PrintProblem.CONNECTION_LOST}
    assert transport.status().problem is result.problem


@two_way
def test_after_silence_the_next_slip_goes_out(way: str, open_rig: OpenRig) -> None:
    """A printer that comes back is spoken to as if nothing had been."""
    rig = open_rig(way)
    rig.mechanism.silent = True
    result = rig.make(GENERIC, replace(_PATIENT, answer_s=0.2)).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.NOT_ANSWERING)
    rig.mechanism.silent = False
    assert rig.make(GENERIC, _PATIENT).send(_SECOND).confirmed
    assert rig.printed() == PRINTOUT.data + _SECOND.data


@two_way
@pytest.mark.parametrize("kind", [GENERIC, EPSON], ids=["generic", "epson"])
def test_what_a_printer_says_unasked_is_no_answer(
    way: str, kind: PrinterProfile, open_rig: OpenRig
) -> None:
    """Automatic status comes between question and answer, and neither hides nor replaces it."""
    rig = open_rig(way)
    rig.mechanism.unasked = _PAPER_LOW_UNASKED
    transport = rig.make(kind, _PATIENT)
    assert transport.send(PRINTOUT) == SendResult(accepted_bytes=_SIZE, confirmed=True)
    assert transport.status().problem is None


@two_way
def test_what_a_printer_says_unasked_confirms_nothing(way: str, open_rig: OpenRig) -> None:
    """Three of its four bytes look like the answer that is waited for."""
    rig = open_rig(way)
    rig.mechanism.unasked, rig.mechanism.silent = _PAPER_LOW_UNASKED, True
    result = rig.make(GENERIC, _SHORT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.NOT_ANSWERING)


@two_way
def test_what_a_printer_says_unasked_is_believed(way: str, open_rig: OpenRig) -> None:
    """One that gives no answers but reports that its paper is out has not printed."""
    rig = open_rig(way)
    rig.mechanism.unasked, rig.mechanism.silent = _PAPER_OUT_UNASKED, True
    transport = rig.make(GENERIC, replace(_SHORT, ask_s=0.4, answer_s=0.4))
    result = transport.send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.PAPER_OUT)
    assert transport.status() == Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)


@two_way
def test_paper_that_ends_in_the_midst_is_told(way: str, open_rig: OpenRig) -> None:
    """A printer that had paper before the slip and has none after it is asked for the reason."""

    def runs_out(printer: Mechanism, connection: socket.socket) -> None:
        """Answers in real time only, and has no paper once the slip is in."""
        answered = 0
        while more := connection.recv(4096):
            printer.received += more
            condition = printers.PAPER_OUT if b"\x1b@" in printer.received else printers.READY
            for topic in _ASKED.findall(printer.received)[answered:]:
                answered += 1
                connection.sendall(bytes((condition[topic[-1]],)))

    rig = open_rig(way, runs_out)
    result = rig.make(EPSON, replace(_PATIENT, answer_s=0.2)).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.PAPER_OUT)


@two_way
def test_a_printer_that_prints_is_not_disturbed(way: str, open_rig: OpenRig) -> None:
    """Most printers take one connection: who asks meanwhile hears that it is printing."""
    reached, answer = Event(), Event()

    def slow(printer: Mechanism, connection: socket.socket) -> None:
        printer.received += connection.recv(4096)
        reached.set()
        answer.wait(10)
        printers.answering(printer, connection)

    rig = open_rig(way, slow)
    transport = rig.make(GENERIC, _PATIENT)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(transport.send, PRINTOUT)
        assert reached.wait(10)
        assert transport.status() == Condition(PrinterState.PRINTING)
        answer.set()
        assert sending.result(20).confirmed


# What holds for print servers of the system


def test_a_stopped_queue_gets_nothing(server: PrintServer) -> None:
    """It would take the slip, and print it when somebody starts the queue."""
    with printers.printer(printers.mute) as behind:
        queue = server.queue_to(behind.address)
        transport = CupsTransport(CupsAddress(queue), _PATIENT)
        server.stop(queue)
        refused = SendResult(accepted_bytes=0, problem=PrintProblem.QUEUE_STOPPED)
        assert transport.send(PRINTOUT) == refused
        assert transport.status() == Condition(PrinterState.TROUBLE, PrintProblem.QUEUE_STOPPED)
        assert server.open_jobs(queue) == ""
        server.resume(queue)
        assert transport.send(_SECOND) == SendResult(accepted_bytes=len(_SECOND.data))
        behind.stop()
        assert behind.printed() == _SECOND.data


def test_a_queue_that_takes_nothing_gets_nothing(server: PrintServer) -> None:
    """Nothing has left us: the slip may be tried again."""
    queue = server.queue_to(printers.absent())
    server.reject(queue)
    result = CupsTransport(CupsAddress(queue), _PATIENT).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.QUEUE_STOPPED)


def test_a_dead_printer_behind_a_queue_prints_nothing_later(server: PrintServer) -> None:
    """The server took the slip; it is taken back, so that it does not come out unmarked."""
    address = printers.absent()
    queue = server.queue_to(address)
    transport = CupsTransport(CupsAddress(queue), replace(_PATIENT, send_s=1))
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)
    assert transport.send(PRINTOUT) == refused
    assert server.open_jobs(queue) == ""
    with printers.printer(printers.mute, port=address.port) as behind:
        assert transport.send(_SECOND) == SendResult(accepted_bytes=len(_SECOND.data))
        behind.stop()
        assert behind.printed() == _SECOND.data


def test_a_printer_behind_a_queue_that_hangs_lets_us_go(server: PrintServer) -> None:
    """Bytes have left the server: a person is asked, and the rest is taken back."""
    with printers.printer(printers.hanging) as behind:
        queue = server.queue_to(behind.address)
        transport = CupsTransport(CupsAddress(queue), replace(_PATIENT, whole_s=3))
        result = transport.send(replace(PRINTOUT, data=bytes(16_000_000)))
        assert result.accepted_bytes > 0
        assert result.problem is PrintProblem.CONNECTION_LOST
        assert server.open_jobs(queue) == ""


def test_a_printer_behind_a_queue_that_breaks_off_is_noticed(server: PrintServer) -> None:
    """The server would begin the slip anew in a while, unmarked: it is not let."""
    with printers.printer(printers.hangs_up) as behind:
        queue = server.queue_to(behind.address)
        long = replace(PRINTOUT, data=bytes(16_000_000))
        result = CupsTransport(CupsAddress(queue), _PATIENT).send(long)
        assert result.accepted_bytes > 0
        assert result.problem is PrintProblem.CONNECTION_LOST
        assert server.open_jobs(queue) == ""


def test_queues_are_listed_with_their_devices(server: PrintServer) -> None:
    """What is set up on this computer is proposed, by the name that the settings take."""
    address = NetworkAddress("127.0.0.1", 9109)
    queue = server.queue_to(address)
    assert (queue, "socket://127.0.0.1:9109") in cups_queues()
