"""Print jobs: written in the transaction of the sale that they belong to."""

from datetime import datetime
from typing import Final

from pos_loyalty.domain.print_job import JobState, PrintJob, PrintProblem, QueueCounts, Verdict
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import decode_slip, encode_slip
from pos_loyalty.storage.connection import Connection, Row
from pos_loyalty.storage.instants import from_us, optional_instant, optional_us, to_us

# The words of the index on open jobs, so that finished ones are never looked at.
_OPEN: Final = "state IN ('queued', 'sending', 'failed', 'uncertain', 'held')"

_JOB: Final = """
    SELECT id, printer, facts, created_us, waiting_since_us, state, attempts, claimed_us,
        finished_us, accepted_bytes, problem, copy_of, origin, reason, moved_from
    FROM print_job
"""
_ADD: Final = """
    INSERT INTO print_job (id, printer, facts, created_us, waiting_since_us, state, attempts,
        claimed_us, finished_us, accepted_bytes, problem, copy_of, origin,
        reason, moved_from)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT: Final = """
    UPDATE print_job
    SET waiting_since_us = ?, state = ?, attempts = ?, claimed_us = ?, finished_us = ?,
        accepted_bytes = ?, problem = ?, reason = ?, printer = ?, moved_from = ?
    WHERE id = ?
"""
_CLAIM: Final = f"""
    UPDATE print_job SET state = 'sending', attempts = attempts + 1, claimed_us = ?, problem = NULL
    WHERE place = (SELECT place FROM print_job
        WHERE printer = ? AND state IN ('queued', 'failed') AND {_OPEN}
        ORDER BY created_us, place LIMIT 1)
    RETURNING id
"""
_FINISH: Final = """
    UPDATE print_job SET state = ?, accepted_bytes = ?, problem = ?, finished_us = ?
    WHERE id = ? AND state IN ('sending', 'uncertain') AND attempts = ?
"""
_INTERRUPTED: Final = f"printer = ? AND state = 'sending' AND claimed_us < ? AND {_OPEN}"
_TOO_OLD: Final = (
    f"printer = ? AND state IN ('queued', 'failed') AND waiting_since_us < ? AND {_OPEN}"
)

# Nothing of these is out. Back where it was queued for, a job is nobody's guest any more.
_DIVERT: Final = f"""
    UPDATE print_job SET printer = ?1, state = 'queued', problem = NULL,
        moved_from = CASE WHEN moved_from = ?1 THEN NULL ELSE coalesce(moved_from, printer) END
    WHERE printer = ?2 AND state IN ('queued', 'failed') AND accepted_bytes = 0 AND {_OPEN}
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A print job with what it was printed for: the id of a sale, reversal or redemption."""

    job: PrintJob
    origin: str | None


class PrintJobReader:
    """Reads jobs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def job(self, job_id: str) -> PrintJob | None:
        """The job of that id."""
        row = self._connection.execute(f"{_JOB} WHERE id = ?", (job_id,)).first()
        return _job(row) if row else None

    def original(self, origin: str) -> PrintJob | None:
        """The first job printed for a sale, reversal or redemption: what a reprint copies."""
        row = self._connection.execute(
            f"{_JOB} WHERE origin = ? ORDER BY place LIMIT 1", (origin,)
        ).first()
        return _job(row) if row else None

    def copies(self, job_id: str) -> int:
        """How many copies of a job were made so far."""
        count: int = self._connection.execute(
            "SELECT count(*) FROM print_job WHERE copy_of = ?", (job_id,)
        ).value()
        return count

    def counts(self, printer: str) -> QueueCounts:
        """How many jobs wait for the printer or are being sent, and how many for a person."""
        rows = self._connection.execute(
            f"SELECT state, count(*) FROM print_job WHERE printer = ? AND {_OPEN} GROUP BY state",
            (printer,),
        )
        found = {row[0]: row[1] for row in rows}
        return QueueCounts(
            waiting=sum(found.get(state, 0) for state in ("queued", "failed", "sending")),
            held=found.get("held", 0),
            uncertain=found.get("uncertain", 0),
        )

    def open_jobs(self, limit: int = 100) -> tuple[ListedJob, ...]:
        """Jobs of all printers that are not finished, oldest first."""
        return self._listed(f"WHERE {_OPEN} ORDER BY created_us, place LIMIT ?", limit)

    def latest_jobs(self, limit: int = 100) -> tuple[ListedJob, ...]:
        """Jobs of all printers whatever their state, newest first."""
        return self._listed("ORDER BY place DESC LIMIT ?", limit)

    def has_interrupted(self, printer: str, claimed_before: datetime) -> bool:
        """Whether a claim of before that instant was never finished."""
        return self._any(_INTERRUPTED, printer, claimed_before)

    def has_old(self, printer: str, waiting_before: datetime) -> bool:
        """Whether a job has waited since before that instant."""
        return self._any(_TOO_OLD, printer, waiting_before)

    def _any(self, condition: str, printer: str, before: datetime) -> bool:
        row = self._connection.execute(
            f"SELECT 1 FROM print_job WHERE {condition} LIMIT 1",
            (printer, to_us(before)),
        ).first()
        return row is not None

    def _listed(self, rest: str, limit: int) -> tuple[ListedJob, ...]:
        rows = self._connection.execute(f"{_JOB} {rest}", (limit,))
        return tuple(ListedJob(_job(row), row[12]) for row in rows)


class PrintJobWriter(PrintJobReader):
    """Adds jobs and moves them on."""

    def add(self, job: PrintJob, *, origin: str | None = None) -> None:
        """Queue a slip; ``origin`` is the id of what it is printed for."""
        self._connection.execute(
            _ADD,
            (
                job.id,
                job.printer,
                encode_slip(job.facts),
                to_us(job.created_at),
                to_us(job.waiting_since),
                job.state.value,
                job.attempts,
                optional_us(job.claimed_at),
                optional_us(job.finished_at),
                job.accepted_bytes,
                job.problem.value if job.problem else None,
                job.copy_of,
                origin,
                job.reason,
                job.moved_from,
            ),
        )

    def put(self, job: PrintJob) -> None:
        """Keep a job as a person's answer left it."""
        self._connection.execute(
            _PUT,
            (
                to_us(job.waiting_since),
                job.state.value,
                job.attempts,
                optional_us(job.claimed_at),
                optional_us(job.finished_at),
                job.accepted_bytes,
                job.problem.value if job.problem else None,
                job.reason,
                job.printer,
                job.moved_from,
                job.id,
            ),
        )

    def divert(self, printer: str, *, to: str) -> tuple[str, ...]:
        """Give all that waits for a printer to another; the ids of the jobs."""
        return tuple(row[0] for row in self._connection.execute(_DIVERT, (to, printer)))

    def recover(self, printer: str, *, claimed_before: datetime) -> int:
        """Make jobs uncertain whose claim was never finished; how many."""
        return self._connection.execute(
            "UPDATE print_job SET state = 'uncertain', problem = 'interrupted'"
            f" WHERE {_INTERRUPTED}",
            (printer, to_us(claimed_before)),
        ).changed

    def hold(self, printer: str, *, waiting_before: datetime) -> int:
        """Hold jobs that have waited too long; how many."""
        return self._connection.execute(
            f"UPDATE print_job SET state = 'held', problem = 'too-old' WHERE {_TOO_OLD}",
            (printer, to_us(waiting_before)),
        ).changed

    def claim(self, printer: str, *, now: datetime) -> PrintJob | None:
        """The oldest job that may be sent, now being sent; or nothing."""
        row = self._connection.execute(_CLAIM, (to_us(now), printer)).first()
        return self.job(row[0]) if row else None

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        """Note what became of this claim; False when the job has moved on since."""
        done = verdict.applied(job)
        changed = self._connection.execute(
            _FINISH,
            (
                done.state.value,
                done.accepted_bytes,
                done.problem.value if done.problem else None,
                optional_us(done.finished_at),
                job.id,
                job.attempts,
            ),
        ).changed
        return changed == 1


def _job(row: Row) -> PrintJob:
    return PrintJob(
        id=row[0],
        printer=row[1],
        facts=decode_slip(row[2]),
        created_at=from_us(row[3]),
        waiting_since=from_us(row[4]),
        state=JobState(row[5]),
        attempts=row[6],
        claimed_at=optional_instant(row[7]),
        finished_at=optional_instant(row[8]),
        accepted_bytes=row[9],
        problem=PrintProblem(row[10]) if row[10] else None,
        copy_of=row[11],
        reason=row[13],
        moved_from=row[14],
    )
