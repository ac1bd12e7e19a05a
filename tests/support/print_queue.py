"""A print queue in memory, under the same contract as the stored one."""

from dataclasses import replace
from datetime import datetime
from threading import Lock

from pos_loyalty.domain.print_job import (
    CLAIMABLE,
    JobState,
    PrintJob,
    PrintProblem,
    QueueCounts,
    Verdict,
)

_WAITING = CLAIMABLE | {JobState.SENDING}


class MemoryPrintQueue:
    """Jobs in a dictionary; one call at a time."""

    def __init__(self, *jobs: PrintJob) -> None:
        self._jobs = {job.id: job for job in jobs}
        self._lock = Lock()

    def add(self, job: PrintJob) -> None:
        with self._lock:
            self._jobs[job.id] = job

    def get(self, id: str) -> PrintJob:  # noqa: A002 - it is the job's id
        with self._lock:
            return self._jobs[id]

    def recover(self, printer: str, *, claimed_before: datetime) -> int:
        with self._lock:
            lost = [
                replace(job, state=JobState.UNCERTAIN, problem=PrintProblem.INTERRUPTED)
                for job in self._of(printer, {JobState.SENDING})
                if job.claimed_at is not None and job.claimed_at < claimed_before
            ]
            return self._store(lost)

    def hold(self, printer: str, *, waiting_before: datetime) -> int:
        with self._lock:
            old = [
                replace(job, state=JobState.HELD, problem=PrintProblem.TOO_OLD)
                for job in self._of(printer, CLAIMABLE)
                if job.waiting_since < waiting_before
            ]
            return self._store(old)

    def divert(self, printer: str, *, to: str, now: datetime) -> int:
        with self._lock:
            return self._store(
                [
                    replace(
                        job,
                        printer=to,
                        state=JobState.QUEUED,
                        problem=None,
                        moved_from=None if job.moved_from == to else job.moved_from or printer,
                    )
                    for job in self._of(printer, CLAIMABLE)
                ]
            )

    def claim(self, printer: str, *, now: datetime) -> PrintJob | None:
        with self._lock:
            for job in self._of(printer, CLAIMABLE):
                claimed = replace(
                    job,
                    state=JobState.SENDING,
                    attempts=job.attempts + 1,
                    claimed_at=now,
                    problem=None,
                )
                self._store([claimed])
                return claimed
            return None

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        with self._lock:
            kept = self._jobs[job.id]
            in_flight = kept.state in {JobState.SENDING, JobState.UNCERTAIN}
            if kept.attempts != job.attempts or not in_flight:
                return False
            self._store([verdict.applied(kept)])
            return True

    def counts(self, printer: str) -> QueueCounts:
        with self._lock:
            return QueueCounts(
                waiting=len(self._of(printer, _WAITING)),
                held=len(self._of(printer, {JobState.HELD})),
                uncertain=len(self._of(printer, {JobState.UNCERTAIN})),
            )

    def _of(self, printer: str, states: frozenset[JobState] | set[JobState]) -> list[PrintJob]:
        found = [
            job for job in self._jobs.values() if job.printer == printer and job.state in states
        ]
        return sorted(found, key=lambda job: (job.created_at, job.id))

    def _store(self, jobs: list[PrintJob]) -> int:
        self._jobs.update({job.id: job for job in jobs})
        return len(jobs)
