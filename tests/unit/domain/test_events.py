from datetime import timedelta
from fractions import Fraction

import pytest

from pos_loyalty.domain.events import (
    ChallengeGain,
    Credit,
    MembershipTerm,
    Position,
    TicketGain,
)
from pos_loyalty.domain.program import ChallengeMeasure
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


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ChallengeGain, ("c", ChallengeMeasure.VISITS, 0)),
        (ChallengeGain, ("c", ChallengeMeasure.VISITS, 1, Fraction(-1))),
        (ChallengeGain, ("c", ChallengeMeasure.VISITS, 1, Fraction(1), (), -1)),
        (TicketGain, ("d", 0)),
        (MembershipTerm, ("m", NOON, NOON)),
    ],
)
def test_what_cannot_be_is_no_fact(kind: type, values: tuple[object, ...]) -> None:
    """Goals and counts are above zero, a term ends after it began."""
    with pytest.raises(ValueError, match=kind.__name__):
        kind(*values)
