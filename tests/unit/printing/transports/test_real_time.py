import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.transports.real_time import (
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    QUESTIONS,
    condition_of,
    condition_unasked,
)
from pos_loyalty.printing.transports.transport import Condition


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({PRINTER: 0x12, OFFLINE_CAUSE: 0x12, PAPER: 0x12}, Condition(PrinterState.READY)),
        ({}, Condition(PrinterState.READY)),
        ({PAPER: 0x1E}, Condition(PrinterState.PAPER_LOW)),
        ({PAPER: 0x7E}, Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)),
        ({OFFLINE_CAUSE: 0x32}, Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)),
        (
            {PRINTER: 0x1A, OFFLINE_CAUSE: 0x16, PAPER: 0x7E},
            Condition(PrinterState.TROUBLE, PrintProblem.COVER_OPEN),
        ),
        ({OFFLINE_CAUSE: 0x52}, Condition(PrinterState.TROUBLE, PrintProblem.ERROR)),
        ({PRINTER: 0x1A}, Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)),
    ],
)
def test_answers_are_told_as_what_a_person_can_remedy(
    answers: dict[int, int], expected: Condition
) -> None:
    """Close the cover first, then look for paper."""
    assert condition_of(answers) == expected


def test_questions_are_asked_in_real_time() -> None:
    """The printer answers them whatever it is doing."""
    assert QUESTIONS == {1: b"\x10\x04\x01", 2: b"\x10\x04\x02", 4: b"\x10\x04\x04"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (b"\x14\0\0\x0f", Condition(PrinterState.READY)),
        (b"\x10\0\x03\0", Condition(PrinterState.PAPER_LOW)),
        (b"\x18\0\x0f\0", Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)),
        (b"\x38\0\x0f\0", Condition(PrinterState.TROUBLE, PrintProblem.COVER_OPEN)),
        (b"\x18\x08\0\0", Condition(PrinterState.TROUBLE, PrintProblem.ERROR)),
        (b"\x18\0\0\0", Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)),
    ],
)
def test_what_a_printer_says_unasked_is_read_as_well(values: bytes, expected: Condition) -> None:
    """The four bytes of automatic status have their own places for paper and cover."""
    assert condition_unasked(values) == expected
