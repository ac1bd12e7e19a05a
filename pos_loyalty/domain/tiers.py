"""Tiers: the measure inside its window, and the review that raises or lowers.

A review happens right after each purchase, refund and brought history, and at each local
midnight. Thresholds are inclusive; a rolling window leaves out the instant
exactly its length ago.
"""

from bisect import bisect_right
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from pos_loyalty.domain import calendar
from pos_loyalty.domain.member_state import Qualifying, TierStanding
from pos_loyalty.domain.program import Downgrade, Measure, Program, Tier, TierPolicy, Window

# A day of a short month stands for up to four days of a longer one, so activity
# leaves a window counted in months at most that much after its anniversary.
_ANNIVERSARY_SLACK_DAYS = 4


def window_start(program: Program, at: datetime) -> datetime | None:
    """Activity at or before this instant is outside the window; None: all counts."""
    policy = program.tier_policy
    match policy.window:
        case Window.LIFETIME:
            return None
        case Window.ROLLING_MONTHS:
            return calendar.add_months(at, -policy.length, program.zone)
        case Window.ROLLING_DAYS:
            return calendar.add_days(at, -policy.length, program.zone)
        case Window.CALENDAR_YEAR:
            new_year = date(calendar.local_day(at, program.zone).year, 1, 1)
            # Half-open the other way round: the first instant of the year counts.
            return calendar.midnight(new_year, program.zone) - timedelta(microseconds=1)


def amount_of(item: Qualifying, measure: Measure) -> Fraction:
    """What one piece of activity adds to the measure."""
    match measure:
        case Measure.SPEND:
            return item.spend
        case Measure.POINTS:
            return Fraction(item.points)
        case Measure.VISITS:
            return Fraction(item.visits)


class TierWindow:
    """Activity in order of time, with the running sum of what the window holds.

    What has left the window stays in the list, for a later program version may look
    back further; ``_left`` counts it.
    """

    def __init__(self, items: tuple[Qualifying, ...] = ()) -> None:
        self._items = list(items)
        self._left = 0
        self._sum = Fraction(0)
        self._policy: TierPolicy | None = None

    @property
    def items(self) -> tuple[Qualifying, ...]:
        """All activity, oldest first."""
        return tuple(self._items)

    @property
    def inside(self) -> tuple[Qualifying, ...]:
        """What the window held at the last review, oldest first."""
        return tuple(self._items[self._left :])

    @property
    def oldest(self) -> Qualifying | None:
        """The next one to leave."""
        return self._items[self._left] if self._left < len(self._items) else None

    def add(self, item: Qualifying) -> None:
        """Take in activity, which may be dated before what is already there."""
        place = bisect_right(self._items, item.at, key=_when)
        self._items.insert(place, item)
        if place < self._left:
            self._left += 1
        elif self._policy is not None:
            self._sum += amount_of(item, self._policy.measure)

    def exchange(self, old: Qualifying, new: Qualifying | None) -> None:
        """Put ``new``, or nothing, in the place of ``old``."""
        place = self._items.index(old)
        self._items[place : place + 1] = [] if new is None else [new]
        self._policy = None

    def measured(self, program: Program, at: datetime) -> Fraction:
        """The measure at an instant, in the unit of the program's measure."""
        policy = program.tier_policy
        if policy != self._policy:
            self._policy = policy
            self._left = 0
            self._sum = sum((amount_of(i, policy.measure) for i in self._items), Fraction(0))
        start = window_start(program, at)
        while start is not None and (oldest := self.oldest) is not None and oldest.at <= start:
            self._sum -= amount_of(oldest, policy.measure)
            self._left += 1
        return self._sum


def tier_for(program: Program, measured: Fraction) -> Tier | None:
    """The highest tier whose threshold is met; None in a program without tiers."""
    met = [tier for tier in program.tiers if tier.threshold <= measured]
    return met[-1] if met else None


def rank(program: Program, tier_id: str | None) -> int:
    """The place of a tier from 0; -1 for none or one that the program no longer has."""
    return next((n for n, tier in enumerate(program.tiers) if tier.id == tier_id), -1)


def review(
    program: Program, standing: TierStanding, *, measured: Fraction, at: datetime
) -> TierStanding:
    """The standing after a review at ``at`` that found the measure at ``measured``."""
    if not program.tiers:
        return replace(standing, held=None, below_since=None)
    earned = tier_for(program, measured)
    deserved = max(rank(program, earned.id if earned else None), rank(program, standing.floor))
    held = rank(program, standing.held)
    if deserved >= held:
        name = program.tiers[deserved].id if deserved >= 0 else None
        return replace(standing, held=name, below_since=None)
    return _lowered(program, standing, deserved=deserved, at=at)


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
        name = program.tiers[deserved].id if deserved >= 0 else None
        return replace(standing, held=name, below_since=None)
    if standing.stepped_on == today:
        return replace(standing, below_since=since)
    lower = rank(program, standing.held) - 1
    return replace(
        standing,
        held=program.tiers[lower].id,
        stepped_on=today,
        below_since=today if lower > deserved else None,
    )


def next_review(
    program: Program, standing: TierStanding, window: TierWindow, after: datetime
) -> datetime | None:
    """The next local midnight whose review may change the tier; None while nothing can.

    Only midnights count: between them nothing but a fact moves a tier.
    """
    policy = program.tier_policy
    if not program.tiers or policy.downgrade is Downgrade.NEVER:
        return None
    if standing.below_since is not None:
        return _end_of_grace(program, standing, after)
    bottom = max(rank(program, standing.floor), 0)
    if rank(program, standing.held) <= bottom:
        return None
    return _next_departure(program, policy, window, after)


def _end_of_grace(program: Program, standing: TierStanding, after: datetime) -> datetime:
    tomorrow = calendar.next_midnight(after, program.zone)
    if standing.below_since is None:
        return tomorrow
    ends = standing.below_since + timedelta(days=program.tier_policy.grace_days)
    return max(tomorrow, calendar.midnight(ends, program.zone))


def _next_departure(
    program: Program, policy: TierPolicy, window: TierWindow, after: datetime
) -> datetime | None:
    oldest = window.oldest
    if oldest is None or policy.window is Window.LIFETIME:
        return None
    zone = program.zone
    if policy.window is Window.CALENDAR_YEAR:
        return calendar.midnight(date(calendar.local_day(after, zone).year + 1, 1, 1), zone)
    if policy.window is Window.ROLLING_MONTHS:
        anniversary = calendar.add_months(oldest.at, policy.length, zone)
    else:
        anniversary = calendar.add_days(oldest.at, policy.length, zone)
    first = calendar.next_midnight(
        max(anniversary - timedelta(days=_ANNIVERSARY_SLACK_DAYS), after), zone
    )
    return _first_midnight_without(program, oldest, first)


def _first_midnight_without(program: Program, oldest: Qualifying, first: datetime) -> datetime:
    moment = first
    for _ in range(3 * _ANNIVERSARY_SLACK_DAYS):
        start = window_start(program, moment)
        if start is not None and oldest.at <= start:
            return moment
        moment = calendar.next_midnight(moment, program.zone)
    return moment


def _when(item: Qualifying) -> datetime:
    return item.at
