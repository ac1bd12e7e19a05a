from fractions import Fraction
from typing import Any

import pytest

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.challenges import (
    ChallengeProgress,
    badges_of,
    bonus_reference,
    moved_challenges,
    progress_in,
)
from pos_loyalty.domain.events import CreditKind, CreditTakenBack
from pos_loyalty.domain.member_state import ChallengeStanding
from pos_loyalty.domain.program import ChallengeMeasure, Program
from tests.support.builders import basket, line, program
from tests.support.story import Story


def rules(*goals: dict[str, Any], **sections: object) -> Program:
    """A program with a challenge for each goal, ``a`` and so on."""
    challenges = [
        {"id": name, "name": name.upper(), **goal}
        for name, goal in zip("abcdef", goals, strict=False)
    ]
    return program(challenge=challenges, **sections)


def progress(story: Story) -> list[int]:
    """How far the member has come in each challenge."""
    return [each.progress for each in progress_in(story.program, story.state.challenges)]


@pytest.mark.parametrize(
    ("goal", "gained"),
    [
        ({"visits": 9}, 1),
        ({"spend": "90"}, 620),
        ({"points": 90}, 6),
        ({"categories": 9}, 2),
        ({"products": 9}, 1),
    ],
)
def test_each_measure_counts_its_own(goal: dict[str, object], gained: int) -> None:
    """A visit, eligible cents, points, and distinct things of lines that are paid for."""
    story = Story(rules({"goal": goal}))
    story.buy(
        basket(
            line("2.00", "kaffee", product="latte"),
            line("2.00", "kaffee"),
            line("2.20", "brot"),
            line("1.00", "tee", product="tee", discount="1.00"),
        )
    )
    assert progress(story) == [gained]


def test_a_purchase_paid_by_points_alone_shows_no_goods() -> None:
    """Nothing is paid for any line, so no category counts; it is a visit all the same."""
    redemption = {"points": 1, "value": "0.01"}
    story = Story(
        rules({"goal": {"categories": 2}}, {"goal": {"visits": 2}}, redemption=redemption)
    )
    story.grant(500)
    story.buy(basket(line("5.00", "kaffee"), points=500))
    assert progress(story) == [0, 1]


def test_what_adds_nothing_is_not_noted() -> None:
    """A fact says only what moved."""
    story = Story(rules({"goal": {"spend": "9"}}, {"goal": {"visits": 9}}))
    quote = story.buy(Basket((line("0.00"),)))
    assert [gain.challenge_id for gain in quote.purchased.challenges] == ["b"]


@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        ({}, 1),
        ({"from": "2026-01-05T09:00"}, 1),
        ({"from": "2026-01-05T09:01"}, 0),
        ({"to": "2026-01-05T09:00"}, 0),
        ({"to": "2026-01-05T09:01"}, 1),
    ],
)
def test_a_challenge_runs_from_and_up_to(dates: dict[str, str], counts: int) -> None:
    """Half-open, at the purchase's own time."""
    story = Story(rules({"goal": {"visits": 9}, **dates}))
    story.buy("1.00")
    assert progress(story) == [counts]


def test_the_completing_sale_says_so_and_credits_the_bonus() -> None:
    """One fact for each challenge, under its reference; never pending, by the expiry policy."""
    story = Story(
        rules(
            {"goal": {"visits": 1}, "bonus": 5},
            {"goal": {"spend": "2.00"}, "bonus": 3, "repeat": True},
            earn={"pending_days": 3},
            expiry={"kind": "days", "length": 9},
        )
    )
    quote = story.buy("5.00", "sale")
    assert [(gain.challenge_id, gain.completed) for gain in quote.purchased.challenges] == [
        ("a", 1),
        ("b", 2),
    ]
    assert [
        (each.kind, each.credit.points, each.reference) for each in quote.challenge_credits
    ] == [
        (CreditKind.CHALLENGE, 5, "challenge:a:sale"),
        (CreditKind.CHALLENGE, 6, bonus_reference("b", "sale")),
    ]
    assert (story.state.spendable, story.state.pending) == (11, 5)
    ends = {lot.points: lot.expires_at for lot in story.state.lots}
    assert None not in ends.values()
    assert ends[5] is not None
    assert ends[6] == min(end for end in ends.values() if end is not None)


def test_a_bonus_taken_back_is_taken_once() -> None:
    """What other undoing took of it before is no more due."""
    story = Story(rules({"goal": {"visits": 1}, "bonus": 50}))
    story.buy("5.00", "sale")
    story.note(CreditTakenBack("challenge:a:sale", 20))
    story.refund("sale")
    assert story.state.balance == 0


def test_refunds_shrink_money_exactly_and_points_floored() -> None:
    """A third of 10.00 is not a whole number of cents; progress shown is rounded down."""
    story = Story(
        rules({"goal": {"spend": "90"}}, {"goal": {"points": 90}}, {"goal": {"visits": 2}})
    )
    story.buy(basket(line("9.00"), line("3.00"), order_discount="2.00"), "sale")
    story.refund("sale", 100)
    story.refund("sale", 233)
    standing = {each.challenge_id: each.amount for each in story.state.challenges}
    assert standing == {"a": Fraction(667), "b": Fraction(7), "c": Fraction(1)}
    story.refund("sale")
    assert story.state.challenges == ()


def test_a_goal_never_looks_reached_before_it_is() -> None:
    """9.995 is shown as 9.99."""
    tobacco = {"exclude_categories": ["tabak"]}
    story = Story(rules({"goal": {"spend": "10"}}, earn=tobacco))
    story.buy(basket(line("10.00"), line("10.00", "tabak"), order_discount="0.01"))
    (seen,) = progress_in(story.program, story.state.challenges)
    assert (seen.progress, seen.completed, seen.is_over) == (999, 0, False)


def test_a_repeated_goal_of_money_carries_the_rest() -> None:
    """Below zero when refunds took what a completion was made of; shown is never less than none."""
    story = Story(rules({"goal": {"spend": "20"}, "bonus": 1, "repeat": True}))
    story.buy("10.00", "first")
    story.buy("15.00", "second")
    assert progress(story) == [500]
    story.refund("first")
    assert progress(story) == [0]
    (standing,) = story.state.challenges
    assert (standing.amount, standing.completed) == (Fraction(-500), 1)
    quote = story.buy("24.00", "third")
    assert quote.challenge_credits == ()
    assert progress(story) == [1900]
    story.refund("second")
    assert story.state.challenges == (ChallengeStanding("a", Fraction(2400)),)


def test_repeated_distinct_goals_start_anew() -> None:
    """What was bought before counts again, and what was over does not."""
    story = Story(rules({"goal": {"products": 2}, "repeat": True, "badge": "x"}))
    lines = [line("1.00", product=name) for name in "uvw"]
    story.buy(basket(*lines), "all")
    assert story.state.challenges == (ChallengeStanding("a", completed=1, badge="x"),)
    story.buy(basket(lines[0]))
    assert progress(story) == [1]
    story.buy(basket(lines[0]))
    assert progress(story) == [1]
    story.refund("all")
    assert story.state.challenges == (ChallengeStanding("a", marks=("u",)),)


def test_a_goal_once_reached_stays_and_counts_on() -> None:
    """Should its completion be undone, what came later is there; the next purchase reaches it."""
    story = Story(rules({"goal": {"visits": 2}, "bonus": 9, "badge": "x"}))
    for name in ("one", "two", "three"):
        story.buy("1.00", name)
    assert progress(story) == [2]
    assert badges_of(story.state.challenges) == ("x",)
    story.refund("two")
    assert (progress(story), badges_of(story.state.challenges)) == ([2], ())
    assert [each.credit.points for each in story.buy("1.00").challenge_credits] == [9]


def test_what_stands_otherwise_has_moved() -> None:
    """Also a round that begins again where it began."""
    story = Story(rules({"goal": {"visits": 1}, "repeat": True}, {"goal": {"spend": "9"}}))
    before = story.state.challenges
    story.buy(Basket((line("0.00"),)))
    after = story.state.challenges
    moved = moved_challenges(story.program, before=before, after=after)
    assert moved == (
        ChallengeProgress("a", "A", ChallengeMeasure.VISITS, progress=0, goal=1, completed=1),
    )


def test_a_kept_state_goes_on() -> None:
    """A fold resumed from it adds to what it says."""
    story = Story(rules({"goal": {"categories": 2}, "bonus": 4}))
    story.buy(basket(line("1.00", "kaffee")))
    assert story.buy(basket(line("1.00", "brot"))).challenge_credits
    assert story.retold() == story.state
