"""The print queue as a person deals with it: looked at, answered, printed again."""

from collections.abc import Callable

from uuid_utils import uuid7

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.counter import QueuedSlip
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.print_job import CLAIMABLE, JobState, PrintJob
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.storage.store import Store, Work

_OPEN_SHOWN = 100
_DONE_SHOWN = 20


class UnknownJobError(RefusalError):
    """No such print job. Facts: ``job``."""

    code = "unknown-job"


class Printouts:
    """Answers for slips. ``draw`` makes a PNG picture; ``changed`` is told when a job may go."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        draw: Callable[[SlipFacts], bytes],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._draw = draw
        self._changed = changed

    def queue(self) -> tuple[QueuedSlip, ...]:
        """Slips that are not out, those that wait for an answer first, then the last printed."""
        with self._store.read() as reading:
            open_jobs = [listed.job for listed in reading.print_jobs.open_jobs(_OPEN_SHOWN)]
            latest = [listed.job for listed in reading.print_jobs.latest_jobs(_DONE_SHOWN)]
        open_ids = {job.id for job in open_jobs}
        asked = sorted(open_jobs, key=_asked_first)
        done = [job for job in latest if job.id not in open_ids]
        return tuple(map(_queued, [*asked, *done]))

    def came_out(self, job_id: str) -> None:
        """A person says that it did come out. Raises UnknownJobError, JobNotAskedAboutError."""
        self._put(job_id, lambda job: job.confirmed(self._clock.now()))

    def print_now(self, job_id: str) -> None:
        """Release a held slip, or let a failed one be tried at once.

        Raises UnknownJobError, and JobNotAskedAboutError for one that is neither.
        """
        self._put(job_id, self._released)
        self._changed()

    def drop(self, job_id: str) -> None:
        """Never print this slip. Raises UnknownJobError, JobNotAskedAboutError."""
        self._put(job_id, lambda job: job.cancelled(self._clock.now()))

    def print_again(self, job_id: str) -> None:
        """Queue a copy, marked as one; an uncertain slip is answered with it.

        Raises UnknownJobError.
        """
        now = self._clock.now()
        with self._store.begin() as work:
            job = _job(work, job_id)
            original = _job(work, job.copy_of) if job.copy_of else job
            number = work.print_jobs.copies(original.id) + 1
            work.print_jobs.add(job.reprint(id=str(uuid7()), copy_number=number, now=now))
            if job.state is JobState.UNCERTAIN:
                work.print_jobs.put(job.cancelled(now))
            work.commit()
        self._changed()

    def picture(self, job_id: str) -> bytes:
        """The slip as it comes out of paper, a PNG picture. Raises UnknownJobError."""
        with self._store.read() as reading:
            job = reading.print_jobs.job(job_id)
        if job is None:
            raise UnknownJobError(job=job_id)
        return self._draw(job.facts)

    def _released(self, job: PrintJob) -> PrintJob:
        # A job that waits already needs no release: the nudge afterwards is all it takes.
        return job if job.state in CLAIMABLE else job.released(self._clock.now())

    def _put(self, job_id: str, change: Callable[[PrintJob], PrintJob]) -> None:
        with self._store.begin() as work:
            work.print_jobs.put(change(_job(work, job_id)))
            work.commit()


def _job(work: Work, job_id: str) -> PrintJob:
    job = work.print_jobs.job(job_id)
    if job is None:
        raise UnknownJobError(job=job_id)
    return job


def _asked_first(job: PrintJob) -> bool:
    return job.state not in {JobState.UNCERTAIN, JobState.HELD}


def _queued(job: PrintJob) -> QueuedSlip:
    return QueuedSlip(
        job_id=job.id,
        kind=job.facts.kind,
        at=job.facts.at,
        state=job.state,
        member_name=job.facts.member_first_name or "",
        problem=job.problem,
        copy_number=job.facts.copy_number,
    )
