"""When to speak to a printer next, and what its answer means for a slip. No clock, no thread."""

from datetime import datetime, timedelta

from pos_loyalty.domain.print_job import JobState, Verdict, back_off
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.transports.transport import SendResult

HOLD_AFTER = timedelta(minutes=10)
"""Slips that have waited longer ask before they come out: their members have gone home."""

LONGEST_CLAIM = timedelta(seconds=60)
"""No transport takes this long; whoever claimed a job and is not back by then has died."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a printer has behaved of late, and how long it is left alone for that."""

    failures: int = 0
    rests_until: datetime | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the printer should be asked how it is before it gets another slip."""
        return self.failures > 0

    def rests(self, now: datetime) -> timedelta | None:
        """How much longer it is left alone; nothing when it may be spoken to."""
        if self.rests_until is None or now >= self.rests_until:
            return None
        return min(self.rests_until - now, back_off(self.failures))

    def hurried(self) -> "Pace":
        """The same doubts, but no more rest."""
        return Pace(failures=self.failures)

    def after_trouble(self, now: datetime) -> "Pace":
        failures = self.failures + 1
        return Pace(failures=failures, rests_until=now + back_off(failures))

    def after(self, verdict: Verdict) -> "Pace":
        """An uncertain slip slows us down as much as a failed one: the next might fare the same."""
        if verdict.state in {JobState.FAILED, JobState.UNCERTAIN}:
            return self.after_trouble(verdict.at)
        return Pace()


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
