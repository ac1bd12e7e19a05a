import hashlib
from datetime import timedelta
from fractions import Fraction

import pytest

from pos_loyalty.domain.errors import LimitReachedError, NotAllowedError
from pos_loyalty.domain.events import MemberEvent, Position, SpinTakenBack
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.reversal import quote_spins_back
from pos_loyalty.domain.wheels import Chance, WheelBar, odds_of, quote_spin, segment_of
from tests.support.builders import COFFEE, at, program
from tests.support.story import Story

SEGMENTS = [
    {"points": 0, "weight": 80},
    {"points": 50, "weight": 19},
    {"reward": "free-coffee", "weight": 1},
]
PLAIN = {"id": "plain", "name": "Rad", "segments": SEGMENTS}
AFTER_PURCHASE = {**PLAIN, "id": "after", "minimum_purchase": "20.00", "limit": "2 per day"}
SURE = {
    "id": "sure",
    "name": "Gewinn",
    "minimum_purchase": "20.00",
    "segments": [{"points": 7, "reward": "free-coffee", "weight": 3}, {"points": 1, "weight": 0}],
}


def _program(**sections: object) -> Program:
    return program(reward=[COFFEE], wheel=[PLAIN, AFTER_PURCHASE, SURE], **sections)


def test_the_segment_is_recomputed_from_the_seed() -> None:
    """SHA-256 of seed, wheel, member and number, modulo all weights, in document order."""
    wheel = _program().wheels[0]
    for number in range(40):
        digest = hashlib.sha256(f"seed\nplain\nanna\n{number}".encode()).digest()
        place = int.from_bytes(digest, "big") % 100
        expected = 0 if place < 80 else 1 if place < 99 else 2
        assert segment_of(wheel, seed="seed", member_id="anna", number=number) == expected


def test_a_segment_without_weight_never_wins() -> None:
    """What weighs nothing has no place on the wheel, wherever it stands."""
    segments = [
        {"points": 1, "weight": 0},
        {"points": 2, "weight": 1},
        {"points": 3, "weight": 0},
    ]
    wheel = program(wheel=[{**PLAIN, "segments": segments}]).wheels[0]
    stops = {segment_of(wheel, seed="s", member_id="anna", number=n) for n in range(30)}
    assert stops == {1}
    assert odds_of(wheel) == (Fraction(0), Fraction(1), Fraction(0))


def test_odds_are_the_weights_in_their_sum() -> None:
    """Exact fractions, in document order."""
    odds = odds_of(_program().wheels[0])
    assert odds == (Fraction(4, 5), Fraction(19, 100), Fraction(1, 100))
    assert sum(odds) == 1


def test_a_wheel_without_conditions_may_always_be_spun() -> None:
    """No minimum, no limit: no purchase is used up."""
    story = Story(_program())
    chance = story.chance("plain")
    assert (chance.bar, chance.sale_id, chance.number) == (None, "", 0)
    story.spin("plain")
    assert story.chance("plain") == Chance(story.program.wheels[0], 1)


def test_a_purchase_gives_one_spin_on_its_own_day() -> None:
    """The oldest that is large enough goes first, each once, and none of yesterday."""
    story = Story(_program())
    story.buy("30.00", "yesterday")
    story.to("2026-01-06T10:00")
    assert story.chance("after").bar is WheelBar.PURCHASE
    story.buy("19.99", "small")
    story.buy("20.00", "first")
    story.buy("25.00", "second")
    assert story.chance("after").sale_id == "first"
    assert story.spin("after").sale_id == "first"
    assert story.chance("after").sale_id == "second"
    story.spin("after")
    assert story.chance("after").bar is WheelBar.LIMIT
    assert story.chance("sure").sale_id == "first"


def test_a_purchase_that_was_taken_back_gives_none() -> None:
    """In part it still counts in full; as a whole it counts for nothing."""
    story = Story(_program())
    story.buy("20.00", "A")
    story.refund("A", 1900)
    assert story.chance("after").sale_id == "A"
    story.refund("A")
    assert story.chance("after").bar is WheelBar.PURCHASE


def test_the_day_is_that_of_the_purchase_itself() -> None:
    """A purchase of yesterday recorded today gives no spin today."""
    story = Story(_program()).to("2026-01-06T10:00")
    story.buy("40.00", "late", occurred_at=at("2026-01-05T20:00"))
    assert story.chance("after").bar is WheelBar.PURCHASE


def test_the_limit_is_looked_at_before_the_purchase() -> None:
    """Who has neither hears of the limit."""
    story = Story(_program())
    story.buy("20.00", "A")
    story.spin("after")
    story.buy("20.00", "B")
    story.spin("after")
    with pytest.raises(LimitReachedError):
        story.spin("after")
    story.to("2026-01-06T09:00")
    with pytest.raises(NotAllowedError) as refusal:
        story.spin("after")
    assert refusal.value.facts["reason"] == "nothing-to-spin-for"


def test_what_a_spin_gives_follows_the_policy_of_expiry() -> None:
    """Points are a lot of their own, spendable at once; the reward is free."""
    story = Story(_program(expiry={"kind": "days", "length": 2}))
    story.buy("20.00", "A")
    spun = story.spin("sure", spin_id="s")
    assert (spun.segment, spun.reward_id, spun.sale_id) == (0, "free-coffee", "A")
    assert spun.credit.points == 7
    assert spun.credit.spendable_at == story.now
    assert spun.credit.expires_at == story.now + timedelta(days=2)
    assert [free.reward_id for free in story.state.free_rewards] == ["free-coffee"]


def test_a_spin_goes_with_its_purchase() -> None:
    """Points and unused reward go, the limit forgets it, but its number stays used."""
    story = Story(_program())
    story.buy("20.00", "A")
    story.spin("sure", spin_id="s")
    assert [(each.spin_id, each.points) for each in quote_spins_back(story.fold, "A")] == [("s", 7)]
    story.refund("A")
    state = story.state
    assert (state.balance, state.free_rewards, state.tallies.spin_uses) == (0, (), ())
    assert story.fold.spins.number_of_next("sure") == 1
    assert quote_spins_back(story.fold, "A") == ()
    assert state == story.retold()


def test_lapsed_points_of_a_spin_are_not_taken_twice() -> None:
    """What expired is gone already."""
    story = Story(_program(expiry={"kind": "days", "length": 2}))
    story.buy("20.00", "A")
    story.spin("sure")
    story.to("2026-01-09")
    assert [each.points for each in quote_spins_back(story.fold, "A")] == [0]
    story.refund("A")
    assert story.state.balance == 0


def test_a_used_reward_stays_used_and_never_comes_back() -> None:
    """Taking back the purchase in which it was used gives nothing that was won for nothing."""
    story = Story(_program())
    story.buy("20.00", "A")
    story.spin("sure", spin_id="s")
    story.redeem("R", rewards=("free-coffee",))
    story.refund("A")
    assert story.state.free_rewards == ()
    story.undo("R")
    assert story.state.free_rewards == ()
    assert story.state == story.retold()


def test_a_used_reward_returns_while_its_spin_stands() -> None:
    """Undoing the use of a free reward gives it back."""
    story = Story(_program())
    story.buy("20.00", "A")
    story.spin("sure", spin_id="s")
    story.redeem("R", rewards=("free-coffee",))
    story.undo("R")
    assert [free.source for free in story.state.free_rewards] == ["s"]


def test_a_spin_may_be_quoted_without_a_story() -> None:
    """The fact needs the rules, the chance, the seed and the instant, and nothing else."""
    rules = _program()
    now = at("2026-01-05T09:00")
    chance = Chance(rules.wheels[2], 4, sale_id="A")
    spun = quote_spin(rules, chance, member_id="anna", spin_id="x", seed="s", at=now)
    assert (spun.number, spun.seed, spun.spin_id) == (4, "s", "x")


def test_a_spin_taken_back_before_it_was_heard_of_waits() -> None:
    """By another till's clock the undoing may come first; it is done once, however often told."""
    story = Story(_program())
    story.note(SpinTakenBack("s", 7))
    assert story.state.balance == 0
    story.buy("20.00", "A")
    story.spin("sure", spin_id="s")
    assert (story.state.balance, story.state.free_rewards) == (20, ())
    story.note(SpinTakenBack("s", 0))
    assert story.state.tallies.spin_uses == ()
    assert story.state == story.retold()


def test_a_resumed_fold_takes_no_spin_back_that_it_never_saw() -> None:
    """It says so, and the history is folded from the beginning."""
    story = Story(_program())
    story.buy("20.00", "A")
    story.spin("sure", spin_id="s")
    resumed = Fold(story.timeline, story.state)
    position = Position(story.now, "till", 1, 99)
    with pytest.raises(KeyError, match="s"):
        resumed.apply(MemberEvent(position, "anna", 1, SpinTakenBack("s", 7)))
