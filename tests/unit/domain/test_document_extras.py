from fractions import Fraction

from pos_loyalty.domain.document_extras import (
    read_challenges,
    read_draws,
    read_memberships,
    read_partners,
    read_wheels,
)
from pos_loyalty.domain.document_reader import TableReader
from pos_loyalty.domain.errors import Problem
from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.program import ChallengeMeasure

ITEM = {"id": "x", "name": "X"}


def reader_of(key: str, *items: dict[str, object]) -> tuple[TableReader, list[Problem]]:
    """A reader of listed items, and what it will find wrong."""
    problems: list[Problem] = []
    table = {key: [{**ITEM, **item} for item in items]}
    return TableReader(table, "", problems, currency=Currency("EUR")), problems


def test_a_membership_lasts_a_year_unless_told() -> None:
    """Its fee is money, its percentage exact."""
    reader, problems = reader_of("membership", {"fee": "25.00", "percent_off": "2.5"})
    club = read_memberships(reader)[0]
    assert (club.fee_minor, club.months, club.percent_off) == (2_500, 12, Fraction(5, 2))
    assert problems == []


def test_a_goal_is_in_the_unit_of_its_measure() -> None:
    """Money for spend, whole numbers else."""
    reader, problems = reader_of("challenge", {"goal": {"spend": "5"}}, {"goal": {"products": 5}})
    spend, products = read_challenges(reader)
    assert (spend.measure, spend.goal) == (ChallengeMeasure.SPEND, 500)
    assert (products.measure, products.goal) == (ChallengeMeasure.PRODUCTS, 5)
    assert problems == []


def test_a_ticket_costs_one_thing() -> None:
    """Spend, points, or an action of the program."""
    reader, problems = reader_of(
        "draw", {"ticket": {"points": 50}}, {"ticket": {"action": "survey"}}
    )
    bought, done = read_draws(reader, {"survey"})
    assert (bought.ticket_points, done.ticket_action) == (50, "survey")
    assert problems == []


def test_a_wheel_gives_points_or_known_rewards() -> None:
    """Weights are whole numbers; one field at least can come up."""
    segments = [{"weight": 1, "points": 5}, {"weight": 0, "reward": "r"}]
    reader, problems = reader_of("wheel", {"segments": segments})
    wheel = read_wheels(reader, {"r"})[0]
    assert [(each.weight, each.points, each.reward) for each in wheel.segments] == [
        (1, 5, ""),
        (0, 0, "r"),
    ]
    assert problems == []


def test_a_partner_settles_exactly() -> None:
    """A tenth of a cent is no float."""
    reader, problems = reader_of("partner", {"settlement_value": "0.008"})
    assert read_partners(reader)[0].settlement_value == Fraction(1, 125)
    assert problems == []


def test_a_goal_and_a_ticket_are_never_free() -> None:
    """What would be reached or given without end is refused, once, at its key."""
    reader, problems = reader_of(
        "challenge",
        {"goal": {"spend": "0.00"}},
        {"goal": {"visits": 0}},
        {"goal": {"spend": "much"}},
        {"goal": {}},
    )
    goals = [challenge.goal for challenge in read_challenges(reader)]
    assert goals == [1, 1, 1, 1]
    tickets, more = reader_of(
        "draw",
        {"ticket": {"spend": "0"}},
        {"ticket": {"points": 0}},
        {"ticket": {"action": ""}},
        {"ticket": {"spend": 5}},
    )
    assert {draw.ticket_spend_minor for draw in read_draws(tickets, set())} == {0}
    assert [(problem.path, problem.reason) for problem in problems + more] == [
        ("challenge[0].goal.spend", "above-zero"),
        ("challenge[1].goal.visits", "out-of-range"),
        ("challenge[2].goal.spend", "not-money"),
        ("challenge[3].goal", "one-of"),
        ("draw[0].ticket.spend", "above-zero"),
        ("draw[1].ticket.points", "out-of-range"),
        ("draw[2].ticket.action", "empty"),
        ("draw[3].ticket.spend", "wrong-type"),
    ]
