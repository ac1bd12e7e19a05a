from dataclasses import replace

import pytest

from pos_loyalty.domain.print_job import (
    JobNotAskedAboutError,
    JobState,
    PrintJob,
    PrintProblem,
)
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.services.printouts import Printouts, UnknownJobError
from tests.support.shop import Shop, scratch_shop


class _Desk:
    """A shop whose queue a person looks at, and how often the spooler was nudged."""

    def __init__(self) -> None:
        self.shop: Shop = scratch_shop()
        self.member = self.shop.enroll(given_name="Anna")
        self.nudges = 0
        self.drawn: list[SlipFacts] = []
        self.printouts = Printouts(
            self.shop.application.store, self.shop.clock, draw=self._draw, changed=self._nudge
        )

    def queued(self, state: JobState = JobState.QUEUED) -> PrintJob:
        """A slip in the given state."""
        self.shop.wait(seconds=1)
        job = replace(self.shop.job(self.shop.sell(self.member, "5.00")), state=state)
        with self.shop.application.store.begin() as work:
            work.print_jobs.put(job)
            work.commit()
        return job

    def state(self, job: PrintJob) -> JobState:
        """Where a slip stands now."""
        with self.shop.application.store.read() as reading:
            found = reading.print_jobs.job(job.id)
        assert found is not None
        return found.state

    def jobs(self) -> list[PrintJob]:
        """All slips, newest first."""
        with self.shop.application.store.read() as reading:
            return [listed.job for listed in reading.print_jobs.latest_jobs(100)]

    def _draw(self, facts: SlipFacts) -> bytes:
        self.drawn.append(facts)
        return b"picture"

    def _nudge(self) -> None:
        self.nudges += 1


def test_questions_come_first_then_what_waits_then_what_is_done() -> None:
    """Whoever opens the list sees first what waits for an answer."""
    desk = _Desk()
    states = (JobState.PRINTED, JobState.QUEUED, JobState.HELD, JobState.UNCERTAIN)
    jobs = {state: desk.queued(state) for state in states}
    listed = desk.printouts.queue()
    assert [slip.job_id for slip in listed] == [
        jobs[state].id
        for state in (JobState.HELD, JobState.UNCERTAIN, JobState.QUEUED, JobState.PRINTED)
    ]
    assert (listed[0].state, listed[0].member_name) == (JobState.HELD, "Anna")
    assert listed[0].at == jobs[JobState.HELD].facts.at


@pytest.mark.parametrize("state", [JobState.UNCERTAIN, JobState.HELD])
def test_a_person_says_that_it_came_out(state: JobState) -> None:
    """The question is answered, and asked no more."""
    desk = _Desk()
    job = desk.queued(state)
    desk.printouts.came_out(job.id)
    assert desk.state(job) is JobState.PRINTED
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.came_out(job.id)


def test_a_held_slip_is_released_and_the_spooler_told() -> None:
    """It waits anew from now on, so that it is not held again at once."""
    desk = _Desk()
    job = desk.queued(JobState.HELD)
    desk.printouts.print_now(job.id)
    (released,) = desk.jobs()
    assert (released.state, released.waiting_since) == (JobState.QUEUED, desk.shop.now)
    assert desk.nudges == 1


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.FAILED])
def test_a_waiting_slip_needs_a_nudge_only(state: JobState) -> None:
    """It is as it was; the printer is tried at once."""
    desk = _Desk()
    job = desk.queued(state)
    desk.printouts.print_now(job.id)
    assert desk.jobs() == [job]
    assert desk.nudges == 1


@pytest.mark.parametrize("state", [JobState.UNCERTAIN, JobState.PRINTED, JobState.SENDING])
def test_what_may_be_out_is_not_simply_printed_again(state: JobState) -> None:
    """A second paper of it is a copy, and has to say so."""
    desk = _Desk()
    job = desk.queued(state)
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.print_now(job.id)
    assert (desk.state(job), desk.nudges) == (state, 0)


def test_a_dropped_slip_is_never_printed() -> None:
    """Never mind is an answer; not while it is being sent."""
    desk = _Desk()
    job, sending = desk.queued(), desk.queued(JobState.SENDING)
    desk.printouts.drop(job.id)
    assert desk.state(job) is JobState.CANCELLED
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.drop(sending.id)


def test_copies_are_numbered_on_from_the_original() -> None:
    """A copy of a copy is the next copy of the original."""
    desk = _Desk()
    job = desk.queued(JobState.PRINTED)
    desk.printouts.print_again(job.id)
    first = desk.jobs()[0]
    desk.printouts.print_again(first.id)
    second = desk.jobs()[0]
    assert [copy.facts.copy_number for copy in (first, second)] == [1, 2]
    assert (first.copy_of, second.copy_of) == (job.id, job.id)
    assert first.facts == job.facts.copy(1)
    assert desk.state(job) is JobState.PRINTED
    assert desk.nudges == 2
    assert desk.printouts.queue()[0].copy_number in {1, 2}


def test_a_copy_answers_the_question_about_an_uncertain_slip() -> None:
    """Printed again, it is not asked about any more."""
    desk = _Desk()
    job = desk.queued(JobState.UNCERTAIN)
    desk.printouts.print_again(job.id)
    assert desk.state(job) is JobState.CANCELLED
    assert desk.jobs()[0].facts.copy_number == 1


def test_a_slip_is_shown_as_it_comes_out() -> None:
    """The picture is drawn from the kept facts."""
    desk = _Desk()
    job = desk.queued(JobState.HELD)
    assert desk.printouts.picture(job.id) == b"picture"
    assert desk.drawn == [job.facts]


def test_a_problem_is_listed_with_its_slip() -> None:
    """People see why it is not out."""
    desk = _Desk()
    job = desk.queued(JobState.FAILED)
    with desk.shop.application.store.begin() as work:
        work.print_jobs.put(replace(job, problem=PrintProblem.PAPER_OUT))
        work.commit()
    assert desk.printouts.queue()[0].problem is PrintProblem.PAPER_OUT


def test_an_answer_about_no_slip_is_refused() -> None:
    """Each question is about a slip that there is."""
    desk = _Desk()
    printouts = desk.printouts
    for ask in (
        printouts.came_out,
        printouts.print_now,
        printouts.drop,
        printouts.print_again,
        printouts.picture,
    ):
        with pytest.raises(UnknownJobError):
            ask("unheard-of")
    assert desk.nudges == 0
