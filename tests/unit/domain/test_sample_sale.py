from pos_loyalty.domain.sample_sale import points_by_tier
from tests.support.builders import BASIS, GOLD, at, program

NOON = at("2026-02-03T12:00")


def test_what_each_tier_earns() -> None:
    """Of a plain purchase, by the rules that hold for everybody."""
    rules = program(
        tier=[BASIS, GOLD],
        welcome={"points": 50, "on": "first-purchase"},
        campaign=[{"id": "f", "name": "F", "bonus": 9, "members": ["first-purchase"]}],
    )
    assert points_by_tier(rules, 1_000, NOON) == {"basis": 10, "gold": 15}


def test_a_program_without_tiers_has_one_figure() -> None:
    """Under an empty id."""
    assert points_by_tier(program(), 1_000, NOON) == {"": 10}
