"""A slip on its way to paper: the states of a print job, and who may move it on.

Bytes that a printer has accepted may still come out of it hours later, when somebody reloads the
paper. So only a job of which no byte was accepted is tried again without asking; all else is a
question to a person, and what is printed again says that it is a copy.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.errors import OutageError, RefusalError
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.domain.values import dataclass

RECEIPT_PRINTER: Final = "receipt"
"""The printer of slips; where it stands is a setting, and may change under way."""
FALLBACK_PRINTER: Final = "fallback"
"""The one that stands in for it."""
LONGEST_REASON: Final = 200


class JobState(StrEnum):
    """Where a print job stands."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"
    """All bytes accepted by a printer that cannot say more."""
    FAILED = "failed"
    """No byte accepted; it is tried again on its own."""
    UNCERTAIN = "uncertain"
    """Bytes accepted, but the printer did not confirm: a person is asked."""
    HELD = "held"
    """Too old to come out unasked, or not printable as it is: a person is asked."""
    CANCELLED = "cancelled"


CLAIMABLE = frozenset({JobState.QUEUED, JobState.FAILED})
ASKED_ABOUT = frozenset({JobState.UNCERTAIN, JobState.HELD})
FINISHED = frozenset({JobState.PRINTED, JobState.UNCONFIRMED, JobState.CANCELLED})


class DropReason(StrEnum):
    """Why a slip is taken out of the queue, for those who do not want to write."""

    NOT_WANTED = "not-wanted"
    MISTAKE = "mistake"
    ELSEWHERE = "elsewhere"
    """It was written by hand, or is out on another paper."""
    OTHER = "other"


class PrintProblem(StrEnum):
    """Why a slip is not out, as far as we can tell."""

    UNREACHABLE = "unreachable"
    NOT_ANSWERING = "not-answering"
    CONNECTION_LOST = "connection-lost"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    ERROR = "error"
    """Something in the printer is stuck or broken: cutter, print head, too hot."""
    BUSY = "busy"
    """It is at another slip; for what cannot wait."""
    OCCUPIED = "occupied"
    """Another program holds the printer, as one cable serves one at a time."""
    FORBIDDEN = "forbidden"
    """The system does not let this user speak to the printer."""
    QUEUE_STOPPED = "queue-stopped"
    """The system's own print queue is stopped or takes nothing."""
    UNSUPPORTED = "unsupported"
    """This computer lacks what this kind of connection needs."""
    FOLDER = "folder"
    """The folder that slips are written to is missing, full or forbidden."""
    TOO_OLD = "too-old"
    INTERRUPTED = "interrupted"
    """The program ended while the slip was being sent."""
    UNPRINTABLE = "unprintable"
    """Our own fault: the slip could not be laid out."""


TOLD = frozenset(
    {PrintProblem.PAPER_OUT, PrintProblem.COVER_OPEN, PrintProblem.OFFLINE, PrintProblem.ERROR}
)
"""Problems of which the printer itself speaks: it is there, and waits for somebody's hand."""


class JobNotAskedAboutError(RefusalError):
    """This job waits for no answer, or no longer does. Facts: ``job``, ``state``."""

    code = "job-not-waiting"


class ReasonMissingError(RefusalError):
    """A slip is taken out of the queue for a reason, in a few words. Facts: ``job``."""

    code = "reason-missing"


class PrinterAddressError(RefusalError):
    """An address that names no printer. Facts: ``address``, ``reason``."""

    code = "printer-address"


class PrinterOutageError(OutageError):
    """The printer cannot be reached or cannot print. Facts: ``problem``."""

    code = "printer"


class DrawerOutageError(OutageError):
    """The cash drawer could not be opened, and will not open later. Facts: ``problem``."""

    code = "drawer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One slip for one printer.

    ``waiting_since`` starts anew when a person releases a held job; the wall clock counts here,
    not the sale's effective time. ``attempts`` tells one claim of the job from the next, so that
    the answer to an old claim cannot be taken for that of a newer one. ``moved_from`` is the
    printer that it was queued for, where it is now another's; ``reason`` is why a person
    took it out of the queue.
    """

    id: str
    printer: str
    facts: SlipFacts
    created_at: datetime
    waiting_since: datetime
    state: JobState = JobState.QUEUED
    attempts: int = 0
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    accepted_bytes: int = 0
    problem: PrintProblem | None = None
    copy_of: str | None = None
    moved_from: str | None = None
    reason: str | None = None

    def released(self, now: datetime) -> "PrintJob":
        """The job after a person said: print it. Only a held one; the uncertain are copied."""
        if self.state is not JobState.HELD:
            raise JobNotAskedAboutError(job=self.id, state=self.state.value)
        return replace(self, state=JobState.QUEUED, waiting_since=now, problem=None)

    def confirmed(self, now: datetime) -> "PrintJob":
        """The job after a person said: it did come out."""
        if self.state not in ASKED_ABOUT:
            raise JobNotAskedAboutError(job=self.id, state=self.state.value)
        return replace(self, state=JobState.PRINTED, finished_at=now, problem=None)

    def cancelled(self, now: datetime, *, reason: str) -> "PrintJob":
        """The job after a person said why it is not printed. Not while it is being sent."""
        if self.state not in ASKED_ABOUT | CLAIMABLE:
            raise JobNotAskedAboutError(job=self.id, state=self.state.value)
        said = " ".join(reason.split())[:LONGEST_REASON]
        if not said:
            raise ReasonMissingError(job=self.id)
        return replace(self, state=JobState.CANCELLED, finished_at=now, reason=said)

    def wanted(self, now: datetime) -> "PrintJob":
        """The slip that nobody wanted and that was never sent, now that somebody does."""
        if self.state is not JobState.CANCELLED or self.attempts:
            raise JobNotAskedAboutError(job=self.id, state=self.state.value)
        return replace(
            self, state=JobState.QUEUED, waiting_since=now, finished_at=None, reason=None
        )

    def copied(self, now: datetime) -> "PrintJob":
        """The uncertain job after a copy was queued in its place: it is asked about no more."""
        if self.state is not JobState.UNCERTAIN:
            raise JobNotAskedAboutError(job=self.id, state=self.state.value)
        return replace(self, state=JobState.CANCELLED, finished_at=now)

    def moved(self, now: datetime, *, to: str) -> "PrintJob":
        """The job after a person gave it to another printer. Only while no byte of it is out."""
        if self.state not in CLAIMABLE | {JobState.HELD}:
            raise JobNotAskedAboutError(job=self.id, state=self.state.value)
        first = self.moved_from or self.printer
        return replace(
            self,
            printer=to,
            moved_from=None if first == to else first,
            state=JobState.QUEUED,
            waiting_since=now,
            problem=None,
        )

    def reprint(self, *, id: str, copy_number: int, now: datetime) -> "PrintJob":  # noqa: A002 - it is the new job's id
        """A new job for the same slip, marked as copy ``copy_number``."""
        return PrintJob(
            id=id,
            printer=self.moved_from or self.printer,
            facts=self.facts.copy(copy_number),
            created_at=now,
            waiting_since=now,
            copy_of=self.copy_of or self.id,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one claim of a job."""

    state: JobState
    at: datetime
    accepted_bytes: int = 0
    problem: PrintProblem | None = None

    def applied(self, job: PrintJob) -> PrintJob:
        """The job as it stands after this verdict."""
        return replace(
            job,
            state=self.state,
            accepted_bytes=self.accepted_bytes,
            problem=self.problem,
            finished_at=self.at if self.state in FINISHED else None,
        )


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many jobs of a printer wait, and how many wait for a person."""

    waiting: int = 0
    held: int = 0
    uncertain: int = 0


class PrinterState(StrEnum):
    """What the top bar says of a printer."""

    UNKNOWN = "unknown"
    READY = "ready"
    SILENT = "silent"
    """It can be reached, and tells nothing of itself."""
    PRINTING = "printing"
    PAPER_LOW = "paper-low"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A printer as people see it: its state, what is wrong, and what waits for it."""

    state: PrinterState
    counts: QueueCounts = QueueCounts()
    problem: PrintProblem | None = None
    retry_at: datetime | None = None
    printer: str = RECEIPT_PRINTER


BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 30, 60))
TOLD_BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, *(5,) * 24, 15, 30))
"""Somebody stands before it with a new roll: for two minutes it is asked often."""


def back_off(failures: int, problem: PrintProblem | None = None) -> timedelta:
    """How long to leave a printer alone after so many failures in a row, the last one this."""
    if failures < 1:
        return timedelta(0)
    waits = TOLD_BACK_OFF if problem in TOLD else BACK_OFF
    return waits[min(failures, len(waits)) - 1]
