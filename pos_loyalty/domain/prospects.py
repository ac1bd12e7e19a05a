"""What a member can look forward to: the next tier, rewards in reach, what lapses next."""

from collections import Counter
from datetime import datetime
from fractions import Fraction
from math import ceil

from pos_loyalty.domain.burning import BurnContext, bar_of, cost_of
from pos_loyalty.domain.calendar import last_good_day
from pos_loyalty.domain.challenges import ChallengeProgress, is_on, progress_in
from pos_loyalty.domain.counter import (
    ClubGlance,
    ExpiryAhead,
    RewardOffer,
    TierAhead,
    TierGlance,
)
from pos_loyalty.domain.lots import next_expiry
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.memberships import held_until, running
from pos_loyalty.domain.program import PaidMembership, Program, Reward, RewardKind, Tier
from pos_loyalty.domain.slip import StampCount, TierMeasure
from pos_loyalty.domain.tier_window import TierWindow
from pos_loyalty.domain.tiers import rank

_WHOLE = 1000


def glance_at(tier: Tier | None) -> TierGlance | None:
    """A tier as a badge."""
    return None if tier is None else _badge(tier)


def tier_ahead(program: Program, state: MemberState) -> TierAhead | None:
    """The tier above the one held, and the way to it; None at the top or without tiers.

    Progress counts from zero to the threshold, for that is how the program words it.
    """
    above = rank(program, state.tier.held) + 1
    if not program.tiers or above >= len(program.tiers):
        return None
    following = program.tiers[above]
    measured = TierWindow(state.qualifying).measured(program, state.at)
    missing = max(0, ceil(following.threshold - measured))
    share = min(Fraction(1), measured / following.threshold) if following.threshold else Fraction(1)
    measure = TierMeasure(program.tier_policy.measure.value)
    return TierAhead(_badge(following), measure, missing, int(share * _WHOLE))


def reward_offers(context: BurnContext) -> tuple[RewardOffer, ...]:
    """All rewards of the program as this member can have them now, in the document's order."""
    free = Counter(granted.reward_id for granted in context.state.free_rewards)
    return tuple(
        _offer(context, reward, free=free[reward.id]) for reward in context.program.rewards
    )


def expiry_ahead(program: Program, state: MemberState) -> ExpiryAhead | None:
    """The points that lapse next; None while nothing does."""
    following = next_expiry(state.lots, state.at)
    if following is None:
        return None
    points, at = following
    return ExpiryAhead(points, last_good_day(at, program.zone))


def clubs_of(program: Program, state: MemberState) -> tuple[ClubGlance, ...]:
    """The paid memberships that the member is in now, in the document's order."""
    return tuple(
        _club(program, membership, held_until(membership.id, state.terms, state.at))
        for membership in running(program, state.terms, state.at)
    )


def challenge_ahead(program: Program, state: MemberState) -> ChallengeProgress | None:
    """The challenge that is nearest to its goal, of those that can be reached now."""
    moving = zip(program.challenges, progress_in(program, state.challenges), strict=True)
    open_ones = [
        progress
        for challenge, progress in moving
        if is_on(challenge, state.at) and not progress.is_over
    ]
    return max(open_ones, key=_share_done, default=None)


def stamp_counts(program: Program, state: MemberState) -> tuple[StampCount, ...]:
    """Where the member's stamp cards stand; a card in debt shows as empty."""
    counts = dict(state.stamps)
    return tuple(
        StampCount(card.name, min(max(0, counts.get(card.id, 0)), card.size), card.size)
        for card in program.stamp_cards
    )


def value_of_balance(program: Program, points: int) -> int | None:
    """Minor units that points are worth as a discount; None where they buy rewards only."""
    if program.redemption is None or points < 0:
        return None
    return program.redemption.value_of(points)


def _club(program: Program, membership: PaidMembership, ends_at: datetime) -> ClubGlance:
    last_day = last_good_day(ends_at, program.zone)
    return ClubGlance(membership.id, membership.name, ends_at, last_day)


def _share_done(progress: ChallengeProgress) -> Fraction:
    return Fraction(progress.progress, progress.goal)


def _badge(tier: Tier) -> TierGlance:
    return TierGlance(tier.id, tier.name, tier.color, tier.multiplier, tier.icon)


def _offer(context: BurnContext, reward: Reward, *, free: int) -> RewardOffer:
    cost = cost_of(context.program, reward, context.tier_id)
    return RewardOffer(
        id=reward.id,
        name=reward.name,
        cost=cost,
        kind=reward.kind,
        missing_points=max(0, cost - context.state.spendable),
        bar=bar_of(context, reward),
        free=free,
        needs_purchase=reward.kind is RewardKind.PERCENT_OFF,
    )
