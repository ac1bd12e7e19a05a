from fractions import Fraction

from pos_loyalty.domain.member_state import Qualifying, TierStanding
from pos_loyalty.domain.tiers import Outlook, TierWindow, outlook
from tests.support.builders import BASIS, SILVER, at, program

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


def test_time_takes_no_tier_that_was_set_by_hand() -> None:
    """Nobody needs to look again, though all that was bought leaves the window."""
    window = TierWindow([spent(20_000, "2026-03-10")])
    noon = at("2026-03-20T12:00")
    by_hand = TierStanding(held="silver", floor="silver")
    assert outlook(LAST_MONTH, by_hand, window, noon) == Outlook()
    earned = TierStanding(held="silver")
    assert outlook(LAST_MONTH, earned, window, noon).next_review == at("2026-04-10")
