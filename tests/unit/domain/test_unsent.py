from datetime import UTC, datetime, timedelta

from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Happening,
    MemberEvent,
    Position,
    Redeemed,
    TierSet,
)
from pos_loyalty.domain.unsent import OwnPoints

_NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
_DAY = timedelta(days=1)


def _points(*happenings: Happening, covered: int = 0) -> OwnPoints:
    points = OwnPoints()
    for seq, happening in enumerate(happenings, start=1):
        place = Position(_NOW + _DAY * seq, "till", 1, seq)
        points.add(MemberEvent(place, "ANNA", 1, happening), covered=covered)
    return points


def _given(points: int, *, ends_on: int | None = None, opens_on: int = 0) -> Adjusted:
    ends_at = None if ends_on is None else _NOW + _DAY * ends_on
    return Adjusted(Credit(points, _NOW + _DAY * opens_on, ends_at))


def test_credits_count_while_they_are_open() -> None:
    """Neither before they can be spent nor after their end."""
    points = _points(_given(10, opens_on=5, ends_on=9))
    assert [points.left_at(_NOW + _DAY * day) for day in (4, 5, 8, 9)] == [0, 10, 10, 0]


def test_what_later_events_need_is_the_most_that_was_missing_at_any_time() -> None:
    """A later credit does not cover a burn that came before it."""
    assert _points(Redeemed("a", 30), _given(50), Redeemed("b", 40)).needed == 30
    assert _points(_given(50), Redeemed("a", 30)).needed == 0
    assert _points(Redeemed("a", 30), Redeemed("b", 5)).needed == 35


def test_a_credit_that_ended_before_the_burn_does_not_cover_it() -> None:
    """The burn took something else."""
    assert _points(_given(50, ends_on=2), TierSet("gold"), Redeemed("a", 30)).needed == 30


def test_what_shares_cover_is_needed_of_nobody() -> None:
    """The hub has set it apart already."""
    assert _points(Redeemed("a", 30), covered=30).needed == 0
    assert _points(Redeemed("a", 30), covered=10).needed == 20
