"""Slips of the pen: rules that can never apply, cost without bound, or promise nothing."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import prod

from pos_loyalty.domain import calendar
from pos_loyalty.domain.advice import (
    Advice,
    advice,
    best_rate,
    earns_by_purchase,
    gives_points,
    granted_rewards,
    has_base,
    point_worth,
    spends_points,
)
from pos_loyalty.domain.campaigns import is_predicate
from pos_loyalty.domain.program import (
    Campaign,
    Challenge,
    Measure,
    Program,
    Reward,
    Stacking,
    Wheel,
    Window,
)

_HUNDRED = 100
_WEEK = 7
_LARGE_MULTIPLIER = 3
_GENEROUS = Fraction(1, 5)
_MEAGER = Fraction(1, 500)
_LARGE_STACK = 5
_LIKE_A_PREDICATE = re.compile(r"(birthday|first|new|lapsed)-")


def sense_advice(program: Program, now: datetime | None) -> Iterator[Advice]:
    """Advice on what the shop can hardly have meant."""
    yield from _points(program)
    yield from _gifts(program)
    yield from _stack(program)
    for place, campaign in enumerate(program.campaigns):
        yield from _campaign(program, campaign, f"campaign[{place}]")
    for place, reward in enumerate(program.rewards):
        yield from _reward(program, reward, f"reward[{place}]")
    yield from _tiers(program)
    yield from _games(program)
    yield from _partners(program)
    if now is not None:
        yield from _over(program, now)


def _points(program: Program) -> Iterator[Advice]:
    if gives_points(program) and not spends_points(program):
        yield advice("points-worth-nothing", "redemption")
    factor = max((tier.multiplier for tier in program.tiers), default=Fraction(1))
    back = best_rate(program) * factor * (point_worth(program) or 0)
    if back > _GENEROUS:
        yield advice("generous-return", "earn.points", percent=back)
    redemption = program.redemption
    if redemption is not None and redemption.minimum_points % redemption.step:
        steps = -(-redemption.minimum_points // redemption.step)
        real = steps * redemption.step
        yield advice("minimum-between-steps", "redemption.minimum_points", points=real)

    excluded = program.earn.exclude_categories if program.earn else frozenset()
    for place, rate in enumerate(program.earn.special_rates if program.earn else ()):
        if rate.category in excluded:
            path = f"earn.category[{place}].category"
            yield advice("rate-without-effect", path, name=rate.category)


def _gifts(program: Program) -> Iterator[Advice]:
    welcome, cheapest = program.welcome, _cheapest(program)
    if welcome is not None and not welcome.on_first_purchase and welcome.points >= cheapest > 0:
        yield advice("welcome-pays-out", "welcome.points", points=welcome.points)
    referral = program.referral
    if referral is not None and referral.referrer and not referral.minimum_purchase_minor:
        yield advice("referral-for-a-cent", "referral.minimum_purchase")
    for place, action in enumerate(program.actions):
        if action.points and action.limit is None and not action.needs_manager:
            yield advice("unlimited-action", f"action[{place}].limit", name=action.name)


def _cheapest(program: Program) -> int:
    """The fewest points that buy anything; 0 where nothing is for sale."""
    costs = [reward.cost for reward in program.rewards if reward.cost]
    if program.redemption is not None and program.redemption.value_minor:
        costs.append(max(program.redemption.minimum_points, program.redemption.step))
    return min(costs, default=0)


def _stack(program: Program) -> Iterator[Advice]:
    """Factors that multiply each other: a dozen small ones make a large one."""
    if program.stacking is not Stacking.MULTIPLY:
        return
    factor = prod((each.multiplier or 1 for each in program.campaigns), start=Fraction(1))
    if factor >= _LARGE_STACK:
        yield advice("large-stack", "stacking.campaigns", factor=factor)


def _campaign(program: Program, campaign: Campaign, path: str) -> Iterator[Advice]:
    name = campaign.name
    if _is_without_effect(campaign):
        yield advice("campaign-without-effect", path, name=name)
    dead = _dead_key(program, campaign)
    if dead:
        yield advice("campaign-never-matches", f"{path}.{dead}", name=name)
    for place, who in enumerate(campaign.members):
        if _LIKE_A_PREDICATE.match(who) and not is_predicate(who):
            yield advice("nobody-is-meant", f"{path}.members[{place}]", name=name, word=who)
    if campaign.budget or campaign.per_member:
        return
    if campaign.multiplier is not None and campaign.multiplier >= _LARGE_MULTIPLIER:
        yield advice("large-campaign", f"{path}.budget", name=name, factor=campaign.multiplier)
    can_split = not campaign.minimum_purchase_minor and campaign.members != ("first-purchase",)
    if campaign.bonus and can_split:
        yield advice("bonus-by-splitting", f"{path}.minimum_purchase", name=name)


def _is_without_effect(campaign: Campaign) -> bool:
    if campaign.holdout_percent == _HUNDRED:
        return True
    changes_nothing = campaign.multiplier is None or campaign.multiplier == 1
    return changes_nothing and not campaign.bonus and not campaign.bonus_per_item


def _dead_key(program: Program, campaign: Campaign) -> str:
    """The key that keeps a campaign from ever matching, empty when there is none."""
    excluded = program.earn.exclude_categories if program.earn else frozenset()
    if campaign.categories and campaign.categories <= excluded:
        return "categories"
    if campaign.weekdays and not campaign.weekdays & _weekdays_in(program, campaign):
        return "weekdays"
    if campaign.multiplier is not None and not has_base(program):
        return "multiplier"
    return ""


def _weekdays_in(program: Program, campaign: Campaign) -> frozenset[int]:
    """The weekdays on which a campaign with these dates can take place."""
    if campaign.starts_at is None or campaign.ends_at is None:
        return frozenset(range(_WEEK))
    first = calendar.local_day(campaign.starts_at, program.zone)
    last = calendar.last_good_day(campaign.ends_at, program.zone)
    days = min((last - first).days + 1, _WEEK)
    return frozenset((first + timedelta(days=day)).weekday() for day in range(days))


def _reward(program: Program, reward: Reward, path: str) -> Iterator[Advice]:
    if reward.cost == 0:
        if not (reward.limit or reward.stock or reward.cooldown_days):
            yield advice("free-reward", f"{path}.cost", name=reward.name)
        return
    if not gives_points(program):
        if reward.id not in granted_rewards(program):
            yield advice("reward-out-of-reach", f"{path}.cost", name=reward.name)
        return
    back = best_rate(program) * Fraction(reward.value_minor, reward.cost)
    if 0 < back < _MEAGER:
        yield advice("meager-reward", f"{path}.cost", name=reward.name, percent=back)


def _tiers(program: Program) -> Iterator[Advice]:
    for place, (lower, tier) in enumerate(pairwise(program.tiers), start=1):
        if tier.multiplier < lower.multiplier:
            yield advice("tier-below-the-lower", f"tier[{place}].multiplier", name=tier.name)
        if tier.redemption_multiplier > lower.redemption_multiplier:
            path = f"tier[{place}].redemption_multiplier"
            yield advice("tier-below-the-lower", path, name=tier.name)
    policy = program.tier_policy
    if policy.measure is not Measure.POINTS:
        return
    for place, tier in enumerate(program.tiers):
        most = _most_points(program)
        if most is not None and tier.threshold > most:
            yield advice("tier-out-of-reach", f"tier[{place}].threshold", name=tier.name)


def _most_points(program: Program) -> int | None:
    """The most points that can count for a tier within its window; None without a bound."""
    if program.earn is None or not earns_by_purchase(program):
        return 0
    policy, cap = program.tier_policy, program.earn.cap_per_day
    match policy.window:
        case _ if not cap:
            return None
        case Window.ROLLING_DAYS:
            return cap * (policy.length + 1)
        case Window.ROLLING_MONTHS:
            return cap * (policy.length * 31 + 1)
        case Window.CALENDAR_YEAR:
            return cap * 366
        case _:
            return None


def _games(program: Program) -> Iterator[Advice]:
    for place, wheel in enumerate(program.wheels):
        if wheel.limit is None and not wheel.minimum_purchase_minor:
            yield advice("unlimited-spins", f"wheel[{place}].limit", name=wheel.name)
        elif wheel.minimum_purchase_minor:
            back = _value_of_a_spin(program, wheel) / wheel.minimum_purchase_minor
            if back > _GENEROUS:
                path = f"wheel[{place}].segments"
                yield advice("generous-wheel", path, name=wheel.name, percent=back)
    for place, draw in enumerate(program.draws):
        if not draw.prizes:
            yield advice("draw-without-prizes", f"draw[{place}].prizes", name=draw.name)


def _value_of_a_spin(program: Program, wheel: Wheel) -> Fraction:
    """Minor units that a spin gives on average, points and rewards alike."""
    worth = point_worth(program) or Fraction(0)
    rewards = {reward.id: reward.value_minor for reward in program.rewards}
    won = sum(
        segment.weight * (segment.points * worth + rewards.get(segment.reward, 0))
        for segment in wheel.segments
    )
    return Fraction(won) / sum(segment.weight for segment in wheel.segments)


def _partners(program: Program) -> Iterator[Advice]:
    worth = point_worth(program)
    for place, partner in enumerate(program.partners):
        path = f"partner[{place}].settlement_value"
        settled = partner.settlement_value * program.currency.minor_per_major
        if settled == 0:
            yield advice("partner-unsettled", path, name=partner.name)
        if worth is not None and settled > worth:
            yield advice("partner-overpaid", path, name=partner.name)


def _over(program: Program, now: datetime) -> Iterator[Advice]:
    dated: tuple[tuple[str, Sequence[Campaign | Reward | Challenge]], ...] = (
        ("campaign", program.campaigns),
        ("reward", program.rewards),
        ("challenge", program.challenges),
    )
    for section, items in dated:
        for place, item in enumerate(items):
            if item.ends_at is not None and item.ends_at <= now:
                day = calendar.last_good_day(item.ends_at, program.zone)
                yield advice("is-over", f"{section}[{place}].to", name=item.name, last_day=day)
