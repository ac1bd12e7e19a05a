"""The print queue as a person deals with it: looked at, answered, moved, printed again.

Whoever is signed in may answer: a slip that hangs is the business of the one who stands before
it. Each answer is in the log under that name, and is given once, however often it is sent.
"""

from collections.abc import Callable

from uuid_utils import uuid7

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.counter import QueuedSlip
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.print_job import (
    CLAIMABLE,
    FALLBACK_PRINTER,
    RECEIPT_PRINTER,
    DropReason,
    JobState,
    PrintJob,
)
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.domain.staff import Actor
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.store import Store, Work

_OPEN_SHOWN = 100
_DONE_SHOWN = 20
_PRINTERS = frozenset({RECEIPT_PRINTER, FALLBACK_PRINTER})

Change = Callable[[PrintJob], PrintJob]


class UnknownJobError(RefusalError):
    """No such print job. Facts: ``job``."""

    code = "unknown-job"


class UnknownPrinterError(RefusalError):
    """This till has no such printer. Facts: ``printer``."""

    code = "unknown-printer"


class Printouts:
    """Answers for slips. ``draw`` makes a PNG picture; ``changed`` is told when a job may go."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        actor: Callable[[], Actor],
        draw: Callable[[SlipFacts], bytes],
        changed: Callable[[], None],
        printers: Callable[[], frozenset[str]] = lambda: _PRINTERS,
    ) -> None:
        """``printers`` are those that this till has now."""
        self._store = store
        self._desk = Desk(store)
        self._clock = clock
        self._actor = actor
        self._draw = draw
        self._changed = changed
        self._printers = printers

    def queue(self) -> tuple[QueuedSlip, ...]:
        """Slips that are not out, those that wait for an answer first, then the last printed."""
        with self._store.read() as reading:
            open_jobs = [listed.job for listed in reading.print_jobs.open_jobs(_OPEN_SHOWN)]
            latest = [listed.job for listed in reading.print_jobs.latest_jobs(_DONE_SHOWN)]
        open_ids = {job.id for job in open_jobs}
        asked = sorted(open_jobs, key=_asked_first)
        done = [job for job in latest if job.id not in open_ids]
        others = self._printers()
        return tuple(_queued(job, others) for job in [*asked, *done])

    def came_out(self, *, key: str, job_id: str) -> None:
        """A person says that it did come out. Raises UnknownJobError, JobNotAskedAboutError."""
        now = self._clock.now()
        self._answer(key, "came-out", job_id, lambda job: job.confirmed(now))

    def print_now(self, *, key: str, job_id: str) -> None:
        """Release a held slip, or let a failed one be tried at once.

        Raises UnknownJobError, and JobNotAskedAboutError for one that is neither.
        """
        now = self._clock.now()

        def released(job: PrintJob) -> PrintJob:
            # A job that waits already needs no release: the nudge afterwards is all it takes.
            return job if job.state in CLAIMABLE else job.released(now)

        self._answer(key, "print-now", job_id, released)
        self._changed()

    def drop(self, *, key: str, job_id: str, reason: str) -> None:
        """Never print this slip: a ``DropReason``, or why in a few words, which stay on this till.

        Raises UnknownJobError, JobNotAskedAboutError and ReasonMissingError.
        """
        now = self._clock.now()
        known = reason in set(DropReason)
        self._answer(
            key,
            "drop",
            job_id,
            lambda job: job.cancelled(now, reason=reason),
            # People write names into free texts, and the log is for ever.
            reason=reason if known else DropReason.OTHER.value,
            asked=reason,
        )

    def move(self, *, key: str, job_id: str, to: str) -> None:
        """Give a slip to another printer; one that may be out goes there as a marked copy.

        Raises UnknownJobError, JobNotAskedAboutError and UnknownPrinterError.
        """
        if to not in self._printers():
            raise UnknownPrinterError(printer=to)
        request = self._request(key)

        def act(work: Work) -> str:
            job = job_of(work, job_id)
            if job.state is JobState.UNCERTAIN:
                copy = queue_copy(work, request, job)
                work.print_jobs.put(copy.moved(request.now, to=to))
            else:
                work.print_jobs.put(job.moved(request.now, to=to))
            _note(work, request, job, answer="move", to=to)
            return job.id

        self._desk.perform(request, ("slip", "move", job_id, to), str, act)
        self._changed()

    def print_again(self, *, key: str, job_id: str) -> None:
        """Queue a copy, marked as one; an uncertain slip is answered with it.

        Raises UnknownJobError.
        """
        request = self._request(key)

        def act(work: Work) -> str:
            return queue_copy(work, request, job_of(work, job_id)).id

        self._desk.perform(request, ("slip", "print-again", job_id), str, act)
        self._changed()

    def picture(self, job_id: str) -> bytes:
        """The slip as it comes out of paper, a PNG picture. Raises UnknownJobError."""
        with self._store.read() as reading:
            job = reading.print_jobs.job(job_id)
        if job is None:
            raise UnknownJobError(job=job_id)
        return self._draw(job.facts)

    def _request(self, key: str) -> Request:
        return Request(key, self._actor(), self._clock.now())

    def _answer(
        self,
        key: str,
        answer: str,
        job_id: str,
        change: Change,
        *,
        asked: str = "",
        **facts: str,
    ) -> Answer[str]:
        request = self._request(key)

        def act(work: Work) -> str:
            job = job_of(work, job_id)
            changed = change(job)
            if changed != job:
                work.print_jobs.put(changed)
                _note(work, request, job, answer=answer, **facts)
            return job.id

        return self._desk.perform(request, ("slip", answer, job_id, asked), str, act)


def job_of(work: Work, job_id: str) -> PrintJob:
    """The job of that id. Raises UnknownJobError."""
    job = work.print_jobs.job(job_id)
    if job is None:
        raise UnknownJobError(job=job_id)
    return job


def queue_copy(work: Work, request: Request, job: PrintJob) -> PrintJob:
    """Queue a copy of a slip, numbered on from its original; the question about it is answered."""
    original = job_of(work, job.copy_of) if job.copy_of else job
    number = work.print_jobs.copies(original.id) + 1
    copy = job.reprint(id=str(uuid7()), copy_number=number, now=request.now)
    work.print_jobs.add(copy)
    if job.state is JobState.UNCERTAIN:
        work.print_jobs.put(job.copied(request.now))
    _note(work, request, job, answer="print-again", copy=copy.id, number=str(number))
    return copy


def _note(work: Work, request: Request, job: PrintJob, **facts: str) -> None:
    work.append(
        EventDraft(
            type="slip-answered",
            data={"job": job.id, "was": job.state.value, "printer": job.printer, **facts},
            effective_at=work.log.effective(request.now),
            occurred_at=request.now,
            staff_id=request.actor.staff_id,
            approved_by=request.actor.approver_id,
            key=request.key,
        )
    )


def _asked_first(job: PrintJob) -> bool:
    return job.state not in {JobState.UNCERTAIN, JobState.HELD}


def _queued(job: PrintJob, printers: frozenset[str]) -> QueuedSlip:
    others = sorted(printers - {job.printer})
    return QueuedSlip(
        job_id=job.id,
        kind=job.facts.kind,
        at=job.facts.at,
        state=job.state,
        member_name=job.facts.member_first_name or "",
        problem=job.problem,
        copy_number=job.facts.copy_number,
        printer=job.printer,
        is_moved=job.moved_from is not None,
        other_printer=others[0] if others else "",
        reason=job.reason or "",
    )
