from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.print_job import (
    ASKED_ABOUT,
    CLAIMABLE,
    JobNotAskedAboutError,
    JobState,
    PrintJob,
    PrintProblem,
    ReasonMissingError,
    Verdict,
    back_off,
)
from tests.support.slips import AT, job_of, sale_slip

LATER = AT + timedelta(hours=1)


def job_in(state: JobState) -> PrintJob:
    """A job in this state, with whatever problem it may have had."""
    return replace(job_of(sale_slip()), state=state, problem=PrintProblem.TOO_OLD)


def others(*states: JobState) -> list[JobState]:
    """All states but these."""
    return [state for state in JobState if state not in states]


def test_a_held_job_is_released_with_a_new_start() -> None:
    """Who said "print it" is not asked again because the slip is old."""
    released = job_in(JobState.HELD).released(LATER)
    expected = (JobState.QUEUED, LATER, None)
    assert (released.state, released.waiting_since, released.problem) == expected


@pytest.mark.parametrize("state", others(JobState.HELD))
def test_only_a_held_job_is_released(state: JobState) -> None:
    """An uncertain slip may be out already: it is printed again as a copy or not at all."""
    with pytest.raises(JobNotAskedAboutError):
        job_in(state).released(LATER)


@pytest.mark.parametrize("state", ASKED_ABOUT)
def test_a_person_may_confirm_what_is_asked_about(state: JobState) -> None:
    """Somebody looked: the slip is there."""
    confirmed = job_in(state).confirmed(LATER)
    assert (confirmed.state, confirmed.finished_at) == (JobState.PRINTED, LATER)


@pytest.mark.parametrize("state", others(*ASKED_ABOUT))
def test_nothing_else_is_confirmed(state: JobState) -> None:
    """Nobody can have seen a slip that has not been sent."""
    with pytest.raises(JobNotAskedAboutError):
        job_in(state).confirmed(LATER)


@pytest.mark.parametrize("state", ASKED_ABOUT | CLAIMABLE)
def test_what_waits_may_be_cancelled(state: JobState) -> None:
    """A slip that nobody wants is called off."""
    cancelled = job_in(state).cancelled(LATER, reason=" not  wanted ")
    assert (cancelled.state, cancelled.finished_at) == (JobState.CANCELLED, LATER)
    assert cancelled.reason == "not wanted"


def test_a_slip_is_called_off_for_a_reason() -> None:
    """Whoever asks later why there was none is told."""
    with pytest.raises(ReasonMissingError):
        job_in(JobState.QUEUED).cancelled(LATER, reason="  ")


@pytest.mark.parametrize("state", [*CLAIMABLE, JobState.HELD])
def test_what_waits_may_be_given_to_another_printer_and_back(state: JobState) -> None:
    """Where it came from is known as long as it is elsewhere."""
    moved = job_in(state).moved(LATER, to="fallback")
    assert (moved.printer, moved.moved_from, moved.state) == (
        "fallback",
        "receipt",
        JobState.QUEUED,
    )
    back = moved.moved(LATER, to="receipt")
    assert (back.printer, back.moved_from) == ("receipt", None)


@pytest.mark.parametrize("state", others(*CLAIMABLE, JobState.HELD))
def test_what_may_be_out_is_not_given_to_another_printer(state: JobState) -> None:
    """It would come out of both."""
    with pytest.raises(JobNotAskedAboutError):
        job_in(state).moved(LATER, to="fallback")


def test_a_copy_answers_the_question_about_its_slip() -> None:
    """Only a slip that is asked about has a question."""
    copied = job_in(JobState.UNCERTAIN).copied(LATER)
    assert (copied.state, copied.finished_at) == (JobState.CANCELLED, LATER)
    with pytest.raises(JobNotAskedAboutError):
        job_in(JobState.PRINTED).copied(LATER)


def test_a_slip_that_nobody_wanted_can_be_wanted_after_all() -> None:
    """It was never sent, so it is no copy; one that was sent is another matter."""
    dropped = job_in(JobState.QUEUED).cancelled(LATER, reason="mistake")
    wanted = dropped.wanted(LATER)
    assert (wanted.state, wanted.reason, wanted.finished_at) == (JobState.QUEUED, None, None)
    with pytest.raises(JobNotAskedAboutError):
        replace(dropped, attempts=1).wanted(LATER)


@pytest.mark.parametrize("state", others(*ASKED_ABOUT, *CLAIMABLE))
def test_what_is_under_way_or_done_is_not_cancelled(state: JobState) -> None:
    """Bytes cannot be called back."""
    with pytest.raises(JobNotAskedAboutError):
        job_in(state).cancelled(LATER, reason=" not  wanted ")


def test_a_reprint_is_a_new_job_marked_as_a_copy() -> None:
    """Two slips for one sale can be told apart."""
    reprint = job_in(JobState.UNCERTAIN).reprint(id="job-2", copy_number=1, now=LATER)
    assert (reprint.state, reprint.copy_of, reprint.facts.copy_number) == (
        JobState.QUEUED,
        "job-1",
        1,
    )
    assert (reprint.created_at, reprint.waiting_since) == (LATER, LATER)


def test_a_reprint_of_a_reprint_points_to_the_original() -> None:
    """All copies of a slip are found from the first one."""
    first = job_in(JobState.PRINTED).reprint(id="job-2", copy_number=1, now=LATER)
    second = first.reprint(id="job-3", copy_number=2, now=LATER)
    assert (second.copy_of, second.facts.copy_number) == ("job-1", 2)


@pytest.mark.parametrize(
    ("state", "finished_at"), [(JobState.PRINTED, LATER), (JobState.UNCERTAIN, None)]
)
def test_a_verdict_finishes_only_what_is_finished(state: JobState, finished_at: object) -> None:
    """A job that waits for a person has no end yet."""
    job = Verdict(state, LATER, 12, PrintProblem.OFFLINE).applied(job_of(sale_slip()))
    assert (job.state, job.accepted_bytes, job.finished_at) == (state, 12, finished_at)


def test_the_printer_is_left_alone_longer_each_time_up_to_a_minute() -> None:
    """A printer that is off is not hammered, and one that comes back is found within a minute."""
    seconds = [back_off(failures).total_seconds() for failures in range(8)]
    assert seconds == [0, 2, 5, 15, 30, 60, 60, 60]


def test_a_printer_that_waits_for_paper_is_asked_often_for_two_minutes() -> None:
    """Whoever put it in sees the slip come out."""
    problem = PrintProblem.PAPER_OUT
    waits = [back_off(failures, problem).total_seconds() for failures in range(30)]
    assert waits[:4] == [0, 2, 5, 5]
    assert sum(waits[:26]) == pytest.approx(122)
    assert waits[-3:] == [30, 30, 30]
