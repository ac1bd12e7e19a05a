"""Advice on a program: what is allowed, and yet may cost the shop money, trust or a lawsuit."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from pos_loyalty.domain.program import Program, RewardKind
from pos_loyalty.domain.values import dataclass

Fact = int | str | Fraction | date | timedelta


@dataclass(frozen=True, slots=True)
class Advice:
    """One warning about the key at ``path`` (``tier[1].threshold``). It never blocks.

    ``code`` is a stable name that ``i18n`` turns into a sentence with its reason; ``facts``
    fill it: whole numbers are minor units where the name ends in ``minor``, points where it ends
    in ``points``.
    """

    code: str
    path: str
    facts: tuple[tuple[str, Fact], ...] = ()


def advice(code: str, path: str, **facts: Fact) -> Advice:
    """An advice with its facts by name."""
    return Advice(code, path, tuple(facts.items()))


def point_worth(program: Program) -> Fraction | None:
    """Minor units that one point is worth as a discount; None where points are none."""
    redemption = program.redemption
    return Fraction(redemption.value_minor, redemption.points) if redemption else None


def best_rate(program: Program) -> Fraction:
    """The most points that one minor unit of money earns before tiers and campaigns."""
    if program.earn is None:
        return Fraction(0)
    by_money = [rate for rate in program.earn.special_rates if rate.points_per_item is None]
    return max(Fraction(rate.points, rate.per_minor) for rate in (program.earn.rate, *by_money))


def has_base(program: Program) -> bool:
    """Whether a rate earns anything, so that a multiplier has something to multiply."""
    rates = program.earn.special_rates if program.earn else ()
    return best_rate(program) > 0 or any(rate.points_per_item for rate in rates)


def earns_by_purchase(program: Program) -> bool:
    """Whether any purchase earns points from a rate or a flat bonus."""
    bonuses = (campaign.bonus or campaign.bonus_per_item for campaign in program.campaigns)
    return has_base(program) or any(bonuses)


def gives_points(program: Program) -> bool:
    """Whether a member can come to points in any way at all."""
    return earns_by_purchase(program) or any(_other_points(program))


def _other_points(program: Program) -> Iterator[int]:
    yield program.welcome.points if program.welcome else 0
    yield program.referral.referrer + program.referral.referred if program.referral else 0
    yield from (action.points for action in program.actions)
    yield from (challenge.bonus for challenge in program.challenges)
    yield from (segment.points for wheel in program.wheels for segment in wheel.segments)


def granted_rewards(program: Program) -> frozenset[str]:
    """Ids of the rewards that stamp cards and wheels give away free."""
    cards = {card.reward for card in program.stamp_cards}
    wheels = {segment.reward for wheel in program.wheels for segment in wheel.segments}
    return frozenset(cards | wheels) - {""}


def spends_points(program: Program) -> bool:
    """Whether points are good for anything: a discount, a reward, a ticket."""
    redemption = program.redemption
    is_discount = redemption is not None and redemption.value_minor and redemption.maximum_share
    return (
        bool(is_discount)
        or any(each.cost or each.kind is RewardKind.DONATION for each in program.rewards)
        or any(each.ticket_points for each in program.draws)
    )
