"""Wrong PINs slow down, then lock: guessing takes weeks, a slip of the hand seconds.

The state is a value that storage keeps per person, so that a restart forgives nothing.
A lock ends by itself: a shop whose only manager is locked out for good is worse off
than one where somebody guesses forty times a day.
"""

from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.values import dataclass

# Further ones would leave every lock behind, and in the end what a timedelta can hold.
_MOST_DOUBLINGS: Final = 16


class PinLockedError(RefusalError):
    """Too many wrong PINs. Facts: ``staff``, ``until``, ``reason`` (``slow`` or ``locked``)."""

    code = "pin-locked"


@dataclass(frozen=True, slots=True)
class LockoutPolicy:
    """How patient the till is."""

    free_tries: int = 3
    first_wait: timedelta = timedelta(seconds=5)
    lock_after: int = 8
    lock: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        if not 0 < self.free_tries < self.lock_after:
            raise ValueError("a person is slowed down before being locked")

    def wait_after(self, failures: int) -> timedelta:
        """How long nobody may try after so many wrong PINs in a row; doubles each time."""
        if failures < self.free_tries:
            return timedelta(0)
        if failures >= self.lock_after:
            return self.lock
        doublings = min(failures - self.free_tries, _MOST_DOUBLINGS)
        return min(self.first_wait * (1 << doublings), self.lock)


DEFAULT_POLICY: Final = LockoutPolicy()


@dataclass(frozen=True, slots=True)
class Lockout:
    """Wrong PINs in a row, and when the last one came. A right PIN puts back ``UNTRIED``."""

    failures: int = 0
    last_failure_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.failures < 0 or (self.failures > 0) != (self.last_failure_at is not None):
            raise ValueError("each wrong PIN has its time")

    def failed(self, now: datetime) -> "Lockout":
        """The state after one more wrong PIN."""
        return Lockout(self.failures + 1, now)

    def opens_at(self, policy: LockoutPolicy = DEFAULT_POLICY) -> datetime | None:
        """From when on the next PIN is looked at; None when there is nothing to wait for."""
        wait = policy.wait_after(self.failures)
        if self.last_failure_at is None or not wait:
            return None
        return self.last_failure_at + wait


UNTRIED: Final = Lockout()


def require_open(
    lockout: Lockout, staff_id: str, now: datetime, policy: LockoutPolicy = DEFAULT_POLICY
) -> None:
    """Raises PinLockedError while this person has to wait.

    Ask before the PIN is compared: while locked, even the right one is not looked at.
    """
    until = lockout.opens_at(policy)
    if until is not None and now < until:
        reason = "locked" if lockout.failures >= policy.lock_after else "slow"
        raise PinLockedError(staff=staff_id, until=until, reason=reason)
