"""Tiers: the measure inside its window, and the review that raises or lowers.

A review happens right after each purchase, refund and brought history, and at each local
midnight. Thresholds are inclusive; a rolling window leaves out the instant
exactly its length ago.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from pos_loyalty.domain import calendar
from pos_loyalty.domain.member_state import TierStanding
from pos_loyalty.domain.money import simplest
from pos_loyalty.domain.program import Downgrade, Program, Tier, Window
from pos_loyalty.domain.tier_window import Amount, TierWindow
from pos_loyalty.domain.values import dataclass

# No clock is moved by as much as this, and no time zone lets a day begin later.
_CLOCK_SLACK = timedelta(hours=3)
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What time alone can do to a tier.

    ``next_review`` is the first local midnight whose review may change it, None while
    none can; before ``calm_until`` no passing of time can have lowered it. It holds while
    refunds take no more than ``spare`` from the measure; None: whatever they take.
    """

    next_review: datetime | None = None
    calm_until: datetime = FOREVER
    spare: Amount | None = None


def tier_for(program: Program, measured: Fraction) -> Tier | None:
    """The highest tier whose threshold is met; None in a program without tiers."""
    met = [tier for tier in program.tiers if tier.threshold <= measured]
    return met[-1] if met else None


def rank(program: Program, tier_id: str | None) -> int:
    """The place of a tier from 0; -1 for none or one that the program no longer has."""
    for place, tier in enumerate(program.tiers):
        if tier.id == tier_id:
            return place
    return -1


def review(
    program: Program, standing: TierStanding, *, measured: Fraction, at: datetime
) -> TierStanding:
    """The standing after a review at ``at`` that found the measure at ``measured``."""
    if not program.tiers:
        return replace(standing, held=None, below_since=None)
    deserved = _deserved(program, standing, measured)
    if deserved >= rank(program, standing.held):
        return replace(standing, held=program.tiers[deserved].id, below_since=None)
    return _lowered(program, standing, deserved=deserved, at=at)


def outlook(
    program: Program, standing: TierStanding, window: TierWindow, after: datetime
) -> Outlook:
    """What time alone can do from ``after`` on.

    Only midnights count: between them nothing but a fact moves a tier.
    """
    if not program.tiers:
        return Outlook()
    held = rank(program, standing.held)
    is_below = standing.below_since is not None
    # No window holds more than what any may hold: mostly there is no need to look closer.
    if held < _deserved(program, standing, window.most(program).value) + is_below:
        tomorrow = calendar.next_midnight(after, program.zone)
        # A tier set by hand below the one earned; or, where a month is shorter than the
        # one before, activity that is inside the window once more.
        if held < _deserved(program, standing, window.measured(program, tomorrow)) + is_below:
            return Outlook(tomorrow, after, 0)
    if program.tier_policy.downgrade is Downgrade.NEVER:
        return Outlook()
    if standing.below_since is not None:
        tomorrow = calendar.next_midnight(after, program.zone)
        ends = standing.below_since + timedelta(days=program.tier_policy.grace_days)
        return Outlook(max(tomorrow, calendar.midnight(ends, program.zone)), after, 0)
    # Nobody falls below the first tier, nor below one that was set by hand.
    if held <= max(0, rank(program, standing.floor)):
        return Outlook()
    return _outlook_on_loss(program, window, threshold=program.tiers[held].threshold, after=after)


def _deserved(program: Program, standing: TierStanding, measured: Fraction) -> int:
    """The rank that a review comes to; everybody has the first tier, whose threshold is 0."""
    reached = simplest(measured)
    earned = sum(tier.threshold <= reached for tier in program.tiers) - 1
    return max(earned, rank(program, standing.floor))


def _lowered(
    program: Program, standing: TierStanding, *, deserved: int, at: datetime
) -> TierStanding:
    policy = program.tier_policy
    if policy.downgrade is Downgrade.NEVER:
        return standing
    today = calendar.local_day(at, program.zone)
    since = standing.below_since or today
    if today < since + timedelta(days=policy.grace_days):
        return replace(standing, below_since=since)
    if policy.downgrade is Downgrade.TO_EARNED:
        return replace(standing, held=program.tiers[deserved].id, below_since=None)
    if standing.stepped_on == today:
        return replace(standing, below_since=since)
    lower = rank(program, standing.held) - 1
    return replace(
        standing,
        held=program.tiers[lower].id,
        stepped_on=today,
        below_since=today if lower > deserved else None,
    )


def _outlook_on_loss(
    program: Program, window: TierWindow, *, threshold: int, after: datetime
) -> Outlook:
    needed = window.needed_for(program, threshold)
    policy, zone = program.tier_policy, program.zone
    if policy.window is Window.LIFETIME:
        return Outlook(spare=window.most(program).value - threshold)
    if policy.window is Window.CALENDAR_YEAR:
        new_year = date(calendar.local_day(after, zone).year + 1, 1, 1)
        ends = calendar.midnight(new_year, zone)
        return Outlook(ends, ends, window.measured(program, after) - threshold)
    tomorrow = calendar.next_midnight(after, zone)
    if needed.item is None:
        return Outlook(tomorrow, after, 0)
    # Asked a day too early, a review finds nothing to do.
    bought_at = needed.item.at
    first_day = calendar.local_day(bought_at - _CLOCK_SLACK, zone) + timedelta(days=1)
    if policy.window is Window.ROLLING_DAYS:
        leaves_at = calendar.add_days(bought_at, policy.length, zone)
        last_day = first_day + timedelta(days=policy.length)
    else:
        leaves_at = calendar.add_months(bought_at, policy.length, zone)
        last_day = _month_later(first_day, policy.length)
    midnight = calendar.midnight(last_day, zone)
    return Outlook(max(tomorrow, midnight), leaves_at - _CLOCK_SLACK, needed.spare)


def _month_later(day: date, months: int) -> date:
    """The first day from which ``months`` back is not before ``day``."""
    later = calendar.add_months_to_day(day, months)
    return later if later.day == day.day else later + timedelta(days=1)
