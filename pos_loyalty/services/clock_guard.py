"""A clock that is not believed when it jumps.

The ledger never runs backwards, so one sale dated next year would hold every later one
there. Within one start of the program the wall clock is compared with the time since;
at the start it is compared with the newest event.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.store import Store

JUMP: Final = timedelta(days=1)
LONGEST_PAUSE: Final = timedelta(days=45)
"""A shop may be closed for weeks; a clock that says months asks for a look."""


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """What the clock says, and what is believed instead."""

    shown: datetime
    believed: datetime


class GuardedClock:
    """A ``Clock`` that stands still once the machine's clock jumps, until somebody accepts it."""

    def __init__(
        self, clock: Clock, *, seconds: Callable[[], float], last_event_at: datetime | None
    ) -> None:
        """``seconds`` counts since some moment, whatever the clock is set to."""
        self._clock = clock
        self._seconds = seconds
        self._lock = Lock()
        self._since = seconds()
        self._believed = clock.now()
        self._is_doubted = False
        if last_event_at is not None and not _follows(last_event_at, self._believed):
            self._believed = last_event_at
            self._is_doubted = True

    def now(self) -> datetime:
        """What the machine says, or the last time that was believed."""
        shown, elapsed = self._clock.now(), self._seconds()
        with self._lock:
            expected = self._believed + timedelta(seconds=elapsed - self._since)
            if not self._is_doubted and abs(shown - expected) > JUMP:
                self._is_doubted = True
            if self._is_doubted:
                return self._believed
            self._believed, self._since = shown, elapsed
            return shown

    @property
    def doubt(self) -> ClockDoubt | None:
        """What stands against the clock now."""
        shown = self._clock.now()
        with self._lock:
            return ClockDoubt(shown, self._believed) if self._is_doubted else None

    def accept(self) -> datetime:
        """Believe the machine's clock from now on."""
        shown, elapsed = self._clock.now(), self._seconds()
        with self._lock:
            self._believed, self._since = shown, elapsed
            self._is_doubted = False
        return shown


def guarded_clock(clock: Clock, store: Store, seconds: Callable[[], float]) -> GuardedClock:
    """The guard of a till, set by the newest event of its log."""
    with store.read() as reading:
        device = reading.log.device()
    last = from_us(device.last_effective_us) if device.last_seq else None
    return GuardedClock(clock, seconds=seconds, last_event_at=last)


def accept_clock(clock: GuardedClock, store: Store, actor: Actor) -> None:
    """A manager accepts the time that the machine shows; it stands in the log.

    Raises NotAllowedError for anybody else.
    """
    check(actor, Permission.EDIT_SETTINGS)
    doubt = clock.doubt
    if doubt is None:
        return
    now = clock.accept()
    with store.begin() as work:
        work.append(
            EventDraft(
                type="clock-accepted",
                data={"believed": doubt.believed, "accepted": now},
                effective_at=now,
                occurred_at=now,
                staff_id=actor.staff_id,
            )
        )
        work.commit()


def _follows(last_event_at: datetime, shown: datetime) -> bool:
    return last_event_at - JUMP <= shown <= last_event_at + LONGEST_PAUSE
