from datetime import datetime
from fractions import Fraction

import pytest

from pos_loyalty.domain.lint_sense import sense_advice
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, GOLD, at, program

_REDEMPTION = {"minimum_points": 100, "step": 100}
_POINTS = {"points": 5, "weight": 1}


def _found(now: datetime | None = None, **sections: object) -> list[tuple[str, str]]:
    """The advice on a program with these sections, one that redeems points unless told."""
    draft = program(**{"redemption": _REDEMPTION, **sections})
    return [(each.code, each.path) for each in sense_advice(draft, now)]


def _campaign(**keys: object) -> list[tuple[str, str]]:
    return _found(
        earn={"exclude_categories": ["pfand"]},
        campaign=[{"id": "a", "name": "A", "minimum_purchase": "5.00", **keys}],
    )


def test_points_buy_something() -> None:
    """Points without use are an empty promise; without points nothing is promised."""
    assert _found(redemption=None) == [("points-worth-nothing", "redemption")]
    assert _found(redemption=None, earn=None) == []
    assert _found() == []


def test_a_return_that_is_too_good() -> None:
    """Twenty percent are a lot, more is a slip; the best tier counts."""
    assert _found(earn={"points": 20}) == []
    assert _found(earn={"points": 21}) == [("generous-return", "earn.points")]
    tiers = [BASIS, GOLD]
    assert _found(earn={"points": 14}, tier=tiers) == [("generous-return", "earn.points")]


def test_a_minimum_between_steps() -> None:
    """The next whole step is what members need."""
    draft = program(redemption={"minimum_points": 250, "step": 100})
    (found,) = sense_advice(draft, None)
    assert (found.code, found.facts) == ("minimum-between-steps", (("points", 300),))


@pytest.mark.parametrize(
    ("welcome", "is_told"),
    [
        ({"points": 99}, False),
        ({"points": 100}, True),
        ({"points": 100, "on": "first-purchase"}, False),
    ],
)
def test_a_welcome_that_pays_out(welcome: dict[str, object], *, is_told: bool) -> None:
    """Joining alone should not be worth a reward."""
    expected = [("welcome-pays-out", "welcome.points")] if is_told else []
    assert _found(welcome=welcome) == expected


def test_what_a_welcome_can_buy() -> None:
    """The cheapest thing counts, rewards included; where nothing is for sale, nothing is bought."""
    told = ("welcome-pays-out", "welcome.points")
    welcome = {"points": 60}
    assert _found(
        welcome=welcome, reward=[COFFEE, {**COFFEE, "id": "b", "cost": 0, "stock": 1}]
    ) == [told]
    assert told not in _found(welcome=welcome, redemption={"value": "0"})


def test_a_recommendation_for_a_cent() -> None:
    """The friend must buy something worth mentioning, where the referrer gets anything."""
    assert _found(referral={"referrer": 5}) == [
        ("referral-for-a-cent", "referral.minimum_purchase")
    ]
    assert _found(referral={"referrer": 5, "minimum_purchase": "20.00"}) == []
    assert _found(referral={"referred": 5}) == []


def test_an_action_without_limit() -> None:
    """A limit, a manager, or no points: then nobody can credit without end."""
    action = {"id": "a", "name": "A", "points": 5}
    assert _found(action=[action]) == [("unlimited-action", "action[0].limit")]
    assert _found(action=[{**action, "limit": "1 per day"}]) == []
    assert _found(action=[{**action, "needs_manager": True}]) == []
    assert _found(action=[{**action, "points": 0}]) == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"multiplier": "2"}, []),
        ({"bonus": 5}, []),
        ({"bonus_per_item": 5}, []),
        ({"multiplier": "1"}, [("campaign-without-effect", "campaign[0]")]),
        ({"bonus": 0}, [("campaign-without-effect", "campaign[0]")]),
        (
            {"multiplier": "2", "holdout_percent": 100},
            [("campaign-without-effect", "campaign[0]")],
        ),
    ],
)
def test_campaigns_that_change_nothing(
    keys: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    """A factor of one, a bonus of nothing, and a control group of all."""
    assert _campaign(**keys) == expected


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"categories": ["pfand"]}, "categories"),
        ({"categories": ["pfand", "kaffee"]}, None),
        ({"from": "2026-01-05", "to": "2026-01-07", "weekdays": ["wed"]}, "weekdays"),
        ({"from": "2026-01-05", "to": "2026-01-07", "weekdays": ["tue"]}, None),
        ({"from": "2026-01-05", "to": "2026-03-01", "weekdays": ["wed"]}, None),
        ({"from": "2026-01-05", "weekdays": ["wed"]}, None),
        ({"to": "2026-01-05", "weekdays": ["wed"]}, None),
    ],
)
def test_campaigns_that_never_match(keys: dict[str, object], key: str | None) -> None:
    """The key that excludes every purchase is named."""
    expected = [("campaign-never-matches", f"campaign[0].{key}")] if key else []
    assert _campaign(multiplier="2", **keys) == expected


def test_a_multiplier_without_base() -> None:
    """Twice nothing is nothing; a bonus gives without a rate."""
    campaign = {"id": "a", "name": "A", "multiplier": "2"}
    assert _found(earn=None, campaign=[campaign]) == [
        ("campaign-never-matches", "campaign[0].multiplier")
    ]
    bonus = {"id": "a", "name": "A", "bonus": 2, "minimum_purchase": "5.00", "categories": ["eis"]}
    assert _found(earn=None, campaign=[bonus]) == []


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"multiplier": "3"}, "large-campaign"),
        ({"multiplier": "2.9"}, None),
        ({"multiplier": "3", "budget": 1000}, None),
        ({"multiplier": "3", "per_member": 1}, None),
        ({"bonus": 5, "minimum_purchase": "0.00"}, "bonus-by-splitting"),
        ({"bonus": 5, "minimum_purchase": "0.00", "per_member": 1}, None),
        ({"bonus": 5, "minimum_purchase": "0.00", "members": ["first-purchase"]}, None),
        (
            {"bonus": 5, "minimum_purchase": "0.00", "members": ["birthday-day"]},
            "bonus-by-splitting",
        ),
    ],
)
def test_campaigns_without_bound(keys: dict[str, object], code: str | None) -> None:
    """A budget or a limit keeps a large factor and a bonus for every purchase in bounds."""
    assert [each for each, _ in _campaign(**keys)] == ([code] if code else [])


def test_a_reward_for_nothing() -> None:
    """Free of points it needs a limit of another kind."""
    free = {**COFFEE, "cost": 0}
    assert _found(reward=[free]) == [("free-reward", "reward[0].cost")]
    for bound in ({"limit": "1 per year"}, {"stock": 5}, {"cooldown_days": 30}):
        assert _found(reward=[{**free, **bound}]) == []


def test_a_reward_out_of_reach() -> None:
    """Without points only what is given away can be had."""
    assert _found(earn=None, reward=[COFFEE]) == [("reward-out-of-reach", "reward[0].cost")]
    assert _found(earn=None, reward=[COFFEE], stamp_card=[COFFEE_CARD]) == []


@pytest.mark.parametrize(("cost", "is_told"), [(1600, False), (1601, True)])
def test_a_reward_that_gives_hardly_anything_back(cost: int, *, is_told: bool) -> None:
    """3.20 € for 1,600 € of purchases are 0.2 percent, the least that is not told."""
    expected = [("meager-reward", "reward[0].cost")] if is_told else []
    assert _found(reward=[{**COFFEE, "cost": cost}]) == expected


@pytest.mark.parametrize(
    ("earn", "tiers", "is_told"),
    [
        ({}, {}, False),
        (None, {}, True),
        ({"points": 0}, {}, True),
        ({"cap_per_day": 1}, {}, False),
        ({"cap_per_day": 1}, {"window": "rolling-days", "length": 498}, True),
        ({"cap_per_day": 1}, {"window": "rolling-days", "length": 499}, False),
        ({"cap_per_day": 1}, {"window": "rolling-months", "length": 16}, True),
        ({"cap_per_day": 1}, {"window": "rolling-months", "length": 17}, False),
        ({"cap_per_day": 1}, {"window": "calendar-year"}, True),
        ({"cap_per_day": 2}, {"window": "calendar-year"}, False),
    ],
)
def test_a_tier_out_of_reach(
    earn: dict[str, object] | None, tiers: dict[str, object], *, is_told: bool
) -> None:
    """More points than the daily cap lets in, or than there are at all, reach no tier."""
    told = [("tier-out-of-reach", "tier[1].threshold")] if is_told else []
    measured = {"measure": "points", **tiers}
    assert _found(earn=earn, tier=[BASIS, GOLD], tiers=measured) == told


def test_games() -> None:
    """A wheel that turns for ever, and a draw of nothing."""
    wheel = {"id": "w", "name": "W", "segments": [_POINTS]}
    assert _found(wheel=[wheel]) == [("unlimited-spins", "wheel[0].limit")]
    assert _found(wheel=[{**wheel, "limit": "1 per day"}]) == []
    assert _found(wheel=[{**wheel, "minimum_purchase": "20.00"}]) == []
    draw = {"id": "d", "name": "D", "ticket": {"points": 5}}
    assert _found(draw=[draw]) == [("draw-without-prizes", "draw[0].prizes")]
    assert _found(draw=[{**draw, "prizes": ["Korb"]}]) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [("0", "partner-unsettled"), ("0.01", None), ("0.011", "partner-overpaid")],
)
def test_partners(value: str, code: str | None) -> None:
    """A point of one cent is settled at most at one cent, and not at nothing."""
    partner = {"id": "p", "name": "P", "settlement_value": value}
    assert [each for each, _ in _found(partner=[partner])] == ([code] if code else [])
    assert _found(earn=None, redemption=None, partner=[{**partner, "settlement_value": "9"}]) == []


def test_what_is_over() -> None:
    """The last good day is told, from the end on."""
    ended = {"to": "2026-01-05"}
    sections: dict[str, object] = {
        "campaign": [{"id": "a", "name": "A", "multiplier": "2", **ended}],
        "reward": [{**COFFEE, **ended}, {**COFFEE, "id": "b"}],
        "challenge": [{"id": "c", "name": "C", "goal": {"visits": 3}, **ended}],
    }
    assert _found(at("2026-01-04T23:59"), **sections) == []
    assert _found(at("2026-01-05"), **sections) == [
        ("is-over", "campaign[0].to"),
        ("is-over", "reward[0].to"),
        ("is-over", "challenge[0].to"),
    ]
    first = next(iter(sense_advice(program(redemption={}, **sections), at("2026-01-05"))))
    assert dict(first.facts)["last_day"] == at("2026-01-04").astimezone(program().zone).date()


def test_a_rate_for_what_is_left_out() -> None:
    """A rate of its own helps nothing that earns nothing."""
    rates = [{"category": "pfand"}, {"category": "kaffee"}]
    earn = {"exclude_categories": ["pfand"], "category": rates}
    assert _found(earn=earn) == [("rate-without-effect", "earn.category[0].category")]


@pytest.mark.parametrize(
    ("factors", "stacking", "is_told"),
    [
        (["2", "2.5"], "multiply", True),
        (["2", "2.4"], "multiply", False),
        (["2", "2.5"], "best", False),
    ],
)
def test_factors_that_multiply(factors: list[str], stacking: str, *, is_told: bool) -> None:
    """Five times all together is a lot, where they count together; a bonus is no factor."""
    campaigns: list[dict[str, object]] = [
        {"id": factor, "name": factor, "multiplier": factor} for factor in factors
    ]
    bonus = {"id": "b", "name": "B", "bonus": 5, "minimum_purchase": "5.00"}
    expected = [("large-stack", "stacking.campaigns")] if is_told else []
    assert _found(campaign=[*campaigns, bonus], stacking={"campaigns": stacking}) == expected


@pytest.mark.parametrize(
    ("word", "is_told"),
    [
        ("birthday-moth", True),
        ("new-thirty-days", True),
        ("birthday-month", False),
        ("lapsed-90-days", False),
        ("vip", False),
        ("anna", False),
    ],
)
def test_members_whom_nobody_can_be(word: str, *, is_told: bool) -> None:
    """A slip in a word of the program is told; names and segments are the shop's own."""
    told = [("nobody-is-meant", "campaign[0].members[0]")] if is_told else []
    assert _campaign(multiplier="2", members=[word]) == told


def test_a_tier_that_is_worse_than_the_one_below() -> None:
    """Whoever rises should never lose by it."""
    worse = {**GOLD, "multiplier": "0.9", "redemption_multiplier": "1.1"}
    assert _found(tier=[BASIS, worse]) == [
        ("tier-below-the-lower", "tier[1].multiplier"),
        ("tier-below-the-lower", "tier[1].redemption_multiplier"),
    ]


@pytest.mark.parametrize(("weight", "is_told"), [(4, True), (5, False)])
def test_a_wheel_that_gives_too_much(weight: int, *, is_told: bool) -> None:
    """400 points in one of four spins for 4.00 € are a quarter, in one of five a fifth."""
    segments = [{"points": 400, "weight": 1}, {"weight": weight - 1}]
    wheel = {"id": "w", "name": "W", "minimum_purchase": "4.00", "segments": segments}
    assert _found(wheel=[wheel]) == ([("generous-wheel", "wheel[0].segments")] if is_told else [])


def test_rewards_on_a_wheel_count_with_their_value() -> None:
    """A coffee of 3.20 € in each second spin for 4.00 € is two fifths."""
    segments = [{"reward": "free-coffee", "weight": 1}, {"weight": 1}]
    wheel = {"id": "w", "name": "W", "minimum_purchase": "4.00", "segments": segments}
    (found,) = sense_advice(program(redemption=None, reward=[COFFEE], wheel=[wheel]), None)
    assert dict(found.facts) == {"name": "W", "percent": Fraction(2, 5)}
