"""How often something may happen: limits per local calendar period, and cooldowns."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from pos_loyalty.domain import calendar
from pos_loyalty.domain.member_state import Use
from pos_loyalty.domain.program import Limit, Period


def limit_reached(
    limit: Limit | None, subject: str, uses: Iterable[Use], *, at: datetime, zone: ZoneInfo
) -> bool:
    """Whether ``subject`` has been used as often as its limit allows in the period of ``at``."""
    if limit is None:
        return False
    period = _period(calendar.local_day(at, zone), limit.period)
    same = sum(
        use.subject == subject and _period(calendar.local_day(use.at, zone), limit.period) == period
        for use in uses
    )
    return same >= limit.count


def cooling_down(
    days: int, subject: str, uses: Iterable[Use], *, at: datetime, zone: ZoneInfo
) -> bool:
    """Whether the last use of ``subject`` is less than ``days`` local days ago."""
    if not days:
        return False
    last = max((use.at for use in uses if use.subject == subject), default=None)
    return last is not None and at < calendar.add_days(last, days, zone)


def _period(day: date, period: Period) -> tuple[int, ...]:
    """A value that all days of one period share, and no others."""
    match period:
        case Period.DAY:
            return (day.toordinal(),)
        case Period.WEEK:
            return day.isocalendar()[:2]
        case Period.MONTH:
            return (day.year, day.month)
        case Period.YEAR:
            return (day.year,)
        case Period.LIFETIME:
            return ()
        case never:
            assert_never(never)
