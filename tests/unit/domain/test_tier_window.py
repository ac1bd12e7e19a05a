from fractions import Fraction

import pytest

from pos_loyalty.domain.member_state import Qualifying
from pos_loyalty.domain.tier_window import Needed, RunningSum, TierWindow, window_start
from tests.support.builders import BASIS, GOLD, SILVER, at, program

TIERS = [BASIS, SILVER, GOLD]
LAST_MONTH = program(tier=[BASIS, SILVER], tiers={"window": "rolling-months", "length": 1})


def spent(amount: int, when: str) -> Qualifying:
    """A purchase of so many cents."""
    return Qualifying(at(when), Fraction(amount), amount // 100, 1)


def test_before_any_rules_everything_may_be_inside() -> None:
    """Nothing has been left behind yet."""
    items = (spent(5, "2026-03-10"), spent(7, "2026-03-11"))
    assert TierWindow(items).inside == items


def test_what_comes_late_and_is_older_than_all_inside_counts() -> None:
    """It stands first among what the window holds."""
    window = TierWindow([spent(5, "2026-03-10")])
    assert window.measured(LAST_MONTH, at("2026-03-20")) == 5
    window.add(spent(7, "2026-03-09"))
    assert window.measured(LAST_MONTH, at("2026-03-20")) == 12
    assert [item.at for item in window.inside] == [at("2026-03-09"), at("2026-03-10")]


def test_what_is_left_behind_goes_by_the_day_where_the_shop_is() -> None:
    """Elsewhere it is the next day already."""
    west = program(
        timezone="America/Los_Angeles",
        tier=[BASIS],
        tiers={"window": "rolling-days", "length": 1},
    )
    early, late = (
        Qualifying(at(when, west), Fraction(5), 5, 1)
        for when in ("2025-12-29T12:00", "2025-12-30T12:00")
    )
    window = TierWindow([early, late])
    window.leave_behind(west, at("2026-01-01T18:00", west))
    assert window.inside == (late,)


@pytest.mark.parametrize(
    ("policy", "when", "start"),
    [
        ({"window": "rolling-months", "length": 1}, "2026-03-31T09:00", "2026-02-28T09:00"),
        ({"window": "rolling-months", "length": 12}, "2028-02-29T09:00", "2027-02-28T09:00"),
        ({"window": "rolling-days", "length": 1}, "2026-03-30T02:30", "2026-03-29T03:30"),
    ],
)
def test_where_a_window_begins(policy: dict[str, object], when: str, start: str) -> None:
    """So many months or days ago by the wall clock."""
    assert window_start(program(tiers=policy), at(when)) == at(start)


def test_a_calendar_year_includes_its_first_instant() -> None:
    """And nothing of the year before."""
    year = program(tier=TIERS, tiers={"window": "calendar-year"})
    window = TierWindow([spent(1, "2025-12-31T23:59:59.999999"), spent(20, "2026-01-01")])
    assert window.measured(year, at("2026-12-31T23:59")) == 20
    assert window.measured(year, at("2027-01-01")) == 0


def test_a_window_excludes_the_instant_exactly_its_length_ago() -> None:
    """A moment before it still counts."""
    month = program(tier=TIERS, tiers={"window": "rolling-months", "length": 1})
    window = TierWindow([spent(5, "2026-02-03T12:00")])
    assert window.measured(month, at("2026-03-03T11:59")) == 5
    assert window.measured(month, at("2026-03-03T12:00")) == 0


def test_what_measures() -> None:
    """Spend, points or visits."""
    items = [spent(500, "2026-01-01"), spent(700, "2026-01-02")]
    measures = {"spend": 1_200, "points": 12, "visits": 2}
    for measure, amount in measures.items():
        by = program(tier=[BASIS], tiers={"measure": measure})
        assert TierWindow(items).measured(by, at("2026-02-01")) == amount


def test_activity_is_kept_in_order_of_time() -> None:
    """Late activity takes its place; it counts unless it is out of the window."""
    month = program(tier=TIERS, tiers={"window": "rolling-months", "length": 1})
    window = TierWindow()
    window.add(spent(5, "2026-02-03"))
    window.leave_behind(month, at("2026-04-01"))
    window.add(spent(7, "2026-01-01"))
    window.add(spent(11, "2026-03-20"))
    assert [item.points for item in window.items] == [0, 0, 0]
    assert [item.at for item in window.inside] == [at("2026-03-20")]
    assert window.most(month).value == 11


def test_activity_can_be_exchanged() -> None:
    """Inside the window and behind it, against less and against nothing."""
    month = program(tier=TIERS, tiers={"window": "rolling-months", "length": 1})
    old, one, two = (
        spent(n, when) for n, when in ((3, "2026-01-01"), (5, "2026-03-10"), (7, "2026-03-10"))
    )
    window = TierWindow()
    for item in (old, one, two):
        window.add(item)
    window.leave_behind(month, at("2026-03-20"))
    window.exchange(old, None)
    window.exchange(one, spent(4, "2026-03-10"))
    assert window.most(month).value == 11
    window.exchange(two, None)
    assert [item.spend for item in window.items] == [4]
    assert window.most(month).value == 4


def test_another_program_measures_anew() -> None:
    """A longer window brings back what a shorter one left behind."""
    short = program(tiers={"window": "rolling-days", "length": 1})
    window = TierWindow([spent(5, "2026-02-03")])
    window.leave_behind(short, at("2026-03-01"))
    assert window.most(short).value == 0
    assert window.most(program()).value == 5


def test_sums_are_exact_with_fractions_among_them() -> None:
    """Whole numbers and fractions, counted and taken back."""
    total = RunningSum([5, Fraction(1, 3), Fraction(2, 3)])
    assert (total.value, total.is_below(6), total.is_below(7)) == (Fraction(6), False, True)
    total.take(Fraction(1, 3))
    assert total.is_below(6)


def test_the_item_that_a_tier_rests_on() -> None:
    """The first without which too little may be left; what was left behind is none."""
    month = program(tier=TIERS, tiers={"window": "rolling-months", "length": 1})
    old, first, second = (
        spent(amount, when)
        for amount, when in ((9, "2026-01-01"), (5, "2026-03-10"), (7, "2026-03-11"))
    )
    window = TierWindow([old, first, second])
    window.leave_behind(month, at("2026-03-20"))
    assert window.needed_for(month, 8) == Needed(first, 4)
    assert window.needed_for(month, 7) == Needed(second, 0)


def test_what_was_left_behind_can_be_exchanged() -> None:
    """Nothing else comes into the window or leaves it."""
    month = program(tier=TIERS, tiers={"window": "rolling-months", "length": 1})
    items = [spent(n, f"2026-01-0{n}") for n in (1, 2, 3)] + [spent(5, "2026-03-10")]
    window = TierWindow(items)
    window.leave_behind(month, at("2026-03-20"))
    window.exchange(items[1], None)
    assert window.inside == (items[3],)
    window.leave_behind(month, at("2026-03-21"))
    assert window.most(month).value == 5


def test_activity_can_be_exchanged_before_any_rules_measured_it() -> None:
    """Nothing has been summed up yet."""
    window = TierWindow([spent(5, "2026-03-10"), spent(7, "2026-03-11")])
    window.exchange(window.items[0], spent(4, "2026-03-10"))
    assert [item.spend for item in window.items] == [4, 7]
    assert window.most(program(tier=TIERS)).value == 11
