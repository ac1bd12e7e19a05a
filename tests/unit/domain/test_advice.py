from fractions import Fraction

from pos_loyalty.domain.advice import (
    Advice,
    advice,
    best_rate,
    earns_by_purchase,
    gives_points,
    granted_rewards,
    has_base,
    point_worth,
    spends_points,
)
from tests.support.builders import COFFEE, COFFEE_CARD, program

_WHEEL = {"id": "rad", "name": "Rad", "segments": [{"reward": "free-coffee", "weight": 1}]}
_GOAL = {"id": "ziel", "name": "Ziel", "goal": {"visits": 3}}


def test_facts_keep_their_names() -> None:
    """A sentence is filled by name."""
    assert advice("code", "path", name="Eis", points=3) == Advice(
        "code", "path", (("name", "Eis"), ("points", 3))
    )


def test_the_worth_of_a_point() -> None:
    """A hundred points for one euro are a cent each; without redemption there is no worth."""
    assert point_worth(program(redemption={})) == 1
    assert point_worth(program()) is None


def test_the_best_rate_is_one_for_money() -> None:
    """Points for each item say nothing about money."""
    rates = [{"category": "kaffee", "points": 2}, {"category": "eis", "points_per_item": 9}]
    assert best_rate(program(earn={"category": rates})) == Fraction(2, 100)
    assert best_rate(program(earn=None)) == 0


def test_what_a_purchase_earns_by() -> None:
    """Rates for money or for items are a base, bonuses alone are none."""
    nothing = {"points": 0}
    per_item = {**nothing, "category": [{"category": "eis", "points_per_item": 9}]}
    assert has_base(program(earn=per_item))
    bonus = program(earn=None, campaign=[{"id": "a", "name": "A", "bonus": 5}])
    assert (has_base(bonus), earns_by_purchase(bonus)) == (False, True)
    assert not earns_by_purchase(program(earn=nothing))


def test_every_way_to_points_counts() -> None:
    """A program without rates may live from actions, games or recommendations."""
    assert not gives_points(program(earn=None, challenge=[_GOAL], wheel=[_WHEEL], reward=[COFFEE]))
    assert gives_points(program(earn=None, welcome={"points": 5}))
    assert gives_points(program(earn=None, referral={"referred": 5}))
    assert gives_points(program(earn=None, action=[{"id": "a", "name": "A", "points": 5}]))
    assert gives_points(program(earn=None, challenge=[{**_GOAL, "bonus": 5}]))


def test_rewards_that_are_given_away() -> None:
    """Full stamp cards and lucky spins give rewards that need no points."""
    tea = {**COFFEE, "id": "tea"}
    points = {"points": 5, "weight": 1}
    wheel = {**_WHEEL, "segments": [points, {"reward": "tea", "weight": 1}]}
    draft = program(reward=[COFFEE, tea], stamp_card=[COFFEE_CARD], wheel=[wheel])
    assert granted_rewards(draft) == {"free-coffee", "tea"}


def test_what_points_are_good_for() -> None:
    """A discount, a reward with a price, a donation, a ticket."""
    assert not spends_points(program(redemption={"value": "0"}, reward=[{**COFFEE, "cost": 0}]))
    assert spends_points(program(redemption={}))
    assert not spends_points(program(redemption={"maximum_share": "0"}))
    assert spends_points(program(reward=[COFFEE]))
    assert spends_points(program(reward=[{**COFFEE, "cost": 0, "kind": "donation"}]))
    ticket = {"id": "los", "name": "Los", "ticket": {"points": 50}, "prizes": ["Korb"]}
    assert spends_points(program(draw=[ticket]))
