"""What printers answer at once, whatever else they are doing: paper, cover, errors."""

from collections.abc import Mapping
from types import MappingProxyType

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.transports.transport import Condition

PRINTER, OFFLINE_CAUSE, PAPER = 1, 2, 4
_FIXED_BITS, _FIXED_VALUE = 0x93, 0x12
_OFFLINE = 0x08
_COVER_OPEN, _STOPPED_FOR_PAPER, _ERROR = 0x04, 0x20, 0x40
_PAPER_NEAR_END, _PAPER_END = 0x0C, 0x60


@dataclass(frozen=True, slots=True)
class Question:
    """A real-time status request (``DLE EOT``), answered with one byte."""

    request: bytes

    @staticmethod
    def answer(heard: bytes) -> int | None:
        """The first byte that can be a status."""
        return next((byte for byte in heard if byte & _FIXED_BITS == _FIXED_VALUE), None)


QUESTIONS: Mapping[int, Question] = MappingProxyType(
    {topic: Question(b"\x10\x04" + bytes((topic,))) for topic in (PRINTER, OFFLINE_CAUSE, PAPER)}
)


def condition_of(answers: Mapping[int, int]) -> Condition:
    """What the answers say together; the cause that a person can remedy first."""
    printer, cause, paper = (answers.get(topic, 0) for topic in (PRINTER, OFFLINE_CAUSE, PAPER))
    if cause & _COVER_OPEN:
        return Condition(PrinterState.TROUBLE, PrintProblem.COVER_OPEN)
    if paper & _PAPER_END or cause & _STOPPED_FOR_PAPER:
        return Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)
    if cause & _ERROR or printer & _OFFLINE:
        return Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)
    if paper & _PAPER_NEAR_END:
        return Condition(PrinterState.PAPER_LOW)
    return Condition(PrinterState.READY)
