"""Which campaigns a purchase and its lines match, and how multipliers combine."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import assert_never

from pos_loyalty.domain import calendar
from pos_loyalty.domain.basket import BasketLine
from pos_loyalty.domain.money import Exact
from pos_loyalty.domain.program import Campaign, Stacking
from pos_loyalty.domain.sale_context import SaleContext

_WORDS = frozenset({"first-purchase", "birthday-day", "birthday-week", "birthday-month"})
_DAYS_PREDICATE = re.compile(r"(?P<kind>new|lapsed)-(?P<days>\d{1,5})-days", re.ASCII)


def campaigns_for(
    context: SaleContext, *, tier_used: str | None, eligible: Exact, code: str
) -> list[Campaign]:
    """The campaigns that a purchase as a whole matches, in the order of the document."""
    return [
        campaign
        for campaign in context.program.campaigns
        if _in_time(campaign, context)
        and (not campaign.tiers or tier_used in campaign.tiers)
        and eligible >= campaign.minimum_purchase_minor
        and (not campaign.code or campaign.code.casefold() == code.strip().casefold())
        and _uses_left(campaign, context)
        and budget_left(campaign, context) != 0
        and (not campaign.members or any(_is(who, context) for who in campaign.members))
        and not held_out(campaign, context.traits.member_id)
    ]


def matches_line(campaign: Campaign, line: BasketLine) -> bool:
    """Whether a line's category and product are what the campaign is for."""
    if campaign.categories and line.category not in campaign.categories:
        return False
    return not campaign.products or line.product in campaign.products


def budget_left(campaign: Campaign, context: SaleContext) -> int | None:
    """Points that the campaign may still give away; None without a budget."""
    if not campaign.budget:
        return None
    return max(0, campaign.budget - context.usage.campaign_points.get(campaign.id, 0))


def held_out(campaign: Campaign, member_id: str) -> bool:
    """Whether a member is in the campaign's control group, the same for ever.

    The first eight bytes of SHA-256 over campaign and member, taken modulo 100, are
    compared with the percentage: each till finds the same group without asking.
    """
    if not campaign.holdout_percent:
        return False
    digest = hashlib.sha256(f"{campaign.id}\n{member_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % 100 < campaign.holdout_percent


def is_predicate(who: str) -> bool:
    """Whether a word in a campaign's ``members`` means a rule and not somebody or a label."""
    return who in _WORDS or _DAYS_PREDICATE.fullmatch(who) is not None


def shares(
    campaigns: Sequence[Campaign], stacking: Stacking, value: Fraction
) -> list[tuple[Campaign, Fraction]]:
    """What each multiplier that matches one line adds to the ``value`` of the line."""
    if not campaigns:
        return []
    match stacking:
        case Stacking.MULTIPLY:
            return _multiplied(campaigns, value)
        case Stacking.ADD:
            return _added(campaigns, value)
        case Stacking.BEST:
            chosen = max(campaigns, key=_factor)
        case Stacking.PRIORITY:
            chosen = max(campaigns, key=_priority_then_factor)
        case never:
            assert_never(never)
    return [(chosen, value * (_factor(chosen) - 1))]


def _multiplied(campaigns: Sequence[Campaign], value: Fraction) -> list[tuple[Campaign, Fraction]]:
    added = []
    for campaign in campaigns:
        more = value * (_factor(campaign) - 1)
        added.append((campaign, more))
        value += more
    return added


def _added(campaigns: Sequence[Campaign], value: Fraction) -> list[tuple[Campaign, Fraction]]:
    """Sums of factors below one can come to less than nothing; no line costs points."""
    added, left = [], value
    for campaign in campaigns:
        more = max(value * (_factor(campaign) - 1), -left)
        added.append((campaign, more))
        left += more
    return added


def _factor(campaign: Campaign) -> Fraction:
    return campaign.multiplier if campaign.multiplier is not None else Fraction(1)


def _priority_then_factor(campaign: Campaign) -> tuple[int, Fraction]:
    return (campaign.priority, _factor(campaign))


def _in_time(campaign: Campaign, context: SaleContext) -> bool:
    at = context.occurred_at
    if not calendar.is_within(at, starts_at=campaign.starts_at, ends_at=campaign.ends_at):
        return False
    zone = context.program.zone
    if campaign.weekdays and calendar.local_day(at, zone).weekday() not in campaign.weekdays:
        return False
    if not campaign.hours:
        return True
    clock = calendar.local_time(at, zone).time()
    return any(span.holds(clock) for span in campaign.hours)


def _uses_left(campaign: Campaign, context: SaleContext) -> bool:
    if not campaign.per_member:
        return True
    uses = dict(context.state.tallies.campaign_uses)
    return uses.get(campaign.id, 0) < campaign.per_member


def _is(who: str, context: SaleContext) -> bool:
    today = calendar.local_day(context.occurred_at, context.program.zone)
    birthday = context.traits.birthday
    match who:
        case "first-purchase":
            return context.state.tallies.purchases == 0
        case "birthday-day":
            return birthday is not None and _birthday_in(today.year, birthday) == today
        case "birthday-week":
            return birthday is not None and _in_week_of(birthday, today)
        case "birthday-month":
            return birthday is not None and birthday[0] == today.month
        case _:
            return _is_since(who, context) or _is_named(who, context)


def _is_since(who: str, context: SaleContext) -> bool:
    predicate = _DAYS_PREDICATE.fullmatch(who)
    if predicate is None:
        return False
    days = int(predicate["days"])
    at, zone = context.occurred_at, context.program.zone
    if predicate["kind"] == "new":
        enrolled = context.state.enrolled_at
        return enrolled <= at < calendar.add_days(enrolled, days, zone)
    last: datetime | None = context.last_purchase_at
    return last is not None and calendar.add_days(last, days, zone) <= at


def _is_named(who: str, context: SaleContext) -> bool:
    traits = context.traits
    running = any(who == membership.id for membership in context.memberships)
    return who == traits.member_id or who in traits.segments or running


def _birthday_in(year: int, birthday: tuple[int, int]) -> date:
    month, day = birthday
    return calendar.month_day_in(year, month=month, day=day)


def _in_week_of(birthday: tuple[int, int], today: date) -> bool:
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    # Around New Year the birthday may lie in the year before or after.
    return any(
        monday <= _birthday_in(year, birthday) <= sunday for year in {monday.year, sunday.year}
    )
