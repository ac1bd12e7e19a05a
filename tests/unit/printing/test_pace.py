from datetime import timedelta

import pytest

from pos_loyalty.domain.print_job import JobState, PrintProblem, Verdict
from pos_loyalty.printing.pace import Pace, judged
from pos_loyalty.printing.transports.transport import SendResult
from tests.support.slips import AT

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (SendResult(100, confirmed=True), JobState.PRINTED),
        (SendResult(100), JobState.UNCONFIRMED),
        (SendResult(0, problem=PrintProblem.UNREACHABLE), JobState.FAILED),
        (SendResult(0, problem=PrintProblem.PAPER_OUT), JobState.FAILED),
        (SendResult(1, problem=PrintProblem.CONNECTION_LOST), JobState.UNCERTAIN),
        (SendResult(100, problem=PrintProblem.NOT_ANSWERING), JobState.UNCERTAIN),
    ],
)
def test_only_a_slip_of_which_nothing_was_accepted_has_failed(
    result: SendResult, state: JobState
) -> None:
    """One byte that left us may be printed one day: such a slip is never sent again unasked."""
    expected = Verdict(state, AT, result.accepted_bytes, result.problem)
    assert judged(result, AT) == expected


def test_a_printer_in_trouble_rests_longer_each_time() -> None:
    """Two seconds after the first failure, a minute after the fifth."""
    pace, rests = Pace(), []
    for _ in range(6):
        pace = pace.after_trouble(AT)
        rests.append(pace.rests(AT))
    assert rests == [seconds * SECOND for seconds in (2, 5, 15, 30, 60, 60)]


def test_a_rest_comes_to_its_end() -> None:
    """Then the printer may be spoken to, but is asked first."""
    pace = Pace().after_trouble(AT)
    assert pace.rests(AT + SECOND) == SECOND
    assert pace.rests(AT + 2 * SECOND) is None
    assert pace.in_doubt


def test_a_clock_set_back_does_not_prolong_a_rest() -> None:
    """Somebody who corrects the clock by a day does not stop the printer for one."""
    pace = Pace().after_trouble(AT)
    assert pace.rests(AT - timedelta(days=1)) == 2 * SECOND


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.UNCERTAIN])
def test_what_did_not_come_out_slows_us_down(state: JobState) -> None:
    """The next slip might fare the same."""
    assert Pace().after(Verdict(state, AT)).rests(AT) == 2 * SECOND


@pytest.mark.parametrize("state", [JobState.PRINTED, JobState.UNCONFIRMED])
def test_success_forgives_everything(state: JobState) -> None:
    """A printer that works is not asked any more."""
    assert Pace(4, AT + SECOND).after(Verdict(state, AT)) == Pace()


def test_a_person_in_a_hurry_ends_the_rest_but_not_the_doubt() -> None:
    """Try again means now; whether the printer is back is still asked."""
    pace = Pace().after_trouble(AT).hurried()
    assert pace.rests(AT) is None
    assert pace.in_doubt
