from datetime import date
from fractions import Fraction

from pos_loyalty.domain.burning import BurnContext
from pos_loyalty.domain.counter import ExpiryAhead, RewardBar
from pos_loyalty.domain.prospects import (
    challenge_ahead,
    clubs_of,
    expiry_ahead,
    glance_at,
    reward_offers,
    stamp_counts,
    tier_ahead,
    value_of_balance,
)
from pos_loyalty.domain.slip import StampCount
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, GOLD, SILVER, program
from tests.support.story import Story


def test_a_tier_as_a_badge() -> None:
    """Or none."""
    rules = program(tier=[{**BASIS, "color": "#8d6e63", "icon": "leaf"}])
    badge = glance_at(rules.tier("basis"))
    assert badge is not None
    assert (badge.name, badge.color, badge.icon, badge.multiplier) == (
        "Basis",
        "#8d6e63",
        "leaf",
        Fraction(1),
    )
    assert glance_at(None) is None


def test_the_way_to_the_next_tier() -> None:
    """What is missing, and how far the member has come from zero."""
    story = Story(program(tier=[BASIS, SILVER, GOLD]))
    story.buy("25.00")
    ahead = tier_ahead(story.program, story.state)
    assert ahead is not None
    assert (ahead.tier.id, ahead.missing, ahead.progress_permille) == ("silver", 7_500, 250)
    story.set_tier("gold")
    assert tier_ahead(story.program, story.state) is None
    assert tier_ahead(program(), story.state) is None


def test_what_has_left_the_window_is_no_progress() -> None:
    """Only what the next review would count."""
    rolling = {"window": "rolling-days", "length": 10}
    story = Story(program(tier=[BASIS, SILVER], tiers=rolling))
    story.buy("25.00")
    ahead = tier_ahead(story.program, story.to("2026-01-15T09:00").state)
    assert ahead is not None
    assert (ahead.missing, ahead.progress_permille) == (10_000, 0)


def test_a_tier_that_is_gone_leads_to_the_first() -> None:
    """Until the midnight that gives one of this version."""
    story = Story(program(tier=[BASIS, SILVER]))
    ahead = tier_ahead(program(tier=[{**BASIS, "id": "neu"}]), story.state)
    assert ahead is not None
    assert (ahead.tier.id, ahead.missing, ahead.progress_permille) == ("neu", 0, 1_000)


def test_rewards_as_this_member_can_have_them() -> None:
    """The own price, what is missing, what stands against it, and free ones."""
    percent = {"id": "tenth", "name": "10 %", "cost": 80, "kind": "percent-off", "value": "10"}
    rules = program(
        reward=[COFFEE, percent, {**percent, "id": "later", "from": "2027-01-01"}],
        stamp_card=[{**COFFEE_CARD, "size": 1}],
    )
    story = Story(rules)
    story.grant(60)
    story.stamp("coffee-10", 1)
    state = story.state
    context = BurnContext(rules, state, state.tier.held, story.usage, story.now)
    coffee, tenth, later = reward_offers(context)
    assert (coffee.cost, coffee.missing_points, coffee.free, coffee.bar) == (50, 0, 1, None)
    assert (tenth.missing_points, tenth.needs_purchase, tenth.is_affordable) == (20, True, False)
    assert later.bar is RewardBar.DATES
    assert coffee.is_affordable


def test_the_points_that_lapse_next() -> None:
    """With the last day on which they are good."""
    story = Story(program())
    story.grant(5)
    assert expiry_ahead(story.program, story.state) is None
    story.grant(7, expires="2026-03-01")
    expected = ExpiryAhead(7, date(2026, 2, 28))
    assert expiry_ahead(story.program, story.state) == expected


def test_the_clubs_of_a_member() -> None:
    """Those that run now, with the last good day of all that prolongs them."""
    club = {"id": "club", "name": "Club", "months": 1}
    story = Story(program(membership=[club, {**club, "id": "other", "name": "Andere"}]))
    assert clubs_of(story.program, story.state) == ()
    for membership in ("other", "club", "club"):
        story.join(membership)
    assert [(each.name, each.last_day) for each in clubs_of(story.program, story.state)] == [
        ("Club", date(2026, 3, 5)),
        ("Andere", date(2026, 2, 5)),
    ]
    story.to("2026-03-05T09:00")
    assert clubs_of(story.program, story.state) == ()


def test_the_challenge_that_is_nearest_to_its_goal() -> None:
    """Of those that are on and not reached for good; none where there is none."""
    visits = {"id": "v", "name": "V", "goal": {"visits": 3}}
    spend = {"id": "s", "name": "S", "goal": {"spend": "10.00"}}
    over = {**visits, "id": "o", "goal": {"visits": 2}, "to": "2026-01-05"}
    done = {**visits, "id": "d", "goal": {"visits": 1}}
    story = Story(program(challenge=[visits, spend, over, done]))
    assert challenge_ahead(story.program, story.state) is not None
    story.buy("5.00")
    ahead = challenge_ahead(story.program, story.state)
    assert ahead is not None
    assert (ahead.challenge_id, ahead.progress, ahead.goal) == ("s", 500, 1_000)
    assert challenge_ahead(program(), story.state) is None


def test_stamp_cards_show_what_is_on_them() -> None:
    """A card in debt shows as empty."""
    story = Story(program(reward=[COFFEE], stamp_card=[COFFEE_CARD]))
    story.stamp("coffee-10", 4)
    assert stamp_counts(story.program, story.state) == (StampCount("10. Kaffee gratis", 4, 10),)
    story.stamp("coffee-10", -6)
    assert stamp_counts(story.program, story.state) == (StampCount("10. Kaffee gratis", 0, 10),)


def test_what_points_are_worth() -> None:
    """As a discount; nothing is said where they buy rewards only, or of a debt."""
    rules = program(redemption={"points": 3, "value": "1.00"})
    assert value_of_balance(rules, 10) == 333
    assert value_of_balance(rules, -1) is None
    assert value_of_balance(program(), 10) is None
