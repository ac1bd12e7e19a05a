from datetime import time

import pytest

from pos_loyalty.domain.program import HourSpan, ProgramTimeline, ProgramVersion, Redemption
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, at, program, timeline

EIGHT, TEN, NOON = time(8), time(10), time(12)


def test_things_are_found_by_id() -> None:
    """Or are not in this version."""
    rules = program(
        tier=[BASIS],
        reward=[COFFEE],
        stamp_card=[COFFEE_CARD],
        action=[{"id": "review", "name": "Bewertung"}],
    )
    found = [
        rules.tier("basis"),
        rules.reward("free-coffee"),
        rules.stamp_card("coffee-10"),
        rules.action("review"),
    ]
    assert [each.id for each in found if each] == ["basis", "free-coffee", "coffee-10", "review"]
    bare = program()
    missing = (bare.tier("x"), bare.reward("x"), bare.stamp_card("x"), bare.action("x"))
    assert missing == (None, None, None, None)


@pytest.mark.parametrize(
    ("span", "inside", "outside"),
    [
        (HourSpan(EIGHT, TEN), EIGHT, TEN),
        (HourSpan(TEN, EIGHT), time(7, 59), NOON.replace(hour=9)),
        (HourSpan(TEN, None), time(23, 59), EIGHT),
    ],
)
def test_spans_are_half_open(span: HourSpan, inside: time, outside: time) -> None:
    """The start belongs to it, the end does not; 24:00 ends with the day."""
    assert span.holds(inside)
    assert not span.holds(outside)


def test_points_are_worth_money() -> None:
    """Rounded down."""
    assert Redemption(points=3, value_minor=100).value_of(10) == 333


def test_the_version_in_force() -> None:
    """Of those begun, the one that began last; of those that began together, the last published."""
    versions = timeline(program(), {"2026-02-01": program(), "2026-03-01": program()})
    dates = ("2019-01-01", "2026-01-31", "2026-02-01", "2026-05-01")
    assert [versions.at(at(date)).number for date in dates] == [1, 1, 2, 3]
    twins = tuple(ProgramVersion(n, at("2026-01-01"), program()) for n in (1, 2))
    assert ProgramTimeline(twins).at(at("2026-01-01")).number == 2


def test_the_versions_to_come() -> None:
    """Their starts, in order of time."""
    versions = timeline(program(), {"2026-03-01": program(), "2026-02-01": program()})
    assert versions.starts_after(at("2026-02-01")) == [at("2026-03-01")]
    assert versions.starts_after(at("2026-01-01")) == [at("2026-02-01"), at("2026-03-01")]


def test_a_timeline_has_a_version() -> None:
    """There is always one to go by."""
    with pytest.raises(ValueError, match=r"\(\)"):
        ProgramTimeline(())
