from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from pos_loyalty.domain.slip import SlipOdds, StampCount, TierDistance, TierMeasure
from tests.support.slips import sale_slip


def test_a_copy_differs_in_its_number_alone() -> None:
    """A reprint says what the original said, and that it is a copy."""
    original = sale_slip()
    assert original.copy(2) == replace(original, copy_number=2)


def test_no_copy_has_the_number_of_the_original() -> None:
    """Number 0 would hide that there are two slips."""
    with pytest.raises(ValueError, match="0"):
        sale_slip().copy(0)


def test_a_slip_knows_its_instant_for_certain() -> None:
    """A time without a zone would print another hour on another machine."""
    with pytest.raises(ValueError, match="time zone"):
        sale_slip(at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused here


@pytest.mark.parametrize("field", ["earned", "spent", "reversed_points", "pending", "copy_number"])
def test_counts_are_never_negative(field: str) -> None:
    """Direction is told by which figure it is, not by a sign that might be printed twice."""
    negative: dict[str, Any] = {field: -1}
    with pytest.raises(ValueError, match="-1"):
        replace(sale_slip(), **negative)


@pytest.mark.parametrize("permille", [-1, 1001])
def test_progress_lies_between_nothing_and_all(permille: int) -> None:
    """A bar cannot run off the paper."""
    with pytest.raises(ValueError, match=str(permille)):
        sale_slip(tier_progress_permille=permille)


@pytest.mark.parametrize(("count", "goal"), [(-1, 10), (11, 10)])
def test_stamps_do_not_exceed_their_card(count: int, goal: int) -> None:
    """A full card starts anew; it never holds more than fit."""
    with pytest.raises(ValueError, match=str(goal)):
        StampCount("Kaffeekarte", count, goal)


def test_a_distance_is_never_negative() -> None:
    """Who is past the threshold is in the tier."""
    with pytest.raises(ValueError, match="-1"):
        TierDistance(TierMeasure.POINTS, -1)


@pytest.mark.parametrize(("part", "whole"), [(-1, 4), (5, 4), (0, 0)])
def test_odds_are_a_part_of_a_whole(part: int, whole: int) -> None:
    """Nothing is likelier than certain, and there is something to be part of."""
    with pytest.raises(ValueError, match=str(part)):
        SlipOdds("50 Punkte", part, whole)
    assert SlipOdds("50 Punkte", 4, 4).part == 4
