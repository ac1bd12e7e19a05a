"""Counting what limits, caps and first-time rules ask for, while history is replayed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from pos_loyalty.domain.events import Position, RewardUse
from pos_loyalty.domain.member_state import DayCredit, Tallies, Use
from pos_loyalty.domain.trails import PurchaseTrail

_DAYS_KEPT = 2


class TallyBook:
    """A member's tallies being counted up, and down when a purchase is taken back."""

    def __init__(self, tallies: Tallies) -> None:
        self._purchases = tallies.purchases
        self._last_purchase_at = tallies.last_purchase_at
        self._largest_eligible = tallies.largest_eligible
        self._credited = Counter({credit.day: credit.points for credit in tallies.credited})
        self._campaign_uses = Counter(dict(tallies.campaign_uses))
        self._reward_uses = list(tallies.reward_uses)
        self._action_uses = list(tallies.action_uses)

    def tallies(self) -> Tallies:
        """The tallies to keep: of the credits by day only the latest days."""
        latest = sorted(self._credited)[-_DAYS_KEPT:]
        return Tallies(
            purchases=self._purchases,
            last_purchase_at=self._last_purchase_at,
            largest_eligible=self._largest_eligible,
            credited=tuple(DayCredit(day, self._credited[day]) for day in latest),
            campaign_uses=tuple(sorted((+self._campaign_uses).items())),
            reward_uses=tuple(self._reward_uses),
            action_uses=tuple(self._action_uses),
        )

    def credited_on(self, day: date) -> int:
        """Points that count for the cap of a local day."""
        return self._credited[day]

    def count_purchase(self, trail: PurchaseTrail, day: date) -> None:
        """Count a sale of a local day."""
        sale = trail.sale
        self._purchases += 1
        self._last_purchase_at = _later(self._last_purchase_at, sale.occurred_at)
        self._largest_eligible = max(self._largest_eligible, sale.eligible)
        if sale.capped_points:
            self._credited[day] += sale.capped_points
        for use in sale.campaigns:
            self._campaign_uses[use.campaign_id] += 1
        self.count_rewards(sale.rewards, trail.position)

    def discount_purchase(
        self, trail: PurchaseTrail, day: date, others: Iterable[PurchaseTrail]
    ) -> None:
        """A sale that was completely taken back counts for nothing any more."""
        sale = trail.sale
        self._purchases -= 1
        self._credited[day] -= sale.capped_points
        for use in sale.campaigns:
            self._campaign_uses[use.campaign_id] -= 1
        self.discount_rewards(sale.rewards, trail.position)
        self._last_purchase_at = None
        self._largest_eligible = Fraction(0)
        for other in others:
            if not other.complete:
                at = other.sale.occurred_at
                self._last_purchase_at = _later(self._last_purchase_at, at)
                self._largest_eligible = max(self._largest_eligible, other.sale.eligible)

    def count_rewards(self, rewards: Iterable[RewardUse], position: Position) -> None:
        """Count paid uses of rewards; free ones obey no limit and count for none."""
        self._reward_uses += _paid_uses(rewards, position)

    def discount_rewards(self, rewards: Iterable[RewardUse], position: Position) -> None:
        """Uses that were undone do not count."""
        for use in _paid_uses(rewards, position):
            self._reward_uses.remove(use)

    def count_action(self, action_id: str, position: Position) -> None:
        """Count an action."""
        self._action_uses.append(Use(action_id, position.effective_at))


def _paid_uses(rewards: Iterable[RewardUse], position: Position) -> list[Use]:
    return [Use(used.reward_id, position.effective_at) for used in rewards if not used.free]


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
