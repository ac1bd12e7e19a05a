"""Local days, months and wall-clock times, exact across daylight saving.

Instants are aware ``datetime`` values in UTC. Adding days, months or years keeps
the local wall-clock time; a time that is missing moves forward, one that
occurs twice means its first.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SHORTEST_MONTH = 28
_MONTH_DAY = re.compile(r"\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?P<clock>[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a naive wall-clock time in ``zone``."""
    # fold=0 means the first of two occurrences; inside a gap it applies the offset
    # before the jump, which is the same moment read on the clock after it.
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """The naive wall-clock time of an instant in ``zone``."""
    local = instant.astimezone(zone)
    # In a third of the time in which a zone is replaced by none.
    return datetime.combine(local.date(), local.time())


@lru_cache(maxsize=64)
def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The local calendar day of an instant. Whoever prices a sale asks several times for one."""
    return instant.astimezone(zone).date()


@lru_cache(maxsize=4096)
def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return instant_of(datetime.combine(day, time.min), zone)


def next_midnight(instant: datetime, zone: ZoneInfo) -> datetime:
    """The first local midnight after an instant."""
    return midnight(local_day(instant, zone) + timedelta(days=1), zone)


def is_within(instant: datetime, *, starts_at: datetime | None, ends_at: datetime | None) -> bool:
    """Whether an instant lies in a half-open time; None leaves a side open."""
    has_begun = starts_at is None or starts_at <= instant
    return has_begun and (ends_at is None or instant < ends_at)


def add_months_to_day(day: date, months: int) -> date:
    """The same day of another month; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= _SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_months(instant: datetime, months: int, zone: ZoneInfo) -> datetime:
    """``months`` later (or earlier) at the same wall-clock time."""
    local = local_time(instant, zone)
    day = add_months_to_day(local.date(), months)
    return instant_of(datetime.combine(day, local.time()), zone)


def add_days(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """``days`` later (or earlier) at the same wall-clock time."""
    local = local_time(instant, zone)
    return instant_of(local + timedelta(days=days), zone)


def end_of_month(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_quarter(day: date) -> date:
    """The last day of the calendar quarter."""
    return end_of_month(day.replace(month=(day.month - 1) // 3 * 3 + 3, day=1))


def end_of_year(day: date) -> date:
    """The last day of the calendar year."""
    return date(day.year, 12, 31)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """The instant that a text means: with offset, local without, midnight for a date.

    Raises ``ValueError`` when the text is neither a date nor a date with a time.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    if match["clock"] is None:
        return midnight(date.fromisoformat(text), zone)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return instant_of(moment, zone)
    return moment.astimezone(UTC)


def parse_month_day(text: str) -> tuple[int, int]:
    """Month and day of ``"09-30"``; 29 February is allowed.

    Raises ``ValueError`` for anything else.
    """
    if not _MONTH_DAY.fullmatch(text):
        raise ValueError(text)
    day = date.fromisoformat(f"2024-{text}")
    return day.month, day.day


def month_day_in(year: int, *, month: int, day: int) -> date:
    """A yearly day in a given year; 29 February is 28 February in other years."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def last_good_day(ends_at: datetime, zone: ZoneInfo) -> date:
    """The last local day on which something that ends at an instant is usable."""
    return local_day(ends_at - timedelta(microseconds=1), zone)
