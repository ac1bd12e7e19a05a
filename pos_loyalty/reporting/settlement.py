"""The settlement of a coalition: points by partner over a period, and what is owed for them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from functools import reduce
from operator import add

from pos_loyalty.domain.calendar import midnight
from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.program import Partner, ProgramTimeline
from pos_loyalty.domain.settlement import Movement, settled_minor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.reporting.periods import Period
from pos_loyalty.storage.settlement_rows import points_by_partner
from pos_loyalty.storage.store import Reading, Store

_SMALLEST_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """One partner in a period. ``amount_minor`` is received, or paid when below zero.

    ``value`` is what a point is settled at, in major units.
    """

    partner_id: str
    name: str
    movement: Movement
    value: Fraction
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """All partners in a period, in the program's order, and beside them the shop itself."""

    period: Period
    currency: Currency
    partners: tuple[Settled, ...]
    shop: Movement

    @property
    def total(self) -> Movement:
        """What moved anywhere: the ledger's own movement in the period."""
        return reduce(add, (each.movement for each in self.partners), self.shop)

    @property
    def amount_minor(self) -> int:
        """What partners receive in all, or pay when below zero: the shop's side of it."""
        return sum(each.amount_minor for each in self.partners)


class Settlements:
    """Reads the ledger by partners; ``timeline`` gives the program's versions."""

    def __init__(self, store: Store, timeline: Callable[[Reading], ProgramTimeline]) -> None:
        self._store = store
        self._timeline = timeline

    def settlement(self, period: Period) -> Settlement:
        """What each partner receives or pays for a period, at the values in force at its end."""
        with self._store.read() as reading:
            timeline = self._timeline(reading)
            points = points_by_partner(
                reading, first_day=period.first_day, last_day=period.last_day
            )
        moved = {partner: Movement.of(kinds) for partner, kinds in points.items()}
        zone = timeline.versions[-1].program.zone
        end = midnight(period.last_day + timedelta(days=1), zone) - _SMALLEST_STEP
        currency = timeline.at(end).program.currency
        partners = _partners(timeline, end, moved)
        return Settlement(
            period=period,
            currency=currency,
            partners=tuple(
                _settled(partner, moved.get(partner.id, Movement()), currency)
                for partner in partners
            ),
            shop=moved.get("", Movement()),
        )


def _settled(partner: Partner, movement: Movement, currency: Currency) -> Settled:
    amount_minor = settled_minor(movement, partner.settlement_value, currency)
    return Settled(partner.id, partner.name, movement, partner.settlement_value, amount_minor)


def _partners(
    timeline: ProgramTimeline, end: datetime, moved: Mapping[str, Movement]
) -> tuple[Partner, ...]:
    """The partners at the end of a period, and those who left but have moved points in it.

    Who left is settled at the last value that the program had.
    """
    present = timeline.at(end).program.partners
    gone = sorted(moved.keys() - {"", *(partner.id for partner in present)})
    begun_last = sorted(timeline.versions, key=lambda each: (each.valid_from <= end, each.number))
    known = {partner.id: partner for each in begun_last for partner in each.program.partners}
    return (*present, *(known[partner_id] for partner_id in gone))
