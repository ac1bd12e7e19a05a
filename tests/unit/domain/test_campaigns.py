from datetime import timedelta
from fractions import Fraction

import pytest

from pos_loyalty.domain.campaigns import held_out, shares
from pos_loyalty.domain.program import Campaign, Stacking
from pos_loyalty.domain.sale_context import MemberTraits
from tests.support.builders import BASIS, GOLD, at, basket, line, program, timeline
from tests.support.story import Story

TUESDAY = "2026-01-06T17:00"


def story_of(**campaign: object) -> Story:
    """A member and a campaign of 100 points."""
    return Story(program(campaign=[{"id": "c", "name": "C", "bonus": 100, **campaign}]))


def matches(story: Story, when: str, *, amount: str = "1.00") -> bool:
    """Whether the campaign gives its 100 points."""
    return story.to(when).quote(amount).earned > 100


@pytest.mark.parametrize(
    ("campaign", "yes", "no"),
    [
        ({"from": "2026-02-01", "to": "2026-03-01"}, "2026-02-01T00:00", "2026-01-31T23:59"),
        ({"from": "2026-02-01", "to": "2026-03-01"}, "2026-02-28T23:59", "2026-03-01T00:00"),
        ({"weekdays": ["tue"]}, TUESDAY, "2026-01-07T17:00"),
        ({"hours": ["16:00-18:00"]}, "2026-01-06T16:00", "2026-01-06T18:00"),
        ({"hours": ["16:00-18:00", "20:00-21:00"]}, "2026-01-06T20:30", "2026-01-06T19:00"),
        ({"hours": ["22:00-02:00"]}, "2026-01-06T01:59", "2026-01-06T02:00"),
        ({"hours": ["22:00-02:00"], "weekdays": ["tue"]}, "2026-01-06T01:00", "2026-01-07T01:00"),
        ({"hours": ["23:00-24:00"]}, "2026-01-06T23:59", "2026-01-07T00:00"),
        ({"members": ["new-30-days"]}, "2026-02-04T08:59", "2026-02-04T09:00"),
        ({"members": ["new-90-days"]}, "2026-04-05T08:59", "2026-04-05T09:00"),
    ],
)
def test_when_a_campaign_matches(campaign: dict[str, object], yes: str, no: str) -> None:
    """Local dates, weekdays and wall-clock hours, half-open; a span may run over midnight."""
    assert matches(story_of(**campaign), yes)
    assert not matches(story_of(**campaign), no)


@pytest.mark.parametrize(
    ("word", "birthday", "yes", "no"),
    [
        ("birthday-day", (2, 3), "2026-02-03", "2026-02-04"),
        ("birthday-day", (2, 29), "2026-02-28", "2026-03-01"),
        ("birthday-day", (2, 29), "2028-02-29", "2028-02-28"),
        ("birthday-week", (2, 4), "2026-02-02", "2026-02-01"),
        ("birthday-week", (2, 4), "2026-02-08T23:59", "2026-02-09"),
        ("birthday-week", (2, 8), "2026-02-02", "2026-02-01"),
        ("birthday-week", (1, 2), "2026-12-28", "2026-12-27"),
        ("birthday-week", (12, 30), "2027-01-03", "2027-01-04"),
        ("birthday-month", (2, 29), "2026-02-01", "2026-03-01"),
    ],
)
def test_birthdays(word: str, birthday: tuple[int, int], yes: str, no: str) -> None:
    """29 February is the 28th in other years; the week is Monday to Sunday, over New Year too."""
    for when, expected in ((yes, True), (no, False)):
        story = story_of(members=[word])
        story.traits = MemberTraits("anna", birthday)
        assert matches(story, when) is expected
    assert not matches(story_of(members=[word]), yes)


def test_lapsed_members() -> None:
    """The last purchase is at least so long ago; without purchases nobody is lapsed."""
    story = story_of(members=["lapsed-90-days"])
    assert not matches(story, "2026-01-06T10:00")
    story.buy("1.00", "a")
    assert not matches(story, "2026-04-06T09:59")
    assert matches(story, "2026-04-06T10:00")
    story.refund("a")
    assert not matches(story, "2026-04-06T10:00")


def test_the_first_purchase() -> None:
    """No other purchase that counts is on record, whatever its date."""
    story = story_of(members=["first-purchase"])
    assert story.buy("1.00", "a").earned == 101
    assert story.quote("1.00").earned == 1
    assert story.quote("1.00", occurred_at=at("2026-01-05T09:00")).earned == 1
    story.refund("a")
    assert story.quote("1.00").earned == 101


def test_named_members_and_segments() -> None:
    """A campaign may name members, or the segments that they are in."""
    story = story_of(members=["anna"])
    assert story.quote("1.00").earned == 101
    story = story_of(members=["bakers", "new-1-days"])
    assert story.to("2026-03-01").quote("1.00").earned == 1
    story.traits = MemberTraits("anna", segments=frozenset({"bakers"}))
    assert story.quote("1.00").earned == 101


def test_a_code_is_asked_for() -> None:
    """Entered in any case, with or without blanks."""
    story = story_of(code="SOMMER")
    assert story.quote("1.00").earned == 1
    assert story.quote(basket("1.00", code=" sommer ")).earned == 101


def test_a_minimum_is_about_eligible_money() -> None:
    """Inclusive, and exact."""
    story = story_of(minimum_purchase="5.00")
    assert story.quote("4.99").earned == 4
    assert story.quote("5.00").earned == 105


def test_the_tier_used_counts() -> None:
    """``tiers`` of a campaign means the tier that the purchase earns at."""
    gold = [{"id": "c", "name": "C", "bonus": 100, "tiers": ["gold"]}]
    tiers = [BASIS, {**GOLD, "threshold": "50", "multiplier": "1"}]
    before = Story(program(campaign=gold, tier=tiers))
    after = Story(program(campaign=gold, tier=tiers, tiers={"timing": "after"}))
    assert (before.buy("50.00").earned, before.buy("50.00").earned) == (50, 150)
    assert after.buy("50.00").earned == 150


def test_so_often_per_member() -> None:
    """Uses that were completely taken back do not count."""
    story = story_of(per_member=1)
    assert [story.buy("1.00", name).earned for name in "ab"] == [101, 1]
    story.refund("a")
    assert story.buy("1.00").earned == 101


def test_categories_and_products_must_both_match() -> None:
    """When both are given."""
    story = story_of(categories=["kaffee"], products=["latte"])
    assert story.quote(basket(line("1.00", "kaffee"))).earned == 1
    assert story.quote(basket(line("1.00", product="latte"))).earned == 1
    assert story.quote(basket(line("1.00", "kaffee", product="latte"))).earned == 101


def test_the_control_group_is_the_same_for_ever() -> None:
    """About so many percent of the members, found by each till without asking."""
    campaign = Campaign("c", "C", holdout_percent=20)
    members = [f"member-{n}" for n in range(1_000)]
    held = [member for member in members if held_out(campaign, member)]
    assert 150 < len(held) < 250
    assert held[:3] == ["member-3", "member-9", "member-10"]
    assert not any(held_out(Campaign("c", "C"), member) for member in members)


def test_the_control_group_gets_nothing() -> None:
    """Everybody else does."""
    held_back = story_of(holdout_percent=20)
    for member_id, earned in (("member-3", 1), ("member-4", 101)):
        held_back.traits = MemberTraits(member_id)
        assert held_back.quote("1.00").earned == earned


def test_factors_below_one_never_cost_points() -> None:
    """Added up they come to no less than nothing, each taking what the ones before it left."""
    three = [Campaign(name, name, multiplier=Fraction(1, 2)) for name in "abc"]
    given = shares(three, Stacking.ADD, Fraction(10))
    assert [more for _, more in given] == [-5, -5, 0]


def test_a_late_purchase_meets_the_campaigns_of_its_own_time() -> None:
    """A purchase is computed under the version in force at its own time."""
    doubled = program(campaign=[{"id": "c", "name": "C", "multiplier": "2"}])
    story = Story(timeline(program(), {"2026-02-01": doubled}))
    story.to("2026-02-03")
    assert story.quote("10.00").earned == 20
    late = story.now - timedelta(days=5)
    assert story.quote("10.00", occurred_at=late).earned == 10
