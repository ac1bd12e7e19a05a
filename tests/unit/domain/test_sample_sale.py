from pos_loyalty.domain.basket import Basket, BasketLine, single_amount
from pos_loyalty.domain.explanation import Rule
from pos_loyalty.domain.sample_sale import explained_by_tier
from tests.support.builders import BASIS, GOLD, at, program

NOON = at("2026-02-03T12:00")


def test_what_each_tier_earns_and_why() -> None:
    """Of a plain purchase, by the rules that hold for everybody."""
    rules = program(
        tier=[BASIS, GOLD],
        welcome={"points": 50, "on": "first-purchase"},
        campaign=[{"id": "f", "name": "F", "bonus": 9, "members": ["first-purchase"]}],
    )
    explained = explained_by_tier(rules, single_amount(1_000), NOON)
    figures = {
        tier: [(line.rule, line.points) for line in each] for tier, each in explained.items()
    }
    assert figures == {
        "basis": [(Rule.BASE, 10)],
        "gold": [(Rule.BASE, 10), (Rule.TIER, 5)],
    }


def test_a_program_without_tiers_has_one_figure() -> None:
    """Under an empty id; what is bought matters, too."""
    rules = program(
        earn={"points": 1, "per": "1.00", "category": [{"category": "kaffee", "points": 3}]}
    )
    basket = Basket(lines=(BasketLine(1_000, category="kaffee"),))
    (explained,) = explained_by_tier(rules, basket, NOON).values()
    assert sum(line.points for line in explained) == 30
