"""Points given to a good cause: what they cost the member, and what the cause gets."""

from pos_loyalty.domain.burning import BurnContext, check_rules, cost_of
from pos_loyalty.domain.errors import (
    BelowMinimumError,
    InsufficientPointsError,
    NotAllowedError,
    NotAMultipleError,
    UnknownRewardError,
)
from pos_loyalty.domain.events import RewardUse
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class DonationQuote:
    """One donation, and the value in minor units that the cause gets for it."""

    use: RewardUse
    donated_minor: int


def quote_donation(context: BurnContext, *, points: int, reward_id: str) -> DonationQuote:
    """What giving ``points`` by a reward of kind donation comes to. One donation is one use.

    The points are a multiple of the reward's cost, each time for its value; where it costs
    nothing, any number of points gives the value once.

    Raises UnknownRewardError, NotAllowedError for another kind of reward,
    RewardNotAvailableError, LimitReachedError, BelowMinimumError, NotAMultipleError and
    InsufficientPointsError, checked in this order.
    """
    reward = context.program.reward(reward_id)
    if reward is None:
        raise UnknownRewardError(reward=reward_id)
    if reward.kind is not RewardKind.DONATION or points <= 0:
        raise NotAllowedError(reason="no-donation", reward=reward.name)
    check_rules(context, reward)
    cost = cost_of(context.program, reward, context.tier_id)
    if points < cost:
        raise BelowMinimumError(points=points, minimum=cost)
    if cost and points % cost:
        raise NotAMultipleError(points=points, step=cost)
    if points > context.state.spendable:
        raise InsufficientPointsError(needed=points, held=context.state.spendable)
    donated_minor = reward.value_minor * (points // cost) if cost else reward.value_minor
    return DonationQuote(RewardUse(reward_id, points), donated_minor)
