from dataclasses import replace

import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile, profile
from pos_loyalty.printing.transports.line import Line, LineError
from pos_loyalty.printing.transports.line_transport import LineTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult
from tests.support.scripted_line import ScriptedLine

PRINTOUT = Printout("slip-1", b"\x1b@" + bytes(98), "Punkte\n", lambda: b"PNG")
GENERIC = profile("generic-80")
EPSON = profile("tm-t88")
SILENT = replace(GENERIC, confirmation=Confirmation.NONE)
_SHORT = Timeouts(connect_s=0.1, ask_s=0.05, send_s=0.05, whole_s=0.2, answer_s=0.05)


def _transport(line: Line, kind: PrinterProfile = GENERIC) -> LineTransport:
    return LineTransport(lambda _timeout_s: line, kind, _SHORT)


def test_what_has_not_left_this_computer_is_taken_back() -> None:
    """Nothing was printed and nothing will be: the slip may be tried again on its own."""
    line = ScriptedLine()
    line.kept = 100
    result = _transport(line).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.NOT_ANSWERING)
    assert (line.discarded, line.closed) == (100, True)


def test_what_has_left_in_part_is_not_taken_for_nothing() -> None:
    """Some of it may be on paper."""
    line = ScriptedLine()
    line.kept = 60
    result = _transport(line).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=40, problem=PrintProblem.NOT_ANSWERING)


def test_what_the_system_does_not_give_back_counts_as_sent() -> None:
    """Not every driver drops what it holds when it is told to."""
    line = ScriptedLine()
    line.kept, line.can_discard = 100, False
    result = _transport(line).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=100, problem=PrintProblem.NOT_ANSWERING)


def test_a_line_that_broke_gives_nothing_back() -> None:
    """What the system says of a line that is gone is worth nothing."""

    class Broken(ScriptedLine):
        def unsent(self) -> int:
            raise LineError(PrintProblem.CONNECTION_LOST)

    result = _transport(Broken()).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=100, problem=PrintProblem.CONNECTION_LOST)


@pytest.mark.parametrize("kind", [GENERIC, EPSON])
def test_a_line_without_answer_is_asked_nothing(kind: PrinterProfile) -> None:
    """Its slips are sent, and nobody can say more; how it is, neither."""
    line = ScriptedLine()
    line.hears = False
    assert _transport(line, kind).send(PRINTOUT) == SendResult(accepted_bytes=100)
    assert _transport(line, kind).status() == Condition(PrinterState.UNKNOWN)
    assert line.written == PRINTOUT.data


def test_an_answer_that_says_paper_out_is_no_confirmation() -> None:
    """The slip was worked off where there was no paper to put it on."""
    line = ScriptedLine(reply=lambda said: b"\x0c" if said == b"\x1dr\x01" else b"")
    result = _transport(line).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=100, problem=PrintProblem.PAPER_OUT)


def test_a_way_that_cannot_be_opened_is_told_as_it_is() -> None:
    """Somebody else's printer, a missing right: nothing was sent, and the words say why."""

    def refuse(_timeout_s: float) -> Line:
        raise LineError(PrintProblem.OCCUPIED)

    transport = LineTransport(refuse, GENERIC, _SHORT)
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.OCCUPIED)
    assert transport.send(PRINTOUT) == refused
    assert transport.status() == Condition(PrinterState.TROUBLE, PrintProblem.OCCUPIED)


def test_a_line_that_somebody_else_holds_for_a_moment_is_waited_for() -> None:
    """Two commands of ours at one cable print one after the other."""
    tries = 0

    def once_occupied(_timeout_s: float) -> Line:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise LineError(PrintProblem.OCCUPIED)
        return ScriptedLine()

    transport = LineTransport(once_occupied, SILENT, replace(_SHORT, connect_s=10))
    assert transport.send(PRINTOUT) == SendResult(accepted_bytes=100)


def test_the_line_is_closed_when_the_conversation_fails() -> None:
    """Even where our own code does."""

    class Failing(ScriptedLine):
        def write(self, data: bytes, timeout_s: float) -> int:
            raise ZeroDivisionError

    line = Failing()
    with pytest.raises(ZeroDivisionError):
        _transport(line).send(PRINTOUT)
    assert line.closed
    assert _transport(ScriptedLine(), SILENT).send(PRINTOUT).problem is None
