"""What points and rewards pay: checks in a fixed order, and the discount they make."""

from datetime import datetime
from fractions import Fraction
from math import ceil

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.calendar import is_within
from pos_loyalty.domain.counter import RewardBar
from pos_loyalty.domain.draws import draw_behind, room_for, sells_at, tickets_for_rewards
from pos_loyalty.domain.errors import (
    BelowMinimumError,
    ExceedsPurchaseError,
    InsufficientPointsError,
    LimitReachedError,
    NotAllowedError,
    NotAMultipleError,
    RewardNotAvailableError,
    UnknownRewardError,
)
from pos_loyalty.domain.events import MembershipTerm, RewardUse, TicketGain
from pos_loyalty.domain.limits import cooling_down, limit_reached
from pos_loyalty.domain.member_state import MemberState, Use
from pos_loyalty.domain.memberships import next_term
from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.program import Program, Reward, RewardKind
from pos_loyalty.domain.sale_context import ShopUsage
from pos_loyalty.domain.values import dataclass

_PAYING = frozenset({RewardKind.PRODUCT, RewardKind.AMOUNT_OFF, RewardKind.PERCENT_OFF})


@dataclass(frozen=True, slots=True)
class BurnQuote:
    """What a burn takes and what it is worth. Values in minor units, in order of use.

    ``terms`` are those of memberships that rewards open or prolong, ``tickets`` those of
    prize draws that rewards are.
    """

    spent: int
    discount_minor: int
    uses: tuple[RewardUse, ...] = ()
    reward_values: tuple[int, ...] = ()
    points_value_minor: int = 0
    terms: tuple[MembershipTerm, ...] = ()
    tickets: tuple[TicketGain, ...] = ()


@dataclass(frozen=True, slots=True)
class BurnContext:
    """Who burns, when, under which rules. ``tier_id`` is the tier held before the purchase."""

    program: Program
    state: MemberState
    tier_id: str | None
    usage: ShopUsage
    at: datetime


def quote_burn(context: BurnContext, burn: Burn, *, total_minor: int | None) -> BurnQuote:
    """What ``burn`` costs and pays of a purchase of ``total_minor``; None: no purchase.

    Raises UnknownRewardError, RewardNotAvailableError, LimitReachedError,
    NotAllowedError, BelowMinimumError, NotAMultipleError, InsufficientPointsError and
    ExceedsPurchaseError, checked in the order of the program document's rules.
    """
    counter = _Counter(context, total_minor)
    for reward_id in burn.rewards:
        counter.take_reward(reward_id)
    if burn.points:
        _check_points(context.program, burn.points, has_purchase=total_minor is not None)
    spent = counter.cost + burn.points
    if spent > context.state.spendable:
        raise InsufficientPointsError(needed=spent, held=context.state.spendable)
    value = _points_value(context.program, burn.points, total_minor, counter.left_minor)
    return BurnQuote(
        spent=spent,
        discount_minor=sum(counter.values) + value,
        uses=tuple(counter.uses),
        reward_values=tuple(counter.values),
        points_value_minor=value,
        terms=tuple(counter.terms),
        tickets=counter.tickets,
    )


def cost_of(program: Program, reward: Reward, tier_id: str | None) -> int:
    """What a reward costs a member of a tier, in points, rounded up."""
    tier = program.tier(tier_id)
    factor = tier.redemption_multiplier if tier else Fraction(1)
    return ceil(reward.cost * factor)


def bar_of(context: BurnContext, reward: Reward, *, taken_now: int = 0) -> RewardBar | None:
    """The first rule that keeps a member from a reward, points aside; None when none does.

    ``taken_now`` counts uses in the burn that is being put together.
    """
    if reward.tiers and context.tier_id not in reward.tiers:
        return RewardBar.TIER
    if not is_within(context.at, starts_at=reward.starts_at, ends_at=reward.ends_at):
        return RewardBar.DATES
    used = context.usage.reward_uses.get(reward.id, 0) + taken_now
    if reward.stock and used >= reward.stock:
        return RewardBar.STOCK
    zone = context.program.zone
    uses = [*context.state.tallies.reward_uses, *[Use(reward.id, context.at)] * taken_now]
    if limit_reached(reward.limit, reward.id, uses, at=context.at, zone=zone):
        return RewardBar.LIMIT
    if cooling_down(reward.cooldown_days, reward.id, uses, at=context.at, zone=zone):
        return RewardBar.COOLDOWN
    return ticket_bar_of(context, reward)


def check_rules(context: BurnContext, reward: Reward, *, taken_now: int = 0) -> None:
    """Raise what keeps a member from a reward: RewardNotAvailableError or LimitReachedError."""
    _refuse(bar_of(context, reward, taken_now=taken_now), reward)


def _refuse(bar: RewardBar | None, reward: Reward) -> None:
    if bar in {RewardBar.LIMIT, RewardBar.COOLDOWN}:
        raise LimitReachedError(subject=reward.name, limit=str(bar))
    if bar is not None:
        raise RewardNotAvailableError(reward=reward.name, reason=str(bar))


def ticket_bar_of(context: BurnContext, reward: Reward, *, taken_now: int = 0) -> RewardBar | None:
    """What keeps a member from the ticket that a reward is, if it is one.

    The dates are those of the draw, also for a free reward: there must be an urn.
    ``taken_now`` counts tickets of that draw in the burn that is being put together.
    """
    draw = draw_behind(context.program, reward)
    if draw is None:
        return None
    if not sells_at(draw, context.at) or draw.id in context.usage.draws_held:
        return RewardBar.DATES
    wanted = taken_now + 1
    if room_for(draw, context.state.tickets, wanted) < wanted:
        return RewardBar.LIMIT
    return None


def largest_redemption(context: BurnContext, total_minor: int) -> int:
    """The most points that could be redeemed as a discount on ``total_minor``; 0 for none."""
    redemption = context.program.redemption
    if redemption is None:
        return 0
    limit_minor = redemption.limit_of(total_minor)
    points = context.state.spendable
    if redemption.value_minor:
        # The value is rounded down, so a few points more may still fit.
        fitting = ((limit_minor + 1) * redemption.points - 1) // redemption.value_minor
        points = min(points, fitting)
    points -= points % redemption.step
    return points if points >= max(1, redemption.minimum_points) else 0


class _Counter:
    """Rewards taken one after the other from what is left to pay."""

    def __init__(self, context: BurnContext, total_minor: int | None) -> None:
        self._context = context
        self._free = [free.reward_id for free in context.state.free_rewards]
        self.left_minor = total_minor
        self.uses: list[RewardUse] = []
        self.values: list[int] = []
        self.terms: list[MembershipTerm] = []

    @property
    def cost(self) -> int:
        """Points for the rewards so far."""
        return sum(use.points for use in self.uses)

    def take_reward(self, reward_id: str) -> None:
        """Check one reward and take it."""
        program = self._context.program
        reward = program.reward(reward_id)
        if reward is None:
            raise UnknownRewardError(reward=reward_id)
        free = reward_id in self._free
        if free:
            self._free.remove(reward_id)
        else:
            check_rules(self._context, reward, taken_now=self._taken_now(reward.id))
        already = self._tickets_now(reward.product)
        _refuse(ticket_bar_of(self._context, reward, taken_now=already), reward)
        value = self._value_of(reward)
        if self.left_minor is not None:
            self.left_minor -= value
        cost = 0 if free else cost_of(program, reward, self._context.tier_id)
        self.uses.append(RewardUse(reward_id, cost, free))
        self.values.append(value)
        if reward.kind is RewardKind.MEMBERSHIP:
            self._open(reward.product)

    @property
    def tickets(self) -> tuple[TicketGain, ...]:
        """Tickets for the rewards so far."""
        if not self.uses:
            return ()
        counts = tickets_for_rewards(self._context.program, self.uses)
        return tuple(TicketGain(draw_id, count) for draw_id, count in counts.items())

    def _tickets_now(self, draw_id: str) -> int:
        return sum(gain.count for gain in self.tickets if gain.draw_id == draw_id)

    def _open(self, membership_id: str) -> None:
        membership = self._context.program.membership(membership_id)
        if membership is not None:
            held = (*self._context.state.terms, *self.terms)
            term = next_term(self._context.program, membership, held, self._context.at)
            self.terms.append(term)

    def _taken_now(self, reward_id: str) -> int:
        return sum(use.reward_id == reward_id and not use.free for use in self.uses)

    def _value_of(self, reward: Reward) -> int:
        if reward.kind not in _PAYING or not (reward.value_minor or reward.percent):
            return 0
        if reward.kind is RewardKind.PERCENT_OFF:
            if self.left_minor is None:
                raise NotAllowedError(reason="needs-purchase-total")
            self._check_something_left(reward)
            value = half_up(self.left_minor * reward.percent / 100)
            return min(value, reward.maximum_value_minor) if reward.maximum_value_minor else value
        if self.left_minor is None:
            return reward.value_minor
        self._check_something_left(reward)
        return min(reward.value_minor, self.left_minor)

    def _check_something_left(self, reward: Reward) -> None:
        if not self.left_minor:
            raise ExceedsPurchaseError(asked_minor=reward.value_minor, limit_minor=0)


def _check_points(program: Program, points: int, *, has_purchase: bool) -> None:
    redemption = program.redemption
    if redemption is None:
        raise NotAllowedError(reason="no-redemption")
    if redemption.with_purchase_only and not has_purchase:
        raise NotAllowedError(reason="with-purchase-only")
    if points < redemption.minimum_points:
        raise BelowMinimumError(points=points, minimum=redemption.minimum_points)
    if points % redemption.step:
        raise NotAMultipleError(points=points, step=redemption.step)


def _points_value(
    program: Program, points: int, total_minor: int | None, left_minor: int | None
) -> int:
    redemption = program.redemption
    if not points or redemption is None:
        return 0
    value = redemption.value_of(points)
    if total_minor is None or left_minor is None:
        return value
    limit = min(redemption.limit_of(total_minor), left_minor)
    if value > limit:
        raise ExceedsPurchaseError(asked_minor=value, limit_minor=limit)
    return value
