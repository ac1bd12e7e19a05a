from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pos_loyalty.domain import calendar

BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")
HAVANA = ZoneInfo("America/Havana")


def utc(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_hour_that_is_missing_moves_forward() -> None:
    """Half past two on the day of the jump is half past three."""
    assert calendar.instant_of(datetime(2026, 3, 29, 2, 30), BERLIN) == utc("2026-03-29T01:30")  # noqa: DTZ001


def test_an_hour_that_occurs_twice_means_its_first() -> None:
    """Half past two on the day the clocks go back is the one in summer time."""
    assert calendar.instant_of(datetime(2026, 10, 25, 2, 30), BERLIN) == utc("2026-10-25T00:30")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-28T09:00", 1, "2026-03-29T08:00"),
        ("2026-03-28T01:30", 1, "2026-03-29T01:30"),
        ("2026-10-24T09:00", 1, "2026-10-25T10:00"),
        ("2026-10-25T10:00", -1, "2026-10-24T09:00"),
    ],
)
def test_adding_days_keeps_the_wall_clock(start: str, days: int, end: str) -> None:
    """A day may last 23 or 25 hours."""
    assert calendar.add_days(utc(start), days, BERLIN) == utc(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31T11:00", 1, "2026-02-28T11:00"),
        ("2028-01-31T11:00", 1, "2028-02-29T11:00"),
        ("2026-03-31T10:00", -1, "2026-02-28T11:00"),
        ("2028-02-29T11:00", 12, "2029-02-28T11:00"),
        ("2026-11-30T11:00", 3, "2027-02-28T11:00"),
        ("2026-02-28T11:00", 1, "2026-03-28T11:00"),
    ],
)
def test_month_arithmetic_clamps(start: str, months: int, end: str) -> None:
    """31 January and a month is the last of February."""
    assert calendar.add_months(utc(start), months, BERLIN) == utc(end)


def test_a_day_may_begin_at_one() -> None:
    """Where midnight is skipped, the day begins after the jump."""
    assert calendar.midnight(date(2026, 4, 24), CAIRO) == utc("2026-04-23T22:00")
    assert calendar.next_midnight(utc("2026-04-23T12:00"), CAIRO) == utc("2026-04-23T22:00")


def test_midnight_may_come_twice() -> None:
    """The first of the two begins the day."""
    assert calendar.midnight(date(2026, 11, 1), HAVANA) == utc("2026-11-01T04:00")


def test_the_next_midnight_is_after() -> None:
    """At midnight itself the next one is a day away."""
    assert calendar.next_midnight(utc("2026-01-05T23:00"), BERLIN) == utc("2026-01-06T23:00")


def test_ends_of_periods() -> None:
    """The last day of month, quarter and year."""
    day = date(2028, 2, 3)
    ends = (calendar.end_of_month(day), calendar.end_of_quarter(day), calendar.end_of_year(day))
    assert ends == (date(2028, 2, 29), date(2028, 3, 31), date(2028, 12, 31))
    assert calendar.end_of_quarter(date(2026, 11, 30)) == date(2026, 12, 31)


def test_the_last_good_day_is_the_one_before_a_midnight() -> None:
    """What ends at a local midnight is good on the day before; else on the day itself."""
    assert calendar.last_good_day(utc("2026-12-31T23:00"), BERLIN) == date(2026, 12, 31)
    assert calendar.last_good_day(utc("2026-12-31T23:01"), BERLIN) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-01", "2026-06-30T22:00"),
        ("2026-07-01T12:00", "2026-07-01T10:00"),
        ("2026-07-01 12:00:30", "2026-07-01T10:00:30"),
        ("2026-07-01T12:00Z", "2026-07-01T12:00"),
        ("2026-07-01T12:00:00.5+05:45", "2026-07-01T06:15:00.500000"),
    ],
)
def test_what_a_moment_means(text: str, instant: str) -> None:
    """With offset an instant, without one local; a date is its local midnight."""
    assert calendar.parse_moment(text, BERLIN) == utc(instant)


@pytest.mark.parametrize(
    "text", ["", "now", "2026-13-01", "2026-W05-1", "20260131", "2026-01", "2026-01-01T9:00"]
)
def test_what_is_no_moment(text: str) -> None:
    """Only the plain form of a date is taken."""
    with pytest.raises(ValueError, match=r"^"):
        calendar.parse_moment(text, BERLIN)


def test_a_yearly_day() -> None:
    """29 February is allowed, and is 28 February in other years."""
    assert calendar.parse_month_day("02-29") == (2, 29)
    assert calendar.month_day_in(2026, month=2, day=29) == date(2026, 2, 28)
    assert calendar.month_day_in(2028, month=2, day=29) == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "9-30", "02-30", "W05-1", "12-31T"])
def test_what_is_no_yearly_day(text: str) -> None:
    """Month and day, two digits each."""
    with pytest.raises(ValueError, match=r"^"):
        calendar.parse_month_day(text)


@pytest.mark.parametrize(
    ("instant", "is_inside"),
    [
        ("2026-02-28T23:59", False),
        ("2026-03-01T00:00", True),
        ("2026-03-02T11:59", True),
        ("2026-03-02T12:00", False),
    ],
)
def test_a_time_is_half_open(*, instant: str, is_inside: bool) -> None:
    """Its first instant is inside, its last is not; a side that is open ends nothing."""
    at, starts_at, ends_at = utc(instant), utc("2026-03-01T00:00"), utc("2026-03-02T12:00")
    assert calendar.is_within(at, starts_at=starts_at, ends_at=ends_at) is is_inside
    assert calendar.is_within(at, starts_at=starts_at, ends_at=None) is (at >= starts_at)
    assert calendar.is_within(at, starts_at=None, ends_at=ends_at) is (at < ends_at)
    assert calendar.is_within(at, starts_at=None, ends_at=None)
