import socket
from dataclasses import replace

import pytest

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile, profile
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import SendResult
from tests.support import printers
from tests.support.printers import Mechanism

PRINTOUT = Printout("slip-1", b"\x1b@" + b"Punkte\n" * 100, "Punkte\n", lambda: b"PNG")
GENERIC = profile("generic-80")
EPSON = profile("tm-t88")
SILENT = replace(GENERIC, confirmation=Confirmation.NONE)
_PATIENT = Timeouts(connect_s=10, ask_s=10, send_s=10, answer_s=10)


def test_nothing_surrounds_the_slip_but_the_question() -> None:
    """Before its first byte nothing is sent to a printer that cannot be asked; after it, one."""
    with printers.printer(printers.answering) as server:
        NetworkTransport(server.address, GENERIC, _PATIENT).send(PRINTOUT)
        server.stop()
        assert server.jobs == [PRINTOUT.data + b"\x1dr\x01"]


def test_each_slip_has_a_connection_of_its_own() -> None:
    """A printer that hangs on to one serves nobody else until it is switched off."""
    with printers.printer(printers.answering, condition=printers.READY) as server:
        transport = NetworkTransport(server.address, EPSON, _PATIENT)
        for _ in range(3):
            assert transport.send(PRINTOUT).confirmed
        server.stop()
        assert len(server.jobs) == 3


@pytest.mark.parametrize("kind", [GENERIC, SILENT], ids=["generic", "silent"])
def test_a_printer_that_hangs_up_is_noticed(kind: PrinterProfile) -> None:
    """A connection cut in the midst leaves no error behind unless one looks for it."""
    with printers.printer(printers.hangs_up) as server:
        result = NetworkTransport(server.address, kind, _PATIENT).send(PRINTOUT)
    assert result.accepted_bytes > 0
    assert result.problem is PrintProblem.CONNECTION_LOST
    assert not result.confirmed


def test_a_printer_that_says_good_bye_is_not_waited_for() -> None:
    """It took all of it and hung up without a word: nobody knows, and waiting tells no more."""

    def leaves(printer: Mechanism, connection: socket.socket) -> None:
        while b"\x1dr\x01" not in printer.received:
            printer.received += connection.recv(4096)

    with printers.printer(leaves) as server:
        result = NetworkTransport(server.address, GENERIC, _PATIENT).send(PRINTOUT)
    lost = SendResult(accepted_bytes=len(PRINTOUT.data), problem=PrintProblem.CONNECTION_LOST)
    assert result == lost


def test_a_printer_that_turns_us_away_when_asked_gets_nothing() -> None:
    """Hung up before the slip was begun is as good as absent."""
    with printers.printer(printers.turns_away) as server:
        result = NetworkTransport(server.address, EPSON, _PATIENT).send(PRINTOUT)
    assert result.accepted_bytes == 0
    assert result.problem is PrintProblem.CONNECTION_LOST


def test_no_two_slips_are_asked_after_by_the_same_id() -> None:
    """The answer to a slip that was given up may come when the next one is waited for."""
    with printers.printer(printers.answering, condition=printers.READY) as server:
        transport = NetworkTransport(server.address, EPSON, _PATIENT)
        for _ in range(8):
            transport.send(PRINTOUT)
        server.stop()
        assert len({job[-4:] for job in server.jobs}) > 1
