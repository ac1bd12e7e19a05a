import sys

import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.address import WindowsAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.line import LineError
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult
from pos_loyalty.printing.transports.windows import (
    WindowsTransport,
    win32print,
    windows_printers,
)
from tests.support.windows_spooler import (
    OFFLINE,
    PAPER_OUT,
    PRINTED,
    PRINTING,
    FakeWin32Print,
)

PRINTOUT = Printout("slip-1", b"\x1b@Punkte", "Punkte\n", lambda: b"PNG")
_SIZE = len(PRINTOUT.data)


def _transport(api: FakeWin32Print) -> WindowsTransport:
    short = Timeouts(send_s=0.1, answer_s=0.1)
    return WindowsTransport(WindowsAddress("Receipts"), short, load=lambda: api)


def test_what_is_out_of_the_queue_is_sent_and_no_more() -> None:
    """The spooler asked no printer: the slip is sent, unconfirmed."""
    api = FakeWin32Print("Receipts", course=(0x8, PRINTING, PRINTED))
    assert _transport(api).send(PRINTOUT) == SendResult(accepted_bytes=_SIZE)
    api = FakeWin32Print("Receipts")
    assert _transport(api).send(PRINTOUT) == SendResult(accepted_bytes=_SIZE)
    assert api.printed == PRINTOUT.data
    assert api.calls == ["page", "end of page", "end of document"]


@pytest.mark.parametrize(
    ("course", "accepted", "problem"),
    [
        ((OFFLINE,), 0, PrintProblem.OFFLINE),
        ((PAPER_OUT,), 0, PrintProblem.PAPER_OUT),
        ((PRINTING, PRINTING | PAPER_OUT), _SIZE, PrintProblem.PAPER_OUT),
        ((0x1,), 0, PrintProblem.QUEUE_STOPPED),
        ((0x2,), 0, PrintProblem.ERROR),
        ((0x8,), 0, PrintProblem.NOT_ANSWERING),
    ],
)
def test_a_job_that_does_not_get_out_is_deleted(
    course: tuple[int, ...], accepted: int, problem: PrintProblem
) -> None:
    """Else it would come out unmarked; where it was being printed, a person is asked."""
    api = FakeWin32Print("Receipts", course=course)
    result = _transport(api).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=accepted, problem=problem)
    assert api.deleted == [1]
    assert (api.jobs, api.printed, api.handles) == ({}, b"", 0)


def test_a_job_that_cannot_be_deleted_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is still in the queue, and may come out."""
    api = FakeWin32Print("Receipts", course=(OFFLINE,))

    def refuse(*_arguments: object) -> None:
        raise api.error(5)

    monkeypatch.setattr(api, "SetJob", refuse)
    result = _transport(api).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.OFFLINE)


def test_a_spooler_that_takes_half_a_slip_prints_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a slip in the queue is dropped, whether it said so or failed."""
    api = FakeWin32Print("Receipts")
    api.takes = 3
    result = _transport(api).send(PRINTOUT)
    assert (result.accepted_bytes > 0, result.problem) == (True, PrintProblem.CONNECTION_LOST)
    assert (api.deleted, api.printed) == ([1], b"")

    def fail(*_arguments: object) -> None:
        raise api.error(1)

    monkeypatch.setattr(api, "EndDocPrinter", fail)
    api.takes = None
    result = _transport(api).send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.CONNECTION_LOST)
    assert api.printed == b""


@pytest.mark.parametrize(
    ("status", "attributes", "expected"),
    [
        (0, 0, Condition(PrinterState.UNKNOWN)),
        (0x400, 0, Condition(PrinterState.PRINTING)),
        (0x10, 0, Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)),
        (0x400010, 0, Condition(PrinterState.TROUBLE, PrintProblem.COVER_OPEN)),
        (0x80, 0, Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)),
        (0x1, 0, Condition(PrinterState.TROUBLE, PrintProblem.QUEUE_STOPPED)),
        (0, 0x400, Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)),
    ],
)
def test_the_queue_says_how_it_is(status: int, attributes: int, expected: Condition) -> None:
    """And one in trouble gets nothing that it would print when the trouble is over."""
    api = FakeWin32Print("Receipts")
    api.status, api.attributes = status, attributes
    assert _transport(api).status() == expected
    if expected.problem is not None:
        refused = SendResult(accepted_bytes=0, problem=expected.problem)
        assert _transport(api).send(PRINTOUT) == refused
        assert api.jobs == {}
    assert api.handles == 0


def test_a_printer_that_may_not_be_used_is_forbidden() -> None:
    """Windows says no, which is another thing than a printer that is not there."""
    api = FakeWin32Print("Receipts")
    api.refusal = 5
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.FORBIDDEN)
    assert _transport(api).send(PRINTOUT) == refused
    assert _transport(api).status().problem is PrintProblem.FORBIDDEN


def test_a_spooler_that_fails_accepts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there is a job, nothing can come out."""
    api = FakeWin32Print("Receipts")

    def fail(*_arguments: object) -> None:
        raise api.error(1722)

    for call in "StartDocPrinter", "GetPrinter":
        monkeypatch.setattr(api, call, fail)
        result = _transport(api).send(PRINTOUT)
        assert result == SendResult(accepted_bytes=0, problem=PrintProblem.NOT_ANSWERING)
    assert _transport(api).status().problem is PrintProblem.NOT_ANSWERING


def test_printers_are_listed_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Windows answers; elsewhere there are none."""
    api = FakeWin32Print("Receipts")
    assert windows_printers(lambda: api) == ("Receipts",)

    def fail(*_arguments: object) -> None:
        raise api.error(1722)

    monkeypatch.setattr(api, "EnumPrinters", fail)
    assert windows_printers(lambda: api) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has what is missed here")
def test_other_systems_have_no_such_printers() -> None:
    """An address that was copied from a till with Windows is told as what it is."""
    with pytest.raises(LineError) as failed:
        win32print()
    assert failed.value.problem is PrintProblem.UNSUPPORTED
    assert windows_printers() == ()
    transport = WindowsTransport(WindowsAddress("Receipts"))
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.UNSUPPORTED)
    assert transport.send(PRINTOUT) == refused
    assert transport.status() == Condition(PrinterState.TROUBLE, PrintProblem.UNSUPPORTED)
