import json
from dataclasses import replace
from itertools import count

import pytest

from pos_loyalty.domain.errors import KeyReusedError
from pos_loyalty.domain.print_job import (
    JobNotAskedAboutError,
    JobState,
    PrintJob,
    PrintProblem,
    ReasonMissingError,
)
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.services.printouts import Printouts, UnknownJobError, UnknownPrinterError
from tests.support.shop import CASHIER, Shop, scratch_shop


class _Desk:
    """A shop whose queue a person looks at, and how often the spooler was nudged."""

    def __init__(self) -> None:
        self.shop: Shop = scratch_shop()
        self.member = self.shop.enroll(given_name="Anna")
        self.nudges = 0
        self.drawn: list[SlipFacts] = []
        self.printers = ["receipt", "fallback"]
        self._keys = count(1)
        self.printouts = Printouts(
            self.shop.application.store,
            self.shop.clock,
            actor=lambda: CASHIER,
            draw=self._draw,
            changed=self._nudge,
            printers=lambda: frozenset(self.printers),
        )

    @property
    def key(self) -> str:
        """A key that no request had before."""
        return f"key-{next(self._keys)}"

    def log(self) -> list[tuple[str | None, dict[str, str]]]:
        """What stands in the log about slips: who, and what."""
        with self.shop.application.store.read() as reading:
            rows = reading.connection.execute(
                "SELECT body FROM outbox WHERE type = 'slip-answered' ORDER BY seq"
            ).all()
        bodies = [json.loads(row[0]) for row in rows]
        return [(body["staff"], body["data"]) for body in bodies]

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
    desk.printouts.came_out(key=desk.key, job_id=job.id)
    assert desk.state(job) is JobState.PRINTED
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.came_out(key=desk.key, job_id=job.id)


def test_a_held_slip_is_released_and_the_spooler_told() -> None:
    """It waits anew from now on, so that it is not held again at once."""
    desk = _Desk()
    job = desk.queued(JobState.HELD)
    desk.printouts.print_now(key=desk.key, job_id=job.id)
    (released,) = desk.jobs()
    assert (released.state, released.waiting_since) == (JobState.QUEUED, desk.shop.now)
    assert desk.nudges == 1


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.FAILED])
def test_a_waiting_slip_needs_a_nudge_only(state: JobState) -> None:
    """It is as it was; the printer is tried at once."""
    desk = _Desk()
    job = desk.queued(state)
    desk.printouts.print_now(key=desk.key, job_id=job.id)
    assert desk.jobs() == [job]
    assert desk.nudges == 1


@pytest.mark.parametrize("state", [JobState.UNCERTAIN, JobState.PRINTED, JobState.SENDING])
def test_what_may_be_out_is_not_simply_printed_again(state: JobState) -> None:
    """A second paper of it is a copy, and has to say so."""
    desk = _Desk()
    job = desk.queued(state)
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.print_now(key=desk.key, job_id=job.id)
    assert (desk.state(job), desk.nudges) == (state, 0)


def test_a_dropped_slip_is_never_printed() -> None:
    """Never mind is an answer; not while it is being sent."""
    desk = _Desk()
    job, sending = desk.queued(), desk.queued(JobState.SENDING)
    desk.printouts.drop(key=desk.key, job_id=job.id, reason="mistake")
    assert desk.state(job) is JobState.CANCELLED
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.drop(key=desk.key, job_id=sending.id, reason="mistake")


def test_copies_are_numbered_on_from_the_original() -> None:
    """A copy of a copy is the next copy of the original."""
    desk = _Desk()
    job = desk.queued(JobState.PRINTED)
    desk.printouts.print_again(key=desk.key, job_id=job.id)
    first = desk.jobs()[0]
    desk.printouts.print_again(key=desk.key, job_id=first.id)
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
    desk.printouts.print_again(key=desk.key, job_id=job.id)
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
    for ask in (printouts.came_out, printouts.print_now, printouts.print_again):
        with pytest.raises(UnknownJobError):
            ask(key=desk.key, job_id="unheard-of")
    with pytest.raises(UnknownJobError):
        printouts.drop(key=desk.key, job_id="unheard-of", reason="mistake")
    with pytest.raises(UnknownJobError):
        printouts.move(key=desk.key, job_id="unheard-of", to="fallback")
    with pytest.raises(UnknownJobError):
        printouts.picture("unheard-of")
    assert desk.nudges == 0


def test_a_repeated_answer_does_nothing_twice() -> None:
    """A press that counts double, or a call sent again, makes one copy."""
    desk = _Desk()
    job = desk.queued(JobState.PRINTED)
    for _ in range(3):
        desk.printouts.print_again(key="one", job_id=job.id)
    assert [each.facts.copy_number for each in desk.jobs()] == [1, 0]
    with pytest.raises(KeyReusedError):
        desk.printouts.came_out(key="one", job_id=job.id)
    assert len(desk.log()) == 1


def test_every_answer_is_in_the_log_under_a_name() -> None:
    """Whoever looks for a slip later finds who took it out, and why."""
    desk = _Desk()
    held, asked, waits = (
        desk.queued(state) for state in (JobState.HELD, JobState.UNCERTAIN, JobState.QUEUED)
    )
    desk.printouts.print_now(key=desk.key, job_id=held.id)
    desk.printouts.came_out(key=desk.key, job_id=asked.id)
    desk.printouts.drop(key=desk.key, job_id=waits.id, reason="not-wanted")
    assert [(who, data["job"], data["answer"]) for who, data in desk.log()] == [
        (CASHIER.staff_id, held.id, "print-now"),
        (CASHIER.staff_id, asked.id, "came-out"),
        (CASHIER.staff_id, waits.id, "drop"),
    ]
    assert desk.log()[-1][1]["reason"] == "not-wanted"


def test_a_reason_in_words_stays_on_the_till() -> None:
    """People write names; the log is kept for ever and names nobody."""
    desk = _Desk()
    job = desk.queued()
    desk.printouts.drop(key=desk.key, job_id=job.id, reason="  Frau Berger\nhat ihn  ")
    assert desk.jobs()[0].reason == "Frau Berger hat ihn"
    assert desk.log()[0][1]["reason"] == "other"
    assert desk.printouts.queue()[0].reason == "Frau Berger hat ihn"


def test_no_slip_is_dropped_without_a_reason() -> None:
    """It stays where it was."""
    desk = _Desk()
    job = desk.queued()
    with pytest.raises(ReasonMissingError):
        desk.printouts.drop(key=desk.key, job_id=job.id, reason=" ")
    assert desk.state(job) is JobState.QUEUED


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.FAILED, JobState.HELD])
def test_a_waiting_slip_is_given_to_the_other_printer(state: JobState) -> None:
    """As it is: no copy, for nothing of it is out."""
    desk = _Desk()
    job = desk.queued(state)
    desk.printouts.move(key=desk.key, job_id=job.id, to="fallback")
    (moved,) = desk.jobs()
    assert (moved.printer, moved.state, moved.moved_from) == (
        "fallback",
        JobState.QUEUED,
        "receipt",
    )
    assert moved.facts.copy_number == 0
    shown = desk.printouts.queue()[0]
    assert (shown.printer, shown.is_moved, shown.other_printer) == ("fallback", True, "receipt")
    assert desk.nudges == 1


def test_an_uncertain_slip_goes_to_the_other_printer_as_a_copy() -> None:
    """The first one may still print it when somebody puts in paper."""
    desk = _Desk()
    job = desk.queued(JobState.UNCERTAIN)
    desk.printouts.move(key=desk.key, job_id=job.id, to="fallback")
    copy = desk.jobs()[0]
    assert (copy.printer, copy.facts.copy_number, copy.state) == ("fallback", 1, JobState.QUEUED)
    assert desk.state(job) is JobState.CANCELLED


@pytest.mark.parametrize("state", [JobState.SENDING, JobState.PRINTED])
def test_what_is_out_or_on_its_way_is_not_moved(state: JobState) -> None:
    """It would come out of both."""
    desk = _Desk()
    job = desk.queued(state)
    with pytest.raises(JobNotAskedAboutError):
        desk.printouts.move(key=desk.key, job_id=job.id, to="fallback")
    assert desk.jobs() == [job]


def test_no_slip_goes_to_a_printer_that_there_is_not() -> None:
    """Where there is one printer, nothing is offered and nothing taken."""
    desk = _Desk()
    desk.printers.remove("fallback")
    job = desk.queued()
    with pytest.raises(UnknownPrinterError):
        desk.printouts.move(key=desk.key, job_id=job.id, to="fallback")
    assert desk.printouts.queue()[0].other_printer == ""
