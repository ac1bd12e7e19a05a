from datetime import date
from fractions import Fraction

import pytest

from pos_loyalty.domain.events import Activity, HistoryNoted
from pos_loyalty.domain.member_state import Qualifying, TierStanding
from pos_loyalty.domain.tier_window import TierWindow
from pos_loyalty.domain.tiers import Outlook, outlook, rank, review, tier_for
from tests.support.builders import BASIS, GOLD, SILVER, at, program, timeline
from tests.support.story import Story

TIERS = [BASIS, SILVER, GOLD]


def rules(**policy: object) -> Story:
    """A member under a tier policy, thresholds 100 and 500."""
    return Story(program(tier=TIERS, tiers=policy))


def held(story: Story, when: str) -> str | None:
    """The tier held at a local time."""
    return story.to(when).state.tier.held


def spent(amount: int, when: str) -> Qualifying:
    """A purchase of so many cents."""
    return Qualifying(at(when), Fraction(amount), amount // 100, 1)


def test_thresholds_are_inclusive() -> None:
    """100.00 is enough for 100."""
    story = rules()
    story.buy("99.99")
    assert story.state.tier.held == "basis"
    story.buy("0.01")
    assert story.state.tier.held == "silver"


def test_without_tiers_nobody_holds_one() -> None:
    """Nor can time change that; a grace that was running is over."""
    bare = program()
    before = TierStanding(held="gold", below_since=date(2025, 12, 30))
    standing = review(bare, before, measured=Fraction(0), at=at("2026-01-01"))
    assert standing == TierStanding()
    assert tier_for(bare, Fraction(5)) is None
    assert outlook(bare, standing, TierWindow(), at("2026-01-01")).next_review is None
    assert rank(bare, "gold") == -1


def test_a_downgrade_to_earned_happens_at_once() -> None:
    """At the local midnight after the activity has left the window."""
    story = rules(window="rolling-months", length=12)
    story.buy("600.00")
    assert held(story, "2027-01-05T23:59") == "gold"
    assert held(story, "2027-01-06") == "basis"


def test_a_review_after_a_purchase_sees_what_left_the_window_today() -> None:
    """It need not wait for midnight."""
    story = rules(window="rolling-months", length=12)
    story.buy("600.00")
    story.to("2027-01-05T09:00").buy("1.00")
    assert story.state.tier.held == "basis"


def test_one_step_lowers_by_one_tier_a_day() -> None:
    """At most once a local day, however many reviews there are."""
    story = rules(window="rolling-months", length=12, downgrade="one-step")
    story.buy("600.00")
    story.to("2027-01-05T09:00").buy("1.00")
    assert story.state.tier.held == "silver"
    story.buy("1.00")
    assert story.state.tier.held == "silver"
    assert held(story, "2027-01-06") == "basis"
    assert story.state.tier.below_since is None


def test_never_down() -> None:
    """A tier once reached stays, also when the purchase is returned."""
    story = rules(downgrade="never")
    story.buy("600.00", "a")
    story.refund("a")
    assert held(story, "2036-01-01") == "gold"


def test_a_review_under_never_leaves_the_tier() -> None:
    """Also one that comes long after the last activity, as under a new version."""
    never = program(tier=TIERS, tiers={"downgrade": "never"})
    standing = TierStanding(held="gold")
    assert review(never, standing, measured=Fraction(0), at=at("2026-01-01")) is standing


def test_grace_counts_local_days_from_the_review_that_found_the_member_below() -> None:
    """The first review on or after that day lowers."""
    story = rules(window="rolling-months", length=12, grace_days=10)
    story.buy("600.00")
    assert held(story, "2027-01-15T23:59") == "gold"
    assert story.state.tier.below_since == date(2027, 1, 6)
    assert held(story, "2027-01-16") == "basis"


def test_meeting_the_tier_again_ends_the_grace() -> None:
    """And the next time below it begins anew."""
    story = rules(window="rolling-months", length=12, grace_days=10)
    story.buy("600.00")
    story.to("2027-01-10T09:00").buy("600.00", "a")
    assert story.state.tier.below_since is None
    story.to("2027-01-20T09:00").refund("a")
    assert story.state.tier.below_since == date(2027, 1, 20)
    assert held(story, "2027-01-29T23:59") == "gold"
    assert held(story, "2027-01-30") == "basis"


def test_grace_starts_again_after_each_step() -> None:
    """One step after ten days, the next after ten more."""
    story = rules(window="rolling-months", length=12, grace_days=10, downgrade="one-step")
    story.buy("600.00")
    assert held(story, "2027-01-16") == "silver"
    assert held(story, "2027-01-25T23:59") == "silver"
    assert held(story, "2027-01-26") == "basis"


def test_a_tier_set_by_hand_is_a_floor() -> None:
    """Until it is set again; more can be reached."""
    story = rules(window="rolling-months", length=12)
    story.set_tier("silver")
    story.buy("600.00")
    assert story.state.tier.held == "gold"
    assert held(story, "2027-02-01") == "silver"
    story.set_tier("basis")
    assert story.state.tier.held == "basis"


def test_a_calendar_year_ends_with_the_year() -> None:
    """At midnight of New Year all that was reached is to be reached again."""
    story = rules(window="calendar-year")
    story.buy("600.00")
    assert held(story, "2026-12-31T23:59") == "gold"
    assert held(story, "2027-01-01") == "basis"


def test_lifetime_never_ends() -> None:
    """What was spent once counts for ever."""
    story = rules()
    story.buy("600.00")
    assert story.state.valid_until is None
    assert held(story, "2046-01-01") == "gold"


def test_a_window_of_days() -> None:
    """Thirty days by the wall clock, then the next midnight."""
    story = rules(window="rolling-days", length=30)
    story.to("2026-03-10T09:00").buy("600.00")
    assert story.state.valid_until == at("2026-04-10")
    assert held(story, "2026-04-09T23:59") == "gold"
    assert held(story, "2026-04-10") == "basis"


@pytest.mark.parametrize(
    ("bought", "still", "gone"),
    [
        ("2026-01-31T12:00", "2026-02-28T23:59", "2026-03-01"),
        ("2026-01-28T12:00", "2026-02-28T23:59", "2026-03-01"),
        ("2026-01-27T12:00", "2026-02-27T23:59", "2026-02-28"),
        ("2026-01-31T00:00", "2026-02-28T23:59", "2026-03-01"),
        ("2026-03-31T00:00", "2026-04-30T23:59", "2026-05-01"),
        ("2026-01-12T00:30", "2026-02-12T23:59", "2026-02-13"),
    ],
)
def test_month_ends_clamp(bought: str, still: str, gone: str) -> None:
    """The tier is lost at the first midnight whose window no longer holds the purchase."""
    story = rules(window="rolling-months", length=1)
    story.to(bought).buy("600.00")
    assert held(story, still) == "gold"
    assert held(story, gone) == "basis"


def test_activity_can_be_inside_once_more_where_months_differ_in_length() -> None:
    """28 March noon looks back to 28 February noon, 29 March midnight to its midnight."""
    story = rules(window="rolling-months", length=1)
    story.to("2026-02-28T10:00").buy("600.00")
    story.to("2026-03-28T12:00").buy("1.00")
    assert story.state.tier.held == "basis"
    assert story.state.valid_until == at("2026-03-29")
    assert held(story, "2026-03-29") == "gold"
    assert held(story, "2026-03-31T23:59") == "gold"
    assert held(story, "2026-04-01") == "basis"


def test_grace_ends_when_activity_is_inside_once_more() -> None:
    """A review that finds the tier met ends the grace, for however short a time."""
    story = rules(window="rolling-months", length=1, grace_days=3)
    story.to("2026-02-28T10:00").buy("600.00")
    story.to("2026-03-28T12:00").buy("1.00")
    assert story.state.tier.below_since == date(2026, 3, 28)
    assert story.to("2026-03-29").state.tier.below_since is None
    assert held(story, "2026-04-03T23:59") == "gold"
    assert held(story, "2026-04-04") == "basis"


def test_only_what_the_tier_needs_is_waited_for() -> None:
    """Small purchases that leave the window do not ask for a review each."""
    story = rules(window="rolling-months", length=12)
    for day in range(6, 26):
        story.to(f"2026-01-{day:02}T09:00").buy("10.00")
    story.to("2026-03-01T09:00").buy("600.00")
    assert story.state.tier.held == "gold"
    assert story.state.valid_until == at("2027-03-02")
    assert held(story, "2027-03-01T23:59") == "gold"
    assert held(story, "2027-03-02") == "basis"


def test_a_new_version_may_look_back_further() -> None:
    """What a shorter window had left behind counts under a longer one."""
    versions = timeline(
        program(tier=TIERS, tiers={"window": "rolling-months", "length": 1}),
        {"2026-04-01": program(tier=TIERS, tiers={"window": "rolling-months", "length": 12})},
    )
    story = Story(versions)
    story.buy("600.00")
    assert held(story, "2026-03-01") == "basis"
    assert len(story.state.qualifying) == 1
    assert held(story, "2026-04-01") == "gold"


def test_a_tier_that_a_new_version_dropped_is_replaced() -> None:
    """The first midnight under it gives the tier that was earned."""
    versions = timeline(
        program(tier=[BASIS, SILVER]),
        {"2026-02-01": program(tier=[{**BASIS, "id": "neu"}, {**GOLD, "threshold": "50"}])},
    )
    story = Story(versions)
    story.buy("100.00")
    assert held(story, "2026-01-31T23:59") == "silver"
    assert held(story, "2026-02-01") == "gold"


def test_what_was_brought_along_counts_for_its_time() -> None:
    """History is dated with itself."""
    story = rules(window="rolling-months", length=12)
    story.note(HistoryNoted((Activity(at("2025-02-01"), 60_000),)))
    assert story.state.tier.held == "gold"
    assert held(story, "2026-02-02") == "basis"


def test_activity_is_never_below_zero() -> None:
    """What exists is valid."""
    with pytest.raises(ValueError, match="points=-1"):
        Activity(at("2025-02-01"), points=-1)


def test_a_tier_that_nothing_supports_is_reviewed_at_the_next_midnight() -> None:
    """As under a version that lowers tiers where the one before never did."""
    rolling = program(tier=TIERS, tiers={"window": "rolling-months"})
    noon = at("2026-02-03T12:00")
    ahead = outlook(rolling, TierStanding(held="gold"), TierWindow(), noon)
    assert ahead == Outlook(at("2026-02-04"), noon, 0)


def test_a_refund_on_new_years_day_finds_the_old_year_gone() -> None:
    """What was bought the day before does not hold the tier any more."""
    story = Story(program(tier=TIERS, tiers={"window": "calendar-year"}), start="2025-12-31T12:00")
    story.buy("300.00")
    story.to("2026-01-01T00:30").buy("500.00", "a")
    story.to("2026-01-01T01:00").refund("a", 1)
    assert story.fold.tier_held == "silver"


@pytest.mark.parametrize("window", ["lifetime", "calendar-year", "rolling-months"])
def test_refunds_that_leave_enough_move_no_tier(window: str) -> None:
    """One by one, until what is left is too little."""
    story = rules(window=window)
    for name in "abcd":
        story.buy("200.00", name)
    held_after = []
    for name in "abc":
        story.refund(name, 10_000)
        story.refund(name, 9_999)
        held_after.append(story.fold.tier_held)
    assert held_after == ["gold", "silver", "silver"]


def test_a_tier_below_the_earned_one_is_reviewed_at_the_next_midnight() -> None:
    """As one that was set by hand and is not the floor any more; any refund may change that."""
    noon = at("2026-02-03T12:00")
    ahead = outlook(program(tier=TIERS), TierStanding(held="x"), TierWindow(), noon)
    assert ahead == Outlook(at("2026-02-04"), noon, 0)


def test_the_end_of_a_grace_is_looked_forward_to() -> None:
    """So many local days after the review that found the member below."""
    graced = program(tier=TIERS, tiers={"window": "rolling-months", "grace_days": 10})
    below = TierStanding(held="gold", below_since=date(2026, 2, 1))
    noon = at("2026-02-03T12:00")
    assert outlook(graced, below, TierWindow(), noon) == Outlook(at("2026-02-11"), noon, 0)


@pytest.mark.parametrize(
    ("policy", "bought", "review_at", "calm_until"),
    [
        ({"window": "rolling-days", "length": 30}, "2026-03-20T12:00", "2026-04-20", "04-19T09:00"),
        (
            {"window": "rolling-months", "length": 1},
            "2026-03-20T12:00",
            "2026-04-21",
            "04-20T09:00",
        ),
        (
            {"window": "rolling-months", "length": 1},
            "2026-01-30T12:00",
            "2026-03-01",
            "02-28T09:00",
        ),
    ],
)
def test_a_loss_is_looked_forward_to(
    policy: dict[str, object], bought: str, review_at: str, calm_until: str
) -> None:
    """By the wall clock, over a change of the clocks and over months of other lengths."""
    rules = program(tier=TIERS, tiers=policy)
    window = TierWindow([spent(60_000, bought)])
    ahead = outlook(rules, TierStanding(held="gold"), window, at(bought))
    assert ahead == Outlook(at(review_at), at(f"2026-{calm_until}"), 10_000)


def test_a_grace_begins_on_the_local_day() -> None:
    """Shortly after midnight here it is yesterday in Greenwich; before it, tomorrow in Nepal."""
    graced = program(tier=TIERS, tiers={"grace_days": 3})
    gold = TierStanding(held="gold")
    for when in ("2026-02-03T00:30", "2026-02-03T23:30"):
        found = review(graced, gold, measured=Fraction(0), at=at(when))
        assert found == TierStanding(held="gold", below_since=date(2026, 2, 3))


def test_a_downgrade_to_earned_ends_the_grace() -> None:
    """What comes later begins anew."""
    graced = program(tier=TIERS, tiers={"grace_days": 3})
    below = TierStanding(held="gold", below_since=date(2026, 2, 3))
    found = review(graced, below, measured=Fraction(0), at=at("2026-02-06"))
    assert found == TierStanding(held="basis")


def test_what_has_left_the_window_calls_for_no_review() -> None:
    """Activity that is still listed, and that no window from tomorrow on holds."""
    month = program(tier=TIERS, tiers={"window": "rolling-months", "length": 1})
    window = TierWindow([spent(900_000, "2026-01-01")])
    first = TierStanding(held=month.tiers[0].id)
    assert outlook(month, first, window, at("2026-03-20")) == Outlook()
    assert outlook(month, first, window, at("2026-01-20")).next_review == at("2026-01-21")


def test_time_takes_no_tier_that_was_set_by_hand() -> None:
    """Nobody needs to look again, though all that was bought leaves the window."""
    month = program(tier=[BASIS, SILVER], tiers={"window": "rolling-months", "length": 1})
    window = TierWindow([spent(20_000, "2026-03-10")])
    noon = at("2026-03-20T12:00")
    by_hand = TierStanding(held="silver", floor="silver")
    assert outlook(month, by_hand, window, noon) == Outlook()
    earned = TierStanding(held="silver")
    assert outlook(month, earned, window, noon).next_review == at("2026-04-10")
