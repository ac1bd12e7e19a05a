"""When a credit becomes spendable and when it lapses."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pos_loyalty.domain import calendar
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import MOST_POINTS, Credit
from pos_loyalty.domain.program import ExpiryKind, ExpiryPolicy, Program


def credit_of(program: Program, points: int, at: datetime, *, pending_days: int = 0) -> Credit:
    """The credit that ``points`` given at ``at`` make under the program's policy.

    Raises NotAllowedError for more points than the ledger holds.
    """
    if points > MOST_POINTS:
        raise NotAllowedError(reason="too-many-points")
    release = calendar.add_days(at, pending_days, program.zone) if pending_days else at
    return Credit(points, release, expiry_instant(program.expiry, release, program.zone))


def expiry_instant(policy: ExpiryPolicy, release: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant at which points released at ``release`` are gone, None for never.

    ``days`` and ``months`` keep the time of day; the other kinds end with a local
    day, so the instant is the midnight after it.
    """
    match policy.kind:
        case ExpiryKind.NEVER:
            return None
        case ExpiryKind.DAYS:
            return calendar.add_days(release, policy.length, zone)
        case ExpiryKind.MONTHS:
            return calendar.add_months(release, policy.length, zone)
        case _:
            return _end_of_last_day(policy, calendar.local_day(release, zone), zone)


@lru_cache(maxsize=1024)
def _end_of_last_day(policy: ExpiryPolicy, released_on: date, zone: ZoneInfo) -> datetime:
    """All that is given on one day ends together; finding when takes longer than remembering."""
    return calendar.midnight(_last_day(policy, released_on) + timedelta(days=1), zone)


def _last_day(policy: ExpiryPolicy, released_on: date) -> date:
    later = calendar.add_months_to_day(released_on, policy.length)
    match policy.kind:
        case ExpiryKind.END_OF_MONTH:
            return calendar.end_of_month(later)
        case ExpiryKind.END_OF_QUARTER:
            return calendar.end_of_quarter(later)
        case ExpiryKind.END_OF_YEAR:
            return calendar.end_of_year(later)
        case _:
            return _first_yearly_day(policy, later)


def _first_yearly_day(policy: ExpiryPolicy, earliest: date) -> date:
    if policy.fixed_day is None:
        raise ValueError(policy)
    month, day = policy.fixed_day
    this_year = calendar.month_day_in(earliest.year, month=month, day=day)
    if this_year >= earliest:
        return this_year
    return calendar.month_day_in(earliest.year + 1, month=month, day=day)
