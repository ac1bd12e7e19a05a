"""The print queue as the spooler uses it: each call is one short transaction."""

from datetime import datetime

from pos_loyalty.domain.print_job import PrintJob, QueueCounts, Verdict
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.store import Store


class StoredPrintQueue:
    """The jobs in the till's database.

    What is asked often looks first and takes the write lock only when there is something
    to write: a till at rest writes nothing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def recover(self, printer: str, *, claimed_before: datetime) -> int:
        with self._store.read() as reading:
            if not reading.print_jobs.has_interrupted(printer, claimed_before):
                return 0
        with self._store.begin() as work:
            recovered = work.print_jobs.recover(printer, claimed_before=claimed_before)
            work.commit()
        return recovered

    def hold(self, printer: str, *, waiting_before: datetime) -> int:
        with self._store.read() as reading:
            if not reading.print_jobs.has_old(printer, waiting_before):
                return 0
        with self._store.begin() as work:
            held = work.print_jobs.hold(printer, waiting_before=waiting_before)
            work.commit()
        return held

    def divert(self, printer: str, *, to: str, now: datetime) -> int:
        with self._store.begin() as work:
            jobs = work.print_jobs.divert(printer, to=to)
            if jobs:
                work.append(
                    EventDraft(
                        type="slips-diverted",
                        data={"jobs": list(jobs), "from": printer, "to": to},
                        effective_at=work.log.effective(now),
                        occurred_at=now,
                    )
                )
                work.commit()
        return len(jobs)

    def claim(self, printer: str, *, now: datetime) -> PrintJob | None:
        with self._store.begin() as work:
            job = work.print_jobs.claim(printer, now=now)
            work.commit()
        return job

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        with self._store.begin() as work:
            finished = work.print_jobs.finish(job, verdict)
            work.commit()
        return finished

    def counts(self, printer: str) -> QueueCounts:
        with self._store.read() as reading:
            return reading.print_jobs.counts(printer)
