from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from pos_loyalty.domain import calendar
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.program import Program
from tests.property.stories import EXPIRY
from tests.support.builders import program

# Europe, a midnight that is skipped, one that comes twice, half an hour, and a lost day.
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "Africa/Cairo",
        "America/Havana",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
    ]
).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2005, 1, 1), date(2040, 1, 1))
MONTHS = st.integers(-60, 60)
RULES = st.builds(lambda expiry: program(expiry=expiry), EXPIRY)


@given(DAYS, MONTHS)
def test_months_are_added_to_days(day: date, months: int) -> None:
    """The same day of the month, or its last where it is shorter; months count exactly."""
    later = calendar.add_months_to_day(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == min(day.day, calendar.end_of_month(later).day)


@given(INSTANTS, MONTHS, ZONES)
def test_months_keep_the_wall_clock(instant: datetime, months: int, zone: ZoneInfo) -> None:
    """Except where that time is missing: then it moves forward, by less than a day."""
    before = calendar.local_time(instant, zone)
    after = calendar.local_time(calendar.add_months(instant, months, zone), zone)
    day = calendar.add_months_to_day(before.date(), months)
    meant = datetime.combine(day, before.time())
    assert timedelta(0) <= after - meant <= timedelta(days=1)
    if calendar.local_time(calendar.instant_of(meant, zone), zone) == meant:
        assert after == meant


@given(INSTANTS, st.integers(-400, 400), ZONES)
def test_days_keep_the_wall_clock(instant: datetime, days: int, zone: ZoneInfo) -> None:
    """Unless the clocks skipped it; days may last 23 or 25 hours."""
    meant = calendar.local_time(instant, zone) + timedelta(days=days)
    after = calendar.local_time(calendar.add_days(instant, days, zone), zone)
    assert timedelta(0) <= after - meant <= timedelta(days=1)


@given(INSTANTS, ZONES)
def test_the_next_midnight_is_the_next(instant: datetime, zone: ZoneInfo) -> None:
    """After the instant, at most two days on, and the beginning of a later local day."""
    following = calendar.next_midnight(instant, zone)
    assert instant < following <= instant + timedelta(days=2)
    today, later = (calendar.local_day(each, zone) for each in (instant, following))
    assert today < later
    assert calendar.local_day(following - timedelta(microseconds=1), zone) <= today


@given(DAYS, ZONES)
@example(date(2008, 3, 9), ZoneInfo("America/New_York"))
def test_a_time_that_comes_twice_means_its_first(day: date, zone: ZoneInfo) -> None:
    """No earlier instant reads the same on the clock."""
    for hour in range(4):
        instant = calendar.instant_of(datetime.combine(day, time(hour, 30)), zone)
        # Not always the time that was meant: in spring there is none such for an hour.
        shown = calendar.local_time(instant, zone)
        for back in (30, 60, 120):
            earlier = instant - timedelta(minutes=back)
            assert calendar.local_time(earlier, zone) < shown


@given(RULES, INSTANTS, st.integers(0, 60))
def test_points_never_lapse_before_they_are_spendable(
    rules: Program, given_at: datetime, pending: int
) -> None:
    """Whatever the policy, and however long they are pending."""
    credit = credit_of(rules, 1, given_at, pending_days=pending)
    assert credit.spendable_at >= given_at
    if credit.expires_at is not None:
        assert credit.expires_at > credit.spendable_at
        last = calendar.last_good_day(credit.expires_at, rules.zone)
        assert last >= calendar.local_day(credit.spendable_at, rules.zone)


@given(RULES, INSTANTS, st.integers(1, 10_000_000))
def test_what_is_given_later_lapses_no_earlier(
    rules: Program, given_at: datetime, seconds: int
) -> None:
    """Expiry keeps the order of earning, but for the hours of a clamped month."""
    one = credit_of(rules, 1, given_at).expires_at
    two = credit_of(rules, 1, given_at + timedelta(seconds=seconds)).expires_at
    if one is not None and two is not None:
        assert two >= one - timedelta(hours=25)


@given(INSTANTS, ZONES)
def test_a_moment_is_read_back(instant: datetime, zone: ZoneInfo) -> None:
    """With its offset a text names one instant."""
    assert calendar.parse_moment(instant.astimezone(zone).isoformat(), zone) == instant
