"""The wheel: an instant win whose odds are printed and whose result anybody can recompute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from pos_loyalty.domain.draws import number_from
from pos_loyalty.domain.events import Position, Spun
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import FreeReward
from pos_loyalty.domain.program import Wheel
from pos_loyalty.domain.trails import PurchaseTrail


@dataclass(slots=True)
class SpinTrail:
    """A spin, the lot that it opened, and whether it was taken back."""

    spun: Spun
    position: Position
    lot: Lot
    undone: bool = False

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


def purchase_to_spin(
    wheel: Wheel,
    spins: SpinBook,
    purchases: Iterable[PurchaseTrail],
    *,
    day: date,
    day_of: Callable[[datetime], date],
) -> str | None:
    """The oldest purchase of ``day`` that still gives a spin of a wheel."""
    for trail in purchases:
        sale = trail.sale
        if (
            not trail.complete
            and day_of(sale.occurred_at) == day
            and sale.eligible >= wheel.minimum_purchase_minor
            and not spins.is_spun(wheel.id, sale.sale_id)
        ):
            return sale.sale_id
    return None


def segment_of(wheel: Wheel, *, seed: str, member_id: str, number: int) -> int:
    """The place of the segment on which spin ``number`` of a member stops, from zero.

    SHA-256 over seed, wheel id, member id and number, joined by line feeds, read as a
    big-endian number and taken modulo the sum of all weights, falls into one segment;
    segments stand side by side in document order, each as wide as its weight.
    """
    total = sum(segment.weight for segment in wheel.segments)
    rest = number_from(seed, wheel.id, member_id, number) % total
    for place, segment in enumerate(wheel.segments):
        rest -= segment.weight
        if rest < 0:
            return place
    raise AssertionError(wheel.id)


def odds_of(wheel: Wheel) -> tuple[Fraction, ...]:
    """The chance of each segment, in document order; they sum to one."""
    total = sum(segment.weight for segment in wheel.segments)
    return tuple(Fraction(segment.weight, total) for segment in wheel.segments)
