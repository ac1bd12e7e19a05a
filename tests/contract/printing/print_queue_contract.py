"""What every print queue must do, the stored one as well as the one that tests use."""

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pos_loyalty.domain.print_job import JobState, PrintJob, PrintProblem, QueueCounts, Verdict
from pos_loyalty.printing.spooler import PrintQueue
from tests.support.slips import AT, job_of, sale_slip

SECOND = timedelta(seconds=1)
_PRINTER = "receipt"


def job_number(number: int, **changes: Any) -> PrintJob:  # noqa: ANN401 - any of its fields
    """A job that was queued ``number`` seconds after the first."""
    job = job_of(sale_slip(), id=f"job-{number}", at=AT + number * SECOND)
    return replace(job, **changes)


class PrintQueueContract(ABC):
    """Subclass it as ``Test…`` beside each implementation, and fill in the three methods."""

    @abstractmethod
    def queue(self) -> PrintQueue:
        """An empty queue, the same one each time within a test."""

    @abstractmethod
    def add(self, job: PrintJob) -> None:
        """Puts a job into the queue as it is."""

    @abstractmethod
    def get(self, id: str) -> PrintJob:  # noqa: A002 - it is the job's id
        """The job as it stands in the queue."""

    def test_an_empty_queue_has_nothing_to_send(self) -> None:
        """Nothing to claim is an answer, not an error."""
        assert self.queue().claim(_PRINTER, now=AT) is None
        assert self.queue().counts(_PRINTER) == QueueCounts()

    def test_a_job_comes_back_as_it_was_queued(self) -> None:
        """Facts survive the queue whole: what is printed later is what was sold then."""
        self.add(job_number(1))
        assert self.get("job-1") == job_number(1)

    def test_the_oldest_job_is_claimed_first(self) -> None:
        """Slips come out in the order of their sales."""
        for number in 2, 1, 3:
            self.add(job_number(number))
        claimed = [self.queue().claim(_PRINTER, now=AT) for _ in range(3)]
        assert [job.id for job in claimed if job] == ["job-1", "job-2", "job-3"]

    def test_a_claim_is_noted(self) -> None:
        """Whoever finds a job being sent can see since when, and for which time."""
        self.add(job_number(1, attempts=2, state=JobState.FAILED))
        job = self.queue().claim(_PRINTER, now=AT + SECOND)
        assert job is not None
        assert (job.state, job.attempts, job.claimed_at) == (JobState.SENDING, 3, AT + SECOND)
        assert self.get("job-1") == job

    def test_a_job_is_claimed_once(self) -> None:
        """Two that print at the same time never send the same slip."""
        for number in range(8):
            self.add(job_number(number))
        queue = self.queue()
        with ThreadPoolExecutor(4) as pool:
            claims = list(pool.map(lambda _: queue.claim(_PRINTER, now=AT), range(12)))
        ids = [job.id for job in claims if job]
        assert sorted(ids) == sorted({f"job-{number}" for number in range(8)})

    def test_a_failed_job_is_claimed_again(self) -> None:
        """What no printer took is tried again on its own."""
        self.add(job_number(1))
        job = self.queue().claim(_PRINTER, now=AT)
        assert job is not None
        failed = Verdict(JobState.FAILED, AT, problem=PrintProblem.UNREACHABLE)
        assert self.queue().finish(job, failed)
        assert self.get("job-1").problem is PrintProblem.UNREACHABLE
        again = self.queue().claim(_PRINTER, now=AT)
        assert again is not None
        assert again.attempts == 2

    def test_only_waiting_jobs_are_claimed(self) -> None:
        """What is out, asked about or called off is never sent by itself."""
        for number, state in enumerate(JobState):
            if state not in {JobState.QUEUED, JobState.FAILED}:
                self.add(job_number(number, state=state, claimed_at=AT))
        assert self.queue().claim(_PRINTER, now=AT) is None

    def test_a_verdict_is_kept(self) -> None:
        """State, bytes and problem of the last attempt can be shown."""
        self.add(job_number(1))
        job = self.queue().claim(_PRINTER, now=AT)
        assert job is not None
        verdict = Verdict(JobState.UNCERTAIN, AT, 200, PrintProblem.CONNECTION_LOST)
        assert self.queue().finish(job, verdict)
        assert self.get("job-1") == verdict.applied(job)

    def test_a_printed_job_is_finished(self) -> None:
        """A slip that is out has an instant at which it was."""
        self.add(job_number(1))
        job = self.queue().claim(_PRINTER, now=AT)
        assert job is not None
        assert self.queue().finish(job, Verdict(JobState.PRINTED, AT + SECOND, 900))
        assert self.get("job-1").finished_at == AT + SECOND
        assert self.queue().counts(_PRINTER) == QueueCounts()

    def test_an_old_claim_has_no_say(self) -> None:
        """Whoever comes back late cannot overrule the one who has taken over."""
        self.add(job_number(1))
        late = self.queue().claim(_PRINTER, now=AT)
        assert late is not None
        self.queue().finish(late, Verdict(JobState.FAILED, AT))
        self.queue().claim(_PRINTER, now=AT)
        assert not self.queue().finish(late, Verdict(JobState.PRINTED, AT))
        assert self.get("job-1").state is JobState.SENDING

    def test_a_claim_that_was_given_up_may_still_succeed(self) -> None:
        """News of a slip believed lost is better than asking a person about it."""
        self.add(job_number(1))
        job = self.queue().claim(_PRINTER, now=AT)
        assert job is not None
        self.queue().recover(_PRINTER, claimed_before=AT + SECOND)
        assert self.queue().finish(job, Verdict(JobState.PRINTED, AT + SECOND))
        assert self.get("job-1").state is JobState.PRINTED

    def test_what_a_person_has_settled_stays_settled(self) -> None:
        """Late news does not undo an answer."""
        self.add(job_number(1))
        job = self.queue().claim(_PRINTER, now=AT)
        assert job is not None
        self.add(replace(self.get("job-1"), state=JobState.CANCELLED, finished_at=AT))
        assert not self.queue().finish(job, Verdict(JobState.FAILED, AT))
        assert self.get("job-1").state is JobState.CANCELLED

    def test_a_job_left_in_the_middle_becomes_uncertain(self) -> None:
        """After a power cut nobody knows what the printer got: a person is asked."""
        self.add(job_number(1))
        self.queue().claim(_PRINTER, now=AT)
        assert self.queue().recover(_PRINTER, claimed_before=AT) == 0
        assert self.queue().recover(_PRINTER, claimed_before=AT + SECOND) == 1
        found = self.get("job-1")
        assert (found.state, found.problem) == (JobState.UNCERTAIN, PrintProblem.INTERRUPTED)

    def test_old_jobs_are_held(self) -> None:
        """After an outage the slips of members long gone do not burst out."""
        self.add(job_number(1))
        self.add(job_number(2, state=JobState.FAILED))
        self.add(job_number(3))
        assert self.queue().hold(_PRINTER, waiting_before=AT + 3 * SECOND) == 2
        found = self.get("job-2")
        assert (found.state, found.problem) == (JobState.HELD, PrintProblem.TOO_OLD)
        assert self.queue().counts(_PRINTER) == QueueCounts(waiting=1, held=2)

    def test_a_released_job_is_not_held_again(self) -> None:
        """Who was asked once is not asked twice."""
        now = AT + timedelta(hours=1)
        self.add(job_number(1, state=JobState.HELD).released(now))
        assert self.queue().hold(_PRINTER, waiting_before=now) == 0

    def test_jobs_are_counted_by_what_they_wait_for(self) -> None:
        """The top bar tells slips that wait for the printer from those that wait for a person."""
        for number, state in enumerate(JobState):
            self.add(job_number(number, state=state, claimed_at=AT))
        assert self.queue().counts(_PRINTER) == QueueCounts(waiting=3, held=1, uncertain=1)

    def test_what_waits_is_given_to_another_printer_in_one_piece(self) -> None:
        """In its order, and only what nothing of is out; back home, nothing tells of the trip."""
        for number, state in enumerate(JobState):
            self.add(job_number(number, state=state, claimed_at=AT))
        queue = self.queue()
        assert queue.divert(_PRINTER, to="fallback", now=AT) == 2
        claimed = [queue.claim("fallback", now=AT) for _ in range(3)]
        assert [job.moved_from for job in claimed if job] == [_PRINTER, _PRINTER]
        assert queue.claim(_PRINTER, now=AT) is None
        self.add(job_number(99))
        queue.divert(_PRINTER, to="fallback", now=AT)
        assert queue.divert("fallback", to=_PRINTER, now=AT) == 1
        assert self.get("job-99") == job_number(99)

    def test_printers_do_not_mix(self) -> None:
        """A slip for one printer never comes out of another."""
        self.add(job_number(1, printer="kitchen"))
        queue = self.queue()
        assert queue.claim(_PRINTER, now=AT) is None
        assert queue.hold(_PRINTER, waiting_before=AT + 9 * SECOND) == 0
        assert queue.counts(_PRINTER) == QueueCounts()
        assert queue.counts("kitchen") == QueueCounts(waiting=1)
