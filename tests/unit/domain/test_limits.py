from datetime import timedelta

import pytest

from pos_loyalty.domain.limits import cooling_down, limit_reached
from pos_loyalty.domain.member_state import Use
from pos_loyalty.domain.program import Limit, Period
from tests.support.builders import at, program

ZONE = program().zone
USED = at("2026-03-01T10:00")  # a Sunday
USES = (Use("r", USED), Use("other", USED), Use("other", USED))


@pytest.mark.parametrize(
    ("period", "still", "over"),
    [
        (Period.DAY, "2026-03-01T23:59", "2026-03-02"),
        (Period.WEEK, "2026-02-23", "2026-03-02"),
        (Period.MONTH, "2026-03-31T23:59", "2026-04-01"),
        (Period.YEAR, "2026-12-31T23:59", "2027-01-01"),
    ],
)
def test_periods_are_local_and_weeks_begin_on_monday(period: Period, still: str, over: str) -> None:
    """Within the period the limit holds, in the next it does not."""
    limit = Limit(1, period)
    assert limit_reached(limit, "r", USES, at=at(still), zone=ZONE)
    assert not limit_reached(limit, "r", USES, at=at(over), zone=ZONE)


def test_a_limit_counts_its_subject_only() -> None:
    """Uses of others are theirs; without a limit nothing is reached."""
    twice = Limit(2, Period.LIFETIME)
    assert not limit_reached(twice, "r", USES, at=USED, zone=ZONE)
    assert limit_reached(twice, "other", USES, at=at("2036-01-01"), zone=ZONE)
    assert not limit_reached(None, "r", USES, at=USED, zone=ZONE)


def test_a_cooldown_counts_from_the_last_use() -> None:
    """Days keep the wall-clock time, and end with the instant itself."""
    ends = at("2026-04-01T10:00")
    before = ends - timedelta(microseconds=1)
    assert cooling_down(31, "r", USES, at=before, zone=ZONE)
    assert not cooling_down(31, "r", USES, at=ends, zone=ZONE)
    assert not cooling_down(31, "unused", USES, at=before, zone=ZONE)
    assert not cooling_down(0, "r", USES, at=USED, zone=ZONE)
