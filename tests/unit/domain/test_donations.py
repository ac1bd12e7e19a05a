import pytest

from pos_loyalty.domain.burning import BurnContext
from pos_loyalty.domain.donations import DonationQuote, quote_donation
from pos_loyalty.domain.errors import (
    BelowMinimumError,
    InsufficientPointsError,
    LimitReachedError,
    NotAllowedError,
    NotAMultipleError,
    RefusalError,
    RewardNotAvailableError,
    UnknownRewardError,
)
from pos_loyalty.domain.events import RewardUse
from pos_loyalty.domain.sale_context import ShopUsage
from tests.support.builders import BASIS, COFFEE, GOLD, program
from tests.support.story import Story

TREE = {"id": "tree", "name": "Baum", "cost": 50, "kind": "donation", "value": "5.00"}
HAT = {"id": "hat", "name": "Hut", "cost": 0, "kind": "donation", "value": "1.00"}
TIERS = [{**BASIS}, {**GOLD, "redemption_multiplier": "0.5"}]


def _quote(story: Story, points: int, reward_id: str = "tree") -> DonationQuote:
    state = story.state
    context = BurnContext(story.program, state, state.tier.held, ShopUsage(), story.now)
    return quote_donation(context, points=points, reward_id=reward_id)


def _story(**reward: object) -> Story:
    story = Story(program(tier=TIERS, reward=[{**TREE, **reward}, HAT, COFFEE]))
    story.grant(300)
    return story


def test_each_multiple_of_the_cost_gives_the_value() -> None:
    """One donation is one use, however large it is."""
    assert _quote(_story(), 150) == DonationQuote(RewardUse("tree", 150), 1500)


def test_a_tier_that_pays_less_gives_as_much() -> None:
    """The cost after the tier's multiplier is what the value is given for."""
    story = _story()
    story.set_tier("gold")
    assert _quote(story, 25).donated_minor == 500
    with pytest.raises(NotAMultipleError):
        _quote(story, 60)


def test_without_a_cost_any_number_gives_the_value_once() -> None:
    """There is no rate to multiply by."""
    assert _quote(_story(), 37, "hat").donated_minor == 100


@pytest.mark.parametrize(
    ("points", "reward_id", "error"),
    [
        (50, "no-such", UnknownRewardError),
        (50, "free-coffee", NotAllowedError),
        (0, "tree", NotAllowedError),
        (-50, "tree", NotAllowedError),
        (49, "tree", BelowMinimumError),
        (75, "tree", NotAMultipleError),
        (350, "tree", InsufficientPointsError),
    ],
)
def test_refusals_come_in_order(points: int, reward_id: str, error: type[RefusalError]) -> None:
    """First the reward, then the number of points, then whether they are there."""
    with pytest.raises(error):
        _quote(_story(), points, reward_id)


def test_a_donation_obeys_the_rules_of_its_reward() -> None:
    """Tier, dates, stock and limits hold before the points are looked at."""
    with pytest.raises(RewardNotAvailableError):
        _quote(_story(tiers=["gold"]), 1)
    story = _story(limit="1 per day")
    story.redeem("R", rewards=("tree",))
    with pytest.raises(LimitReachedError):
        _quote(story, 50)
