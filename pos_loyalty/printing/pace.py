"""When to speak to a printer next, and what its answer means for a slip. No clock, no thread."""

from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.print_job import TOLD, JobState, PrintProblem, Verdict, back_off
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.transports.transport import SendResult

HOLD_AFTER = timedelta(minutes=10)
"""Slips that have waited longer ask before they come out: their members have gone home."""

LONGEST_CLAIM = timedelta(seconds=90)
"""No transport takes this long; whoever claimed a job and is not back by then has died."""

ASKED_AFTER: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60))
"""How long a printer at rest goes unasked: shorter after a slip, longer when nothing is new."""

MUTE_ASKED_AFTER: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300))
"""The same for one that never answers: there is only to find out whether it is there."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a printer has behaved of late, and how long it is left alone for that."""

    failures: int = 0
    rests_until: datetime | None = None
    problem: PrintProblem | None = None
    troubled_since: datetime | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the printer should be asked how it is before it gets another slip."""
        return self.failures > 0

    def rests(self, now: datetime) -> timedelta | None:
        """How much longer it is left alone; nothing when it may be spoken to."""
        if self.rests_until is None or now >= self.rests_until:
            return None
        return min(self.rests_until - now, back_off(self.failures, self.problem))

    def troubled_for(self, now: datetime) -> timedelta | None:
        """For how long nothing has come out of it; nothing while all is well."""
        if self.troubled_since is None:
            return None
        return max(now - self.troubled_since, timedelta(0))

    def hurried(self) -> "Pace":
        """The same doubts, but no more rest."""
        return Pace(self.failures, None, self.problem, self.troubled_since)

    def woken(self) -> "Pace":
        """The same trouble, found while nothing waited, now that something does: begin anew."""
        return Pace(1, None, self.problem, self.troubled_since)

    def after_trouble(self, now: datetime, problem: PrintProblem | None = None) -> "Pace":
        # Paper after a cover that was open is news: somebody stands before the printer.
        is_news = problem in TOLD and problem is not self.problem
        failures = 1 if is_news else self.failures + 1
        return Pace(
            failures=failures,
            rests_until=now + back_off(failures, problem),
            problem=problem,
            troubled_since=self.troubled_since or now,
        )

    def after(self, verdict: Verdict) -> "Pace":
        """An uncertain slip slows us down as much as a failed one: the next might fare the same."""
        if verdict.state in {JobState.FAILED, JobState.UNCERTAIN}:
            return self.after_trouble(verdict.at, verdict.problem)
        return Pace()


@dataclass(frozen=True, slots=True)
class Watch:
    """When a printer that has nothing to print is asked how it is.

    ``waits`` are how long it goes unasked, one after the other, the last one for ever; without
    any it is never asked.
    """

    waits: tuple[timedelta, ...] = ASKED_AFTER
    mute_waits: tuple[timedelta, ...] = MUTE_ASKED_AFTER
    asked_at: datetime | None = None
    rounds: int = 0
    is_mute: bool = False

    def is_due(self, now: datetime) -> bool:
        """Whether to ask now."""
        if not self.waits:
            return False
        if self.asked_at is None or now < self.asked_at:
            return True
        waits = self.mute_waits if self.is_mute else self.waits
        return now - self.asked_at >= waits[min(self.rounds, len(waits) - 1)]

    def asked(self, now: datetime, *, is_mute: bool) -> "Watch":
        """After an answer, or after none."""
        rounds = self.rounds + 1 if self.asked_at is not None else 0
        return Watch(self.waits, self.mute_waits, now, rounds, is_mute)

    def woken(self, now: datetime) -> "Watch":
        """After a slip: its paper may have been the last, so it is asked soon."""
        return Watch(self.waits, self.mute_waits, now, 0, self.is_mute)


def judged(result: SendResult, now: datetime) -> Verdict:
    """What a transport's result makes of the job."""
    if result.problem is None:
        state = JobState.PRINTED if result.confirmed else JobState.UNCONFIRMED
    elif result.accepted_bytes == 0:
        state = JobState.FAILED
    else:
        state = JobState.UNCERTAIN
    return Verdict(
        state=state, at=now, accepted_bytes=result.accepted_bytes, problem=result.problem
    )
