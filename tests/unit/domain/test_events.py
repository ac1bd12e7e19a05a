from datetime import timedelta

import pytest

from pos_loyalty.domain.events import Credit, Position
from tests.support.builders import at

NOON = at("2026-02-03T12:00")


def test_positions_order_history() -> None:
    """By effective time, then device, epoch and sequence."""
    later = NOON + timedelta(seconds=1)
    positions = [
        Position(later, "a", 1, 0),
        Position(NOON, "b", 1, 0),
        Position(NOON, "a", 2, 0),
        Position(NOON, "a", 1, 9),
    ]
    assert sorted(positions) == positions[::-1]
    assert positions[3].name == "a.1.9"


def test_nobody_is_credited_less_than_nothing() -> None:
    """What exists is valid."""
    with pytest.raises(ValueError, match="-1"):
        Credit(-1, NOON, None)
