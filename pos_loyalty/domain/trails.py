"""What became of one sale or redemption: all that undoing it needs to know."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from math import floor

from pos_loyalty.domain.events import (
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    Refunded,
    StampsTaken,
    TicketsTaken,
)
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import FreeReward, Qualifying
from pos_loyalty.domain.purse import Taken, lot_of


@dataclass(slots=True)
class PurchaseTrail:
    """A sale, the lot that it opened, what its burn took from which, and what went back so far.

    Only what counts is noted: where two tills took the same back apart, it went back once.
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
    partner: str = ""

    def size_of(self, card_id: str) -> int:
        """How many stamps made a full card when this sale gave them."""
        return next(gain.size for gain in self.sale.stamps if gain.card_id == card_id)

    def knew_all(self, refund: Refunded) -> bool:
        """Whether the till that wrote a refund knew of all that came before it."""
        sum_minor = self.refunded_minor + refund.amount_minor
        return not self.complete and refund.refunded_minor == sum_minor

    def counted(self, refund: Refunded, *, lapsed: int) -> Refunded:
        """What a till would have written that knew of all that came before.

        ``lapsed`` points of the sale's lot can no longer be taken.
        """
        if self.complete:
            return replace(refund, reversed_points=0, restored_points=0, stamps=(), tickets=())
        sale = self.sale
        sum_minor = self.refunded_minor + refund.amount_minor
        is_whole = refund.complete or sum_minor >= sale.paid_minor
        share = Fraction(1) if is_whole else Fraction(sum_minor, sale.paid_minor)
        due = floor(sale.award.points * share) - self.reversed_points
        return replace(
            refund,
            reversed_points=max(0, due - lapsed),
            restored_points=floor(sale.spent * share) - self.restored_points,
            stamps=tuple(
                StampsTaken(gain.card_id, count)
                for gain in sale.stamps
                for before in [self.stamps_taken.get(gain.card_id, 0)]
                if (count := floor(gain.count * share) - before) > 0
            ),
            # Which draws had taken place is not known here; what is due beside it follows.
            tickets=tuple(
                TicketsTaken(gain.draw_id, count)
                for gain in sale.tickets
                for taken in refund.tickets
                if taken.draw_id == gain.draw_id
                for before in [self.tickets_taken.get(gain.draw_id, 0)]
                if (count := min(taken.count, gain.count - before)) > 0
            ),
        )

    def refund(self, refund: Refunded) -> Qualifying | None:
        """Note what counts of a refund; what the purchase still counts for the tier afterwards."""
        # Refunds of two tills that did not know of each other add up.
        self.refunded_minor = min(self.sale.paid_minor, self.refunded_minor + refund.amount_minor)
        self.reversed_points += refund.reversed_points
        self.restored_points += refund.restored_points
        nothing_left = self.refunded_minor == self.sale.paid_minor
        self.complete = self.complete or refund.complete or nothing_left
        for taken in refund.stamps:
            before = self.stamps_taken.get(taken.card_id, 0)
            self.stamps_taken[taken.card_id] = before + taken.count
        self.take_tickets(refund.tickets)
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

    def take_tickets(self, taken: Iterable[TicketsTaken]) -> None:
        """Note tickets that went."""
        for tickets in taken:
            before = self.tickets_taken.get(tickets.draw_id, 0)
            self.tickets_taken[tickets.draw_id] = before + tickets.count


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


@dataclass(slots=True)
class ReferenceCredit:
    """A credit that stands for somebody else's sale, and what of it was taken back.

    ``is_whole`` says of a challenge's bonus that it is never taken back in parts.
    """

    lot: Lot
    is_whole: bool = False
    taken_back: int = 0

    @property
    def lot_id(self) -> str:
        """The name of the lot that the credit opened."""
        return self.lot.id

    @property
    def points(self) -> int:
        """Points that were credited."""
        return self.lot.points

    def is_exceeded_by(self, points: int) -> bool:
        """Whether more goes back than there was: who took it back did not know all."""
        return self.taken_back + points > self.points

    def counted(self, points: int, *, lapsed: int) -> int:
        """What counts of points taken back, of which ``lapsed`` can no longer be taken."""
        if self.is_whole and self.taken_back:
            return 0
        return min(points, max(0, self.points - self.taken_back - lapsed))
