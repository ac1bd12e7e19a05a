import pytest

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import StampGain
from pos_loyalty.domain.member_state import FreeReward
from pos_loyalty.domain.program import StampCard
from pos_loyalty.domain.stamps import StampBook, stamps_for
from tests.support.builders import COFFEE, COFFEE_CARD, basket, line, program
from tests.support.story import Story

CARD = StampCard("c", "C", 10, "free-coffee", category="kaffee")
LINES = (
    line("3.00", "kaffee", quantity="1.5"),
    line("3.00", "kaffee", product="latte", quantity="1.5"),
    line("1.00", "brot"),
)
GAIN = StampGain("c", 4, 3, "free-coffee")


def test_whole_items_of_all_matching_lines_count_together() -> None:
    """One and a half twice are three stamps."""
    assert stamps_for(CARD, LINES) == 3


def test_no_matching_line_gives_no_stamp() -> None:
    """A card is for its category."""
    assert stamps_for(CARD, LINES[2:]) == 0


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (StampCard("c", "C", 10, "r", product="latte"), 1),
        (StampCard("c", "C", 10, "r", category="brot", product="latte"), 0),
        (StampCard("c", "C", 10, "r", any_purchase=True), 1),
        (StampCard("c", "C", 10, "r", category="kaffee", per_item=False), 1),
        (StampCard("c", "C", 10, "r", category="kaffee", maximum_per_purchase=2), 2),
    ],
)
def test_what_a_card_counts(card: StampCard, expected: int) -> None:
    """Product, any purchase, once per purchase, and at most so many per purchase."""
    assert stamps_for(card, LINES) == expected


def test_surplus_stamps_carry_over() -> None:
    """A full card grants its reward; what is left stays on the card."""
    book = StampBook()
    book.add(StampGain("c", 7, 3, "free-coffee"))
    assert (book.count("c"), len(book.free)) == (1, 2)
    assert book.counts == (("c", 1),)


def test_below_zero_unused_rewards_are_revoked() -> None:
    """``size`` stamps each; a reward that was used leaves the card negative."""
    book = StampBook()
    book.add(GAIN)
    book.take("c", 4, 3)
    assert (book.count("c"), book.free) == (0, ())
    book.add(GAIN)
    assert book.use_free("free-coffee") == FreeReward("free-coffee", "c")
    book.take("c", 4, 3)
    assert (book.count("c"), book.free) == (-3, ())


def test_rewards_of_other_cards_are_not_revoked() -> None:
    """Only what this card granted is taken back."""
    book = StampBook(free=[FreeReward("free-coffee", "other")])
    book.take("c", 1, 3)
    assert (book.count("c"), len(book.free)) == (-1, 1)


def test_the_reward_that_came_last_is_revoked_first() -> None:
    """What was bought and returned leaves the order of all that was there before."""
    book = StampBook()
    card, wheel = FreeReward("free-coffee", "card"), FreeReward("free-coffee", "spin")
    full = StampGain("card", 2, 2, "free-coffee")
    book.add(full)
    book.grant(wheel)
    book.add(full)
    book.take("card", 2, 2)
    assert book.free == (card, wheel)


def test_free_rewards_return_in_the_order_they_had() -> None:
    """The oldest is used first, and is the oldest again when it comes back."""
    rewards = tuple(FreeReward("free-coffee", card) for card in ("one", "two", "three"))
    book = StampBook(free=rewards)
    used = [book.use_free("free-coffee") for _ in range(2)]
    for reward in reversed(used):
        assert reward is not None
        book.return_free(reward)
    assert book.free == rewards


def test_no_free_reward_is_no_failure() -> None:
    """Two tills may have used the same one."""
    assert StampBook().use_free("free-coffee") is None


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        (basket(line("3.00", "kaffee", quantity="2")), 2),
        (basket(line("3.00", "kaffee", discount="3.00"), "1.00"), 0),
        (basket(line("3.00", "kaffee"), points=300), 0),
        (basket(line("3.00", "kaffee"), order_discount="3.00"), 0),
        (basket(line("3.00", "kaffee"), points=299), 1),
        (basket(line("3.00", "kaffee"), gift_card="3.00"), 1),
    ],
)
def test_stamps_are_for_what_the_customer_pays_something_for(bought: Basket, expected: int) -> None:
    """Exclusions of [earn] do not matter; a gift card is a payment."""
    story = Story(
        program(
            earn={"exclude_categories": ["kaffee"]},
            reward=[COFFEE],
            stamp_card=[COFFEE_CARD],
            redemption={"points": 1, "value": "0.01"},
        )
    )
    story.grant(500)
    story.buy(bought)
    assert story.fold.stamps_on("coffee-10") == expected


def test_stamps_go_back_in_proportion_floored_over_the_sum() -> None:
    """Three stamps: a half takes one, the other half two."""
    story = Story(program(reward=[COFFEE], stamp_card=[COFFEE_CARD]))
    story.buy(basket(line("4.00", "kaffee", quantity="3")), "a")
    assert [each.count for each in story.refund("a", 600).stamps] == [1]
    assert [each.count for each in story.refund("a").stamps] == [2]
    assert story.fold.stamps_on("coffee-10") == 0


def test_a_card_has_room_for_at_least_one_stamp() -> None:
    """A card of no size would be full for ever."""
    with pytest.raises(ValueError, match="size=0"):
        StampGain("c", 1, 0, "free-coffee")
