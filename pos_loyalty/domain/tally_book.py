"""Counting what limits, caps and first-time rules ask for, while history is replayed."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction

from pos_loyalty.domain.events import Position, Purchased, RewardUse
from pos_loyalty.domain.member_state import DayCredit, Tallies, Use
from pos_loyalty.domain.money import simplest
from pos_loyalty.domain.trails import PurchaseTrail

_DAYS_KEPT = 2


class TallyBook:
    """A member's tallies being counted up, and down when a purchase is taken back."""

    def __init__(self, before: Tallies, day_of: Callable[[datetime], date]) -> None:
        self._before = before
        self._day_of = day_of
        self._trails: list[PurchaseTrail] = []
        # What was summed up already; asked for with each sale, it must not start anew each time.
        self._summed = before
        self._summed_to = 0
        self._campaign_uses = Counter(dict(before.campaign_uses))
        self._reward_uses = list(before.reward_uses)
        self._action_uses = list(before.action_uses)
        self._spin_uses = list(before.spin_uses)

    def tallies(self) -> Tallies:
        """The tallies to keep: of the credits by day only the latest days."""
        new = [trail.sale for trail in self._trails[self._summed_to :] if not trail.complete]
        before = self._summed
        times = [sale.occurred_at for sale in new]
        if before.last_purchase_at is not None:
            times.append(before.last_purchase_at)
        amounts = [simplest(before.largest_eligible), *(simplest(s.eligible) for s in new)]
        campaigns = ((name, count) for name, count in self._campaign_uses.items() if count > 0)
        self._summed_to = len(self._trails)
        self._summed = Tallies(
            purchases=before.purchases + len(new),
            last_purchase_at=max(times, default=None),
            largest_eligible=Fraction(max(amounts)) if new else before.largest_eligible,
            credited=self._latest_credits(new) if new else before.credited,
            campaign_uses=tuple(sorted(campaigns)),
            reward_uses=tuple(self._reward_uses),
            action_uses=tuple(self._action_uses),
            spin_uses=tuple(self._spin_uses),
        )
        return self._summed

    def credited_on(self, day: date) -> int:
        """Points that count for the cap of a local day."""
        sales = [trail.sale for trail in self._trails if not trail.complete]
        known = sum(credit.points for credit in self._before.credited if credit.day == day)
        return known + sum(s.capped_points for s in sales if self._day_of(s.occurred_at) == day)

    def count_purchase(self, trail: PurchaseTrail) -> None:
        """Count a sale."""
        self._trails.append(trail)
        for use in trail.sale.campaigns:
            self._campaign_uses[use.campaign_id] += 1
        self.count_rewards(trail.sale.rewards, trail.position)

    def discount_purchase(self, trail: PurchaseTrail) -> None:
        """A sale that was completely taken back counts for nothing any more."""
        self._summed, self._summed_to = self._before, 0
        for use in trail.sale.campaigns:
            self._campaign_uses[use.campaign_id] -= 1
        self.discount_rewards(trail.sale.rewards, trail.position)

    def count_rewards(self, rewards: Sequence[RewardUse], position: Position) -> None:
        """Count paid uses of rewards; free ones obey no limit and count for none."""
        if rewards:
            self._reward_uses += _paid_uses(rewards, position)

    def discount_rewards(self, rewards: Sequence[RewardUse], position: Position) -> None:
        """Uses that were undone do not count."""
        for use in _paid_uses(rewards, position):
            self._reward_uses.remove(use)

    def _latest_credits(self, sales: list[Purchased]) -> tuple[DayCredit, ...]:
        """What counts for the caps of the latest days on which anything does."""
        credited = {credit.day: credit.points for credit in self._summed.credited}
        seen: set[date] = set()
        for sale in sorted(sales, key=_occurrence, reverse=True):
            if sale.capped_points:
                day = self._day_of(sale.occurred_at)
                seen.add(day)
                if len(seen) > _DAYS_KEPT + 1:
                    break
                credited[day] = credited.get(day, 0) + sale.capped_points
        return tuple(DayCredit(day, credited[day]) for day in sorted(credited)[-_DAYS_KEPT:])

    def count_action(self, action_id: str, position: Position) -> None:
        """Count an action."""
        self._action_uses.append(Use(action_id, position.effective_at))

    def count_spin(self, wheel_id: str, position: Position) -> None:
        """Count a spin of a wheel."""
        self._spin_uses.append(Use(wheel_id, position.effective_at))

    def discount_spin(self, wheel_id: str, position: Position) -> None:
        """A spin that was taken back does not count."""
        self._spin_uses.remove(Use(wheel_id, position.effective_at))


def _paid_uses(rewards: Sequence[RewardUse], position: Position) -> list[Use]:
    return [Use(used.reward_id, position.effective_at) for used in rewards if not used.free]


def _occurrence(sale: Purchased) -> datetime:
    return sale.occurred_at
