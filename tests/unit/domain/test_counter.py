import pytest

from pos_loyalty.domain.counter import (
    Birthday,
    RewardBar,
    RewardOffer,
    SalePreview,
    TierAhead,
    TierGlance,
)
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.slip import TierMeasure


@pytest.mark.parametrize(
    ("missing", "bar", "free", "affordable"),
    [
        (0, None, 0, True),
        (1, None, 0, False),
        (0, RewardBar.STOCK, 0, False),
        (1, RewardBar.STOCK, 1, True),
    ],
)
def test_what_can_be_redeemed_now(
    *, missing: int, bar: RewardBar | None, free: int, affordable: bool
) -> None:
    """With points enough and nothing against it; a free one always."""
    offer = RewardOffer("r", "R", 5, RewardKind.SERVICE, missing, bar, free)
    assert offer.is_affordable is affordable


@pytest.mark.parametrize(("missing", "progress"), [(-1, 0), (0, -1), (0, 1_001)])
def test_progress_is_between_nothing_and_all(missing: int, progress: int) -> None:
    """What exists is valid."""
    with pytest.raises(ValueError, match="TierAhead"):
        TierAhead(TierGlance("g", "Gold"), TierMeasure.SPEND, missing, progress)


def test_a_birthday_is_a_day_of_the_year() -> None:
    """29 February too, unless the year had none."""
    assert Birthday(2, 29).year is None
    for wrong in ((2, 30, None), (2, 29, 2025)):
        with pytest.raises(ValueError, match="day"):
            Birthday(*wrong)


def test_what_the_cashier_takes_off_is_one_figure() -> None:
    """What a membership takes off, and what points and rewards pay."""
    preview = SalePreview(
        total_minor=1_000,
        membership="Club",
        membership_discount_minor=50,
        discount_minor=100,
        due_minor=850,
        earned=8,
        spent=100,
        balance_after=8,
    )
    assert preview.off_minor == 150
