"""The wheel: an instant win whose odds are printed and whose result anybody can recompute."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from zoneinfo import ZoneInfo

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.draws import number_from
from pos_loyalty.domain.errors import LimitReachedError, NotAllowedError
from pos_loyalty.domain.events import Position, Spun
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.limits import limit_reached
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import FreeReward, Use
from pos_loyalty.domain.program import Program, Wheel
from pos_loyalty.domain.trails import PurchaseTrail
from pos_loyalty.domain.values import dataclass


class WheelBar(StrEnum):
    """Why a wheel cannot be spun now."""

    LIMIT = "limit"
    PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Chance:
    """A member before a wheel: whether it may be spun now, and what it would be spun for.

    ``number`` counts the member's spins of this wheel so far; ``sale_id`` names the purchase
    that gives this one, where one is needed.
    """

    wheel: Wheel
    number: int
    sale_id: str = ""
    bar: WheelBar | None = None


@dataclass(slots=True)
class SpinTrail:
    """A spin, the lot that it opened, and whether it was taken back."""

    spun: Spun
    position: Position
    lot: Lot
    undone: bool = False
    partner: str = ""

    @property
    def free_reward(self) -> FreeReward | None:
        """The free reward that the spin granted."""
        reward = self.spun.reward_id
        return FreeReward(reward, self.spun.spin_id) if reward else None


class SpinBook:
    """A member's spins while history is replayed."""

    def __init__(self) -> None:
        self._spins: dict[str, SpinTrail] = {}

    def add(self, trail: SpinTrail) -> None:
        """Note a spin."""
        self._spins[trail.spun.spin_id] = trail

    def spin(self, spin_id: str) -> SpinTrail | None:
        """What became of a spin so far."""
        return self._spins.get(spin_id)

    def is_undone(self, spin_id: str) -> bool:
        """Whether a spin was taken back."""
        trail = self.spin(spin_id)
        return trail is not None and trail.undone

    def number_of_next(self, wheel_id: str) -> int:
        """How often the member has spun a wheel; undone spins keep their number."""
        return sum(trail.spun.wheel_id == wheel_id for trail in self._spins.values())

    def of_sale(self, sale_id: str) -> tuple[SpinTrail, ...]:
        """The spins that a purchase gave and that were not taken back."""
        return tuple(
            trail
            for trail in self._spins.values()
            if trail.spun.sale_id == sale_id and not trail.undone
        )

    def is_spun(self, wheel_id: str, sale_id: str) -> bool:
        """Whether a purchase has given its spin of a wheel."""
        return any(trail.spun.wheel_id == wheel_id for trail in self.of_sale(sale_id))


def chance_on(
    wheel: Wheel,
    spins: SpinBook,
    purchases: Iterable[PurchaseTrail],
    uses: Iterable[Use],
    *,
    at: datetime,
    zone: ZoneInfo,
) -> Chance:
    """Whether a member may spin a wheel at ``at``; the limit is looked at first.

    ``uses`` are the spins that count. Of several purchases of the day, the oldest is spun first.
    """
    number = spins.number_of_next(wheel.id)
    if limit_reached(wheel.limit, wheel.id, uses, at=at, zone=zone):
        return Chance(wheel, number, bar=WheelBar.LIMIT)
    if not wheel.minimum_purchase_minor:
        return Chance(wheel, number)
    day = local_day(at, zone)
    for trail in purchases:
        sale = trail.sale
        if (
            not trail.complete
            and local_day(sale.occurred_at, zone) == day
            and sale.eligible >= wheel.minimum_purchase_minor
            and not spins.is_spun(wheel.id, sale.sale_id)
        ):
            return Chance(wheel, number, sale_id=sale.sale_id)
    return Chance(wheel, number, bar=WheelBar.PURCHASE)


def quote_spin(
    program: Program, chance: Chance, *, member_id: str, spin_id: str, seed: str, at: datetime
) -> Spun:
    """The fact of a spin: where the wheel stops, and what that gives.

    Raises LimitReachedError, and NotAllowedError without a purchase that gives a spin.
    """
    wheel = chance.wheel
    if chance.bar is WheelBar.LIMIT:
        raise LimitReachedError(subject=wheel.name, limit=str(chance.bar))
    if chance.bar is not None:
        raise NotAllowedError(reason="nothing-to-spin-for", wheel=wheel.name)
    place = segment_of(wheel, seed=seed, member_id=member_id, number=chance.number)
    segment = wheel.segments[place]
    return Spun(
        spin_id=spin_id,
        wheel_id=wheel.id,
        number=chance.number,
        seed=seed,
        segment=place,
        credit=credit_of(program, segment.points, at),
        reward_id=segment.reward,
        sale_id=chance.sale_id,
    )


def segment_of(wheel: Wheel, *, seed: str, member_id: str, number: int) -> int:
    """The place of the segment on which spin ``number`` of a member stops, from zero.

    SHA-256 over seed, wheel id, member id and number, joined by line feeds, read as a
    big-endian number and taken modulo the sum of all weights, falls into one segment;
    segments stand side by side in document order, each as wide as its weight.
    """
    stop = number_from(seed, wheel.id, member_id, number) % wheel.total_weight
    ends = list(accumulate(segment.weight for segment in wheel.segments))
    return bisect_right(ends, stop)


def odds_of(wheel: Wheel) -> tuple[Fraction, ...]:
    """The chance of each segment, in document order; they sum to one."""
    return tuple(Fraction(segment.weight, wheel.total_weight) for segment in wheel.segments)
