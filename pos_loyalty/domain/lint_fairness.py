"""Where a program touches law and fair dealing in Germany and the EU."""

import re
from collections.abc import Iterator
from datetime import timedelta

from pos_loyalty.domain.advice import Advice, advice, best_rate, point_worth
from pos_loyalty.domain.program import (
    Downgrade,
    ExpiryKind,
    ExpiryPolicy,
    Program,
    Reward,
    RewardKind,
    Window,
)

# Three years is what German civil law takes as the general term of a claim.
_FAIR_MONTHS = 36
_FAIR_DAYS = 3 * 365
_YEAR_MONTHS = 12
_YEAR_DAYS = 365

_BIRTH_DATE = re.compile(r"geburts(datum|jahr)|date of birth|birth ?date|year of birth")
_REVIEW = re.compile(r"bewert|rezension|review|rating")
_STORED_VALUE = re.compile(r"gutschein|guthaben|auflad|gift|voucher|top-?up")


def fairness_advice(program: Program) -> Iterator[Advice]:
    """Advice where courts, authorities or members have objected to programs before."""
    yield from _expiry(program.expiry)
    yield from _tiers(program)
    yield from _actions(program)
    yield from _price_off(program)
    yield from _stored_value(program)
    yield from _chances(program)
    yield from _campaigns(program)
    if program.earn is not None and not program.earn.exclude_categories:
        yield advice("nothing-excluded", "earn.exclude_categories")


def _expiry(policy: ExpiryPolicy) -> Iterator[Advice]:
    if policy.kind is ExpiryKind.NEVER:
        return
    in_days = policy.kind is ExpiryKind.DAYS
    term = timedelta(days=policy.length) if in_days else policy.length
    if policy.length < (_FAIR_DAYS if in_days else _FAIR_MONTHS):
        yield advice("short-expiry", "expiry.length", term=term)
    if policy.length < (_YEAR_DAYS if in_days else _YEAR_MONTHS):
        yield advice("inactivity-forfeiture", "expiry.length", term=term)
    if not policy.warn_days:
        yield advice("no-expiry-warning", "expiry.warn_days")


def _tiers(program: Program) -> Iterator[Advice]:
    policy = program.tier_policy
    if len(program.tiers) <= 1 or policy.downgrade is Downgrade.NEVER or policy.grace_days:
        return
    match policy.window:
        case Window.CALENDAR_YEAR:
            yield advice("tier-lost-at-new-year", "tiers.grace_days")
        case Window.ROLLING_MONTHS if policy.length < _YEAR_MONTHS:
            yield advice("tier-lost-by-pause", "tiers.length", term=policy.length)
        case Window.ROLLING_DAYS if policy.length < _YEAR_DAYS:
            yield advice("tier-lost-by-pause", "tiers.length", term=timedelta(days=policy.length))
        case _:
            return


def _actions(program: Program) -> Iterator[Advice]:
    for place, action in enumerate(program.actions):
        words = f"{action.id} {action.name}".casefold()
        if _BIRTH_DATE.search(words):
            yield advice("full-birth-date", f"action[{place}].name", name=action.name)
        if action.points and _REVIEW.search(words):
            yield advice("paid-review", f"action[{place}].points", name=action.name)
        if action.points and _STORED_VALUE.search(words):
            yield advice("preloaded-balance", f"action[{place}].points", name=action.name)


def _price_off(program: Program) -> Iterator[Advice]:
    for place, reward in enumerate(program.rewards):
        if reward.cost == 0 and _is_price_off(reward) and _is_for_everybody(reward, program):
            yield advice("price-off-for-everybody", f"reward[{place}].cost", name=reward.name)
    for place, membership in enumerate(program.memberships):
        if membership.fee_minor == 0 and membership.percent_off:
            yield advice(
                "price-off-for-everybody", f"membership[{place}].fee", name=membership.name
            )


def _is_price_off(reward: Reward) -> bool:
    return reward.kind in {RewardKind.PERCENT_OFF, RewardKind.AMOUNT_OFF}


def _is_for_everybody(reward: Reward, program: Program) -> bool:
    return not reward.tiers or program.tiers[0].id in reward.tiers


def _stored_value(program: Program) -> Iterator[Advice]:
    worth = point_worth(program)
    if worth is not None and best_rate(program) * worth >= 1:
        yield advice("points-for-their-price", "earn.points")
    rates = program.earn.special_rates if program.earn else ()
    for place, rate in enumerate(rates):
        sold = f"{rate.category} {rate.product}".casefold()
        if (rate.points_per_item or rate.points) and _STORED_VALUE.search(sold):
            path = f"earn.category[{place}].{'category' if rate.category else 'product'}"
            yield advice("preloaded-balance", path, name=rate.category or rate.product)
    if program.redemption is not None and not program.redemption.with_purchase_only:
        yield advice("points-for-cash", "redemption.with_purchase_only")


def _chances(program: Program) -> Iterator[Advice]:
    for place, draw in enumerate(program.draws):
        if draw.ticket_spend_minor:
            yield advice("chance-needs-purchase", f"draw[{place}].ticket.spend", name=draw.name)
        if draw.ends_at is None:
            yield advice("draw-without-end", f"draw[{place}].to", name=draw.name)
    for place, wheel in enumerate(program.wheels):
        if wheel.minimum_purchase_minor:
            path = f"wheel[{place}].minimum_purchase"
            yield advice("chance-needs-purchase", path, name=wheel.name)


def _campaigns(program: Program) -> Iterator[Advice]:
    for place, campaign in enumerate(program.campaigns):
        if 0 < campaign.holdout_percent < 100:  # noqa: PLR2004 - a percentage
            path = f"campaign[{place}].holdout_percent"
            yield advice("hidden-control-group", path, name=campaign.name)
