import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.transports.real_time import (
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    QUESTIONS,
    condition_of,
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
        ({OFFLINE_CAUSE: 0x52}, Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)),
        ({PRINTER: 0x1A}, Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE)),
    ],
)
def test_answers_are_told_as_what_a_person_can_remedy(
    answers: dict[int, int], expected: Condition
) -> None:
    """Close the cover first, then look for paper."""
    assert condition_of(answers) == expected


def test_only_a_byte_that_can_be_a_status_is_one() -> None:
    """What the printer says unasked is not taken for an answer."""
    question = QUESTIONS[PAPER]
    assert question.request == b"\x10\x04\x04"
    assert question.answer(b"\x00\x14\x7e") == 0x7E
    assert question.answer(b"\x00\xff") is None
