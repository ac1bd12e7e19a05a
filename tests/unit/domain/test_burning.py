import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.burning import (
    BurnContext,
    BurnQuote,
    cost_of,
    largest_redemption,
    quote_burn,
)
from pos_loyalty.domain.errors import (
    BelowMinimumError,
    ExceedsPurchaseError,
    InsufficientPointsError,
    LimitReachedError,
    NotAllowedError,
    NotAMultipleError,
    RefusalError,
    RewardNotAvailableError,
    UnknownRewardError,
)
from pos_loyalty.domain.sale_context import ShopUsage
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, GOLD, basket, program
from tests.support.story import Story

CENTS = {"points": 1, "value": "0.01"}
TENTH = {"id": "tenth", "name": "10 %", "cost": 10, "kind": "percent-off", "value": "10"}
FIVER = {"id": "fiver", "name": "5 €", "cost": 30, "kind": "amount-off", "value": "5.00"}
GIFT = {"id": "gift", "name": "Geschenk", "cost": 5, "kind": "service"}


def holding(points: int, **sections: object) -> Story:
    """A member with spendable points."""
    story = Story(program(**{"redemption": CENTS, **sections}))
    story.grant(points)
    return story


def burned(story: Story, points: int = 0, *rewards: str, total: int | None = 1_000) -> BurnQuote:
    """What a burn takes and pays of a purchase."""
    return quote_burn(context_of(story), Burn(points, rewards), total_minor=total)


def context_of(story: Story) -> BurnContext:
    """Who burns, here and now."""
    state = story.state
    return BurnContext(story.program, state, state.tier.held, story.usage, story.now)


def test_points_are_a_discount() -> None:
    """Their value is rounded down."""
    quote = burned(holding(100, redemption={"points": 3, "value": "1.00"}), 10)
    assert (quote.spent, quote.discount_minor, quote.points_value_minor) == (10, 333, 333)


def test_rewards_come_first_and_in_their_order() -> None:
    """Percent-off takes its percent of what is left, half up; then points."""
    story = holding(500, reward=[COFFEE, TENTH, FIVER])
    one = burned(story, 100, "tenth", "free-coffee", total=1_005)
    other = burned(story, 100, "free-coffee", "tenth", total=1_005)
    assert one.reward_values == (101, 320)
    assert other.reward_values == (320, 69)
    assert (one.spent, one.discount_minor) == (160, 521)


def test_a_reward_pays_at_most_what_is_left() -> None:
    """And of a percentage at most its maximum."""
    capped = {**TENTH, "maximum_value": "0.50"}
    assert burned(holding(30, reward=[FIVER]), 0, "fiver", total=300).discount_minor == 300
    assert burned(holding(30, reward=[capped]), 0, "tenth").discount_minor == 50


def test_what_pays_nothing_needs_nothing_left_to_pay() -> None:
    """A service, or a product without a value, is handed over beside the purchase."""
    bare = {**COFFEE, "value": "0.00"}
    story = holding(100, reward=[FIVER, GIFT, bare])
    quote = burned(story, 0, "fiver", "gift", "free-coffee", total=500)
    assert quote.reward_values == (500, 0, 0)


def test_money_rewards_alone_show_their_full_value() -> None:
    """Without a purchase there is nothing to exceed; a percentage needs its total."""
    story = holding(100, reward=[FIVER, TENTH])
    assert burned(story, 0, "fiver", total=None).discount_minor == 500
    with pytest.raises(NotAllowedError, match="needs-purchase-total"):
        burned(story, 0, "tenth", total=None)


def test_points_alone_are_a_discount_on_a_purchase_elsewhere() -> None:
    """Only where the program allows it."""
    story = holding(100, redemption={**CENTS, "with_purchase_only": False})
    assert burned(story, 50, total=None).discount_minor == 50
    with pytest.raises(NotAllowedError, match="with-purchase-only"):
        burned(holding(100), 50, total=None)


def test_a_tier_makes_rewards_cheaper() -> None:
    """The cost is rounded up; points as a discount stay what they are; the tier is the one held."""
    tiers = [BASIS, {**GOLD, "redemption_multiplier": "0.75"}]
    story = holding(100, reward=[FIVER], tier=tiers)
    assert burned(story, 10, "fiver").spent == 40
    story.set_tier("gold")
    quote = burned(story, 10, "fiver")
    assert (quote.spent, quote.points_value_minor) == (23 + 10, 10)
    assert cost_of(story.program, story.program.rewards[0], None) == 30


def test_a_free_reward_is_used_first() -> None:
    """No points, and no stock, limit, tier or date rule; the second one is paid."""
    strict = {**COFFEE, "tiers": ["gold"], "limit": "1 per day", "stock": 1}
    story = holding(
        100, reward=[strict], stamp_card=[{**COFFEE_CARD, "size": 1}], tier=[BASIS, GOLD]
    )
    story.usage = ShopUsage(reward_uses={"free-coffee": 1})
    story.stamp("coffee-10", 1)
    quote = burned(story, 0, "free-coffee")
    assert (quote.spent, quote.discount_minor, quote.uses[0].free) == (0, 320, True)
    with pytest.raises(RewardNotAvailableError):
        burned(story, 0, "free-coffee", "free-coffee")


@pytest.mark.parametrize(
    ("reward", "reason"),
    [
        ({"tiers": ["gold"]}, "tier"),
        ({"from": "2026-02-01"}, "dates"),
        ({"to": "2026-01-05T09:00"}, "dates"),
        ({"stock": 3}, "stock"),
    ],
)
def test_a_reward_may_not_be_available(reward: dict[str, object], reason: str) -> None:
    """Wrong tier, outside its dates, or out of stock."""
    story = holding(100, reward=[{**COFFEE, **reward}], tier=[BASIS, GOLD])
    story.usage = ShopUsage(reward_uses={"free-coffee": 2})
    with pytest.raises(RewardNotAvailableError, match=reason):
        burned(story, 0, "free-coffee", "free-coffee")


@pytest.mark.parametrize("reward", [{"limit": "1 per day"}, {"cooldown_days": 1}])
def test_a_reward_may_be_limited(reward: dict[str, object]) -> None:
    """Uses of this purchase and of earlier ones count; those undone do not."""
    story = holding(500, reward=[{**COFFEE, **reward}])
    with pytest.raises(LimitReachedError):
        burned(story, 0, "free-coffee", "free-coffee")
    story.redeem("r", rewards=("free-coffee",))
    with pytest.raises(LimitReachedError):
        burned(story, 0, "free-coffee")
    story.undo("r")
    assert burned(story, 0, "free-coffee").spent == 50


ORDER = [
    ({}, 5, ("nothing",), UnknownRewardError),
    (
        {"reward": [{**COFFEE, "tiers": ["gold"], "limit": "1 per day"}]},
        0,
        ("free-coffee",) * 2,
        RewardNotAvailableError,
    ),
    ({"reward": [{**FIVER, "limit": "1 per day"}]}, 0, ("fiver",) * 3, LimitReachedError),
    ({"reward": [FIVER], "redemption": None}, 5, ("fiver",) * 3, ExceedsPurchaseError),
    ({"redemption": None}, 5_000, (), NotAllowedError),
    ({"redemption": {**CENTS, "minimum_points": 10, "step": 10}}, 9, (), BelowMinimumError),
    ({"redemption": {**CENTS, "minimum_points": 10, "step": 10}}, 5_001, (), NotAMultipleError),
    ({"reward": [FIVER]}, 5_000, ("fiver",), InsufficientPointsError),
    ({"reward": [FIVER]}, 501, ("fiver",), ExceedsPurchaseError),
    ({"redemption": {**CENTS, "maximum_share": "0.333"}}, 334, (), ExceedsPurchaseError),
]


@pytest.mark.parametrize(("sections", "points", "rewards", "refusal"), ORDER)
def test_the_order_of_refusals(
    sections: dict[str, object],
    points: int,
    rewards: tuple[str, ...],
    refusal: type[RefusalError],
) -> None:
    """Rewards first, in the order given; then points; then the sum; then what is left to pay."""
    story = holding(1_000, tier=[BASIS, GOLD], **sections)
    with pytest.raises(refusal):
        burned(story, points, *rewards)


def test_the_sum_of_rewards_and_points_needs_cover() -> None:
    """Neither alone would be too much."""
    story = holding(100, reward=[FIVER])
    assert burned(story, 70, "fiver").spent == 100
    with pytest.raises(InsufficientPointsError) as caught:
        burned(story, 71, "fiver")
    assert caught.value.facts == {"needed": 101, "held": 100}


def test_the_share_is_of_the_purchase_and_rounded_down() -> None:
    """After line and order discounts, before rewards."""
    story = holding(1_000, redemption={**CENTS, "maximum_share": "0.5"}, reward=[FIVER])
    assert burned(story, 502, "fiver", total=1_005).discount_minor == 1_002
    with pytest.raises(ExceedsPurchaseError) as caught:
        burned(story, 503, "fiver", total=1_005)
    assert caught.value.facts == {"asked_minor": 503, "limit_minor": 502}


def test_pending_points_are_not_spendable() -> None:
    """They are shown, and cannot be burned."""
    story = Story(program(earn={"pending_days": 3}, redemption=CENTS))
    story.buy("100.00")
    with pytest.raises(InsufficientPointsError):
        burned(story, 1)
    assert burned(story.to("2026-01-08T09:00"), 1).spent == 1


@pytest.mark.parametrize(
    ("redemption", "held", "total", "most"),
    [
        (None, 100, 1_000, 0),
        (CENTS, 100, 1_000, 100),
        (CENTS, 100, 50, 50),
        ({**CENTS, "step": 30}, 100, 1_000, 90),
        ({**CENTS, "minimum_points": 101}, 100, 1_000, 0),
        ({**CENTS, "maximum_share": "0.5"}, 100, 101, 50),
        ({"points": 3, "value": "0.01"}, 100, 10, 32),
        ({"points": 3, "value": "0.00"}, 100, 10, 100),
        (CENTS, 0, 1_000, 0),
    ],
)
def test_the_largest_redemption(
    redemption: dict[str, object] | None, held: int, total: int, most: int
) -> None:
    """What the counter can offer is what a quote accepts."""
    story = holding(held, redemption=redemption)
    assert largest_redemption(context_of(story), total) == most
    if most:
        assert burned(story, most, total=total).spent == most


def test_points_of_a_purchase_are_not_spendable_in_it() -> None:
    """Only what was there before."""
    story = holding(10)
    with pytest.raises(InsufficientPointsError):
        story.quote(basket("100.00", points=50))
