"""What became of one sale or redemption: all that undoing it needs to know."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from math import floor

from pos_loyalty.domain.events import MemberEvent, Position, Purchased, Redeemed, Refunded
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import FreeReward, Qualifying
from pos_loyalty.domain.purse import Taken, lot_of


@dataclass(slots=True)
class PurchaseTrail:
    """A sale, the lot that it opened, what its burn took from which, and what went back so far.

    ``gone`` is what refunds at the instant ``gone_at`` took from which lot.
    """

    sale: Purchased
    position: Position
    lot: Lot
    qualifying: Qualifying | None
    taken: list[Taken]
    free_used: list[FreeReward]
    refunded_minor: int = 0
    reversed_points: int = 0
    restored_points: int = 0
    complete: bool = False
    stamps_taken: dict[str, int] = field(default_factory=dict)
    tickets_taken: dict[str, int] = field(default_factory=dict)
    gone: list[Taken] = field(default_factory=list)
    gone_at: datetime | None = None
    partner: str = ""

    def size_of(self, card_id: str) -> int:
        """How many stamps made a full card when this sale gave them."""
        return next(gain.size for gain in self.sale.stamps if gain.card_id == card_id)

    def refund(self, refund: Refunded) -> Qualifying | None:
        """Note a refund; what the purchase still counts for the tier afterwards."""
        # Refunds of two tills that did not know of each other add up.
        self.refunded_minor = min(self.sale.paid_minor, self.refunded_minor + refund.amount_minor)
        self.reversed_points += refund.reversed_points
        self.restored_points += refund.restored_points
        nothing_left = self.refunded_minor == self.sale.paid_minor
        self.complete = self.complete or refund.complete or nothing_left
        for taken in refund.stamps:
            before = self.stamps_taken.get(taken.card_id, 0)
            self.stamps_taken[taken.card_id] = before + taken.count
        for tickets in refund.tickets:
            before = self.tickets_taken.get(tickets.draw_id, 0)
            self.tickets_taken[tickets.draw_id] = before + tickets.count
        if self.complete:
            return None
        share = Fraction(self.refunded_minor, self.sale.paid_minor)
        sale = self.sale
        return Qualifying(
            at=sale.occurred_at,
            spend=sale.eligible * (1 - share),
            points=sale.measure_points - floor(sale.measure_points * share),
            visits=1,
        )


class PurchaseBook:
    """A member's purchases while history is replayed, each with its trail once it is asked for.

    Of a long history hardly anything is ever undone. A trail made for each purchase took a
    sixth of the time in which a history is folded.
    """

    def __init__(self) -> None:
        self._made: dict[str, tuple[MemberEvent, Purchased, Qualifying]] = {}
        self._trails: dict[str, PurchaseTrail] = {}

    def add(self, event: MemberEvent, sale: Purchased, qualifying: Qualifying) -> None:
        """Note a purchase, and what it counts for the tier."""
        self._made[sale.sale_id] = (event, sale, qualifying)

    def begin_trail(self, sale_id: str) -> PurchaseTrail:
        """The trail of a purchase of which nothing has gone back yet."""
        event, sale, qualifying = self._made[sale_id]
        position = event.position
        lot = lot_of(position, sale.award)
        trail = PurchaseTrail(sale, position, lot, qualifying, [], [], partner=event.partner)
        self._trails[sale_id] = trail
        return trail

    def trail(self, sale_id: str) -> PurchaseTrail | None:
        """What became of a purchase so far."""
        if sale_id in self._made and sale_id not in self._trails:
            return self.begin_trail(sale_id)
        return self._trails.get(sale_id)

    @property
    def trails(self) -> tuple[PurchaseTrail, ...]:
        """What became of all purchases so far, in the order of the history."""
        found = (self.trail(sale_id) for sale_id in self._made)
        return tuple(trail for trail in found if trail is not None)

    def last_until(self, at: datetime) -> datetime | None:
        """When the last purchase at or before ``at`` was made, of those that still count."""
        times = (trail.sale.occurred_at for trail in self.trails if not trail.complete)
        return max((time for time in times if time <= at), default=None)


@dataclass(slots=True)
class RedemptionTrail:
    """A redemption without a sale, and whether it was taken back."""

    redeemed: Redeemed
    position: Position
    taken: list[Taken]
    free_used: list[FreeReward]
    undone: bool = False
    partner: str = ""
