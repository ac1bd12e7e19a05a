"""Lots: points of one credit with one expiry, and the order in which burns take them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pos_loyalty.domain.events import Position
from pos_loyalty.domain.values import dataclass

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lot:
    """Open points of one credit. ``points`` is what is left of them."""

    position: Position
    points: int
    spendable_at: datetime
    expires_at: datetime | None

    @property
    def id(self) -> str:
        """The name of the event that opened it."""
        return self.position.name

    def has_lapsed(self, now: datetime) -> bool:
        """Whether its expiry instant has come."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class BetterEnd:
    """From ``since`` on a lot ends at another instant: a later policy is better for the member."""

    position: Position
    since: datetime
    expires_at: datetime | None


def spending_order(lot: Lot) -> tuple[datetime, Position]:
    """Sort key: earliest expiry first, never-expiring last, then the oldest."""
    return (lot.expires_at or _NEVER, lot.position)


def burnable(lots: Iterable[Lot], now: datetime) -> int:
    """Points that the member can burn at ``now``.

    A lot ends at an instant, a local midnight as a rule; what people read on
    slip and screen is the last good day before it.
    """
    return sum(lot.points for lot in lots if lot.spendable_at <= now and not lot.has_lapsed(now))


def next_expiry(lots: Sequence[Lot], now: datetime) -> tuple[int, datetime] | None:
    """How many points lapse next and when; lots with the same instant count together."""
    open_lots = [lot for lot in lots if lot.expires_at is not None and lot.expires_at > now]
    if not open_lots:
        return None
    first = min(lot.expires_at for lot in open_lots if lot.expires_at is not None)
    return sum(lot.points for lot in open_lots if lot.expires_at == first), first
