"""Counting what limits, caps and first-time rules ask for, while history is replayed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from pos_loyalty.domain.events import Position, Purchased, RewardUse
from pos_loyalty.domain.member_state import DayCredit, Tallies, Use
from pos_loyalty.domain.money import simplest

_DAYS_KEPT = 2


class TallyBook:
    """A member's tallies being counted up, and down when a purchase is taken back."""

    def __init__(self, before: Tallies, day_of: Callable[[datetime], date]) -> None:
        self._before = before
        self._day_of = day_of
        self._sales: list[Purchased] = []
        self._taken_back: set[str] = set()
        # What was summed up already; asked for with each sale, it must not start anew each time.
        self._summed = before
        self._summed_to = 0
        self._is_summed = True
        self._campaign_uses = dict(before.campaign_uses)
        self._campaigns = before.campaign_uses
        self._reward_uses = list(before.reward_uses)
        self._action_uses = list(before.action_uses)
        self._spin_uses = list(before.spin_uses)

    def tallies(self) -> Tallies:
        """The tallies to keep: of the credits by day only the latest days."""
        if not self._is_summed:
            self._sum_up()
        return self._summed

    def credited_on(self, day: date) -> int:
        """Points that count for the cap of a local day."""
        sales = self._counting_since(0)
        known = sum(credit.points for credit in self._before.credited if credit.day == day)
        return known + sum(s.capped_points for s in sales if self._day_of(s.occurred_at) == day)

    def count_purchase(self, sale: Purchased, position: Position) -> None:
        """Count a sale."""
        self._is_summed = False
        self._sales.append(sale)
        if sale.campaigns:
            self._count_campaigns(sale, 1)
        if sale.rewards:
            self.count_rewards(sale.rewards, position)

    def discount_purchase(self, sale: Purchased, position: Position) -> None:
        """A sale that was completely taken back counts for nothing any more."""
        self._taken_back.add(sale.sale_id)
        self._summed, self._summed_to = self._before, 0
        self._count_campaigns(sale, -1)
        self.discount_rewards(sale.rewards, position)

    def count_rewards(self, rewards: Sequence[RewardUse], position: Position) -> None:
        """Count paid uses of rewards; free ones obey no limit and count for none."""
        self._is_summed = False
        self._reward_uses += _paid_uses(rewards, position)

    def discount_rewards(self, rewards: Sequence[RewardUse], position: Position) -> None:
        """Uses that were undone do not count."""
        self._is_summed = False
        for use in _paid_uses(rewards, position):
            self._reward_uses.remove(use)

    def count_action(self, action_id: str, position: Position) -> None:
        """Count an action."""
        self._is_summed = False
        self._action_uses.append(Use(action_id, position.effective_at))

    def count_spin(self, wheel_id: str, position: Position) -> None:
        """Count a spin of a wheel."""
        self._is_summed = False
        self._spin_uses.append(Use(wheel_id, position.effective_at))

    def discount_spin(self, wheel_id: str, position: Position) -> None:
        """A spin that was taken back does not count."""
        self._is_summed = False
        self._spin_uses.remove(Use(wheel_id, position.effective_at))

    def _count_campaigns(self, sale: Purchased, times: int) -> None:
        uses = self._campaign_uses
        for use in sale.campaigns:
            uses[use.campaign_id] = uses.get(use.campaign_id, 0) + times
        self._campaigns = tuple(sorted((name, n) for name, n in uses.items() if n > 0))

    def _sum_up(self) -> None:
        new, before = self._counting_since(self._summed_to), self._summed
        last, largest = before.last_purchase_at, before.largest_eligible
        most = simplest(largest)
        for sale in new:
            if last is None or sale.occurred_at > last:
                last = sale.occurred_at
            if (amount := simplest(sale.eligible)) > most:
                largest, most = sale.eligible, amount
        self._summed = Tallies(
            purchases=before.purchases + len(new),
            last_purchase_at=last,
            largest_eligible=largest,
            credited=self._latest_credits(new) if new else before.credited,
            campaign_uses=self._campaigns,
            reward_uses=tuple(self._reward_uses),
            action_uses=tuple(self._action_uses),
            spin_uses=tuple(self._spin_uses),
        )
        self._summed_to = len(self._sales)
        self._is_summed = True

    def _counting_since(self, place: int) -> list[Purchased]:
        """The sales from a place on that have not been completely taken back."""
        new = self._sales[place:]
        if not self._taken_back:
            return new
        return [sale for sale in new if sale.sale_id not in self._taken_back]

    def _latest_credits(self, sales: list[Purchased]) -> tuple[DayCredit, ...]:
        """What counts for the caps of the latest days on which anything does."""
        if len(sales) == 1:
            return self._with_credit(sales[0])
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

    def _with_credit(self, sale: Purchased) -> tuple[DayCredit, ...]:
        """As ``_latest_credits`` for one sale more, of the latest day: in a third of the time."""
        before = self._summed.credited
        if not sale.capped_points:
            return before
        day = self._day_of(sale.occurred_at)
        if not before or before[-1].day < day:
            return (*before[1 - _DAYS_KEPT :], DayCredit(day, sale.capped_points))
        credited = {credit.day: credit.points for credit in before}
        credited[day] = credited.get(day, 0) + sale.capped_points
        return tuple(DayCredit(day, credited[day]) for day in sorted(credited)[-_DAYS_KEPT:])


def _paid_uses(rewards: Sequence[RewardUse], position: Position) -> list[Use]:
    return [Use(used.reward_id, position.effective_at) for used in rewards if not used.free]


def _occurrence(sale: Purchased) -> datetime:
    return sale.occurred_at
