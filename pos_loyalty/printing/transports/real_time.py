"""What printers say of themselves, whatever else they are doing: paper, cover, errors."""

from collections.abc import Mapping
from types import MappingProxyType

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.transports.transport import Condition

PRINTER, OFFLINE_CAUSE, PAPER = 1, 2, 4
_OFFLINE = 0x08
_COVER_OPEN, _STOPPED_FOR_PAPER, _ERROR = 0x04, 0x20, 0x40
_PAPER_NEAR_END, _PAPER_END = 0x0C, 0x60

_AUTOMATIC_COVER_OPEN, _AUTOMATIC_ERRORS = 0x20, 0x2C
_AUTOMATIC_NEAR_END, _AUTOMATIC_PAPER_END = 0x03, 0x0C

QUESTIONS: Mapping[int, bytes] = MappingProxyType(
    {topic: b"\x10\x04" + bytes((topic,)) for topic in (PRINTER, OFFLINE_CAUSE, PAPER)}
)
"""Real-time status requests (``DLE EOT``), each answered with one byte."""


def condition_of(answers: Mapping[int, int]) -> Condition:
    """What the answers say together; the cause that a person can remedy first."""
    printer, cause, paper = (answers.get(topic, 0) for topic in (PRINTER, OFFLINE_CAUSE, PAPER))
    return _condition(
        cover_open=bool(cause & _COVER_OPEN),
        paper_out=bool(paper & _PAPER_END or cause & _STOPPED_FOR_PAPER),
        broken=bool(cause & _ERROR),
        offline=bool(printer & _OFFLINE),
        paper_low=bool(paper & _PAPER_NEAR_END),
    )


def condition_unasked(values: bytes) -> Condition:
    """What the four bytes of an automatic status say."""
    printer, errors, paper, _reserved = values
    return _condition(
        cover_open=bool(printer & _AUTOMATIC_COVER_OPEN),
        paper_out=bool(paper & _AUTOMATIC_PAPER_END),
        broken=bool(errors & _AUTOMATIC_ERRORS),
        offline=bool(printer & _OFFLINE),
        paper_low=bool(paper & _AUTOMATIC_NEAR_END),
    )


def _condition(
    *, cover_open: bool, paper_out: bool, broken: bool, offline: bool, paper_low: bool
) -> Condition:
    found = (
        (cover_open, PrintProblem.COVER_OPEN),
        (paper_out, PrintProblem.PAPER_OUT),
        (broken, PrintProblem.ERROR),
        (offline, PrintProblem.OFFLINE),
    )
    for is_so, problem in found:
        if is_so:
            return Condition(PrinterState.TROUBLE, problem)
    if paper_low:
        return Condition(PrinterState.PAPER_LOW)
    return Condition(PrinterState.READY)
