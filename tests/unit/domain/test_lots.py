from datetime import timedelta

from pos_loyalty.domain.events import Position
from pos_loyalty.domain.lots import Lot, burnable, next_expiry, spending_order
from tests.support.builders import at

NOW = at("2026-02-03T12:00")
LATER = NOW + timedelta(days=1)


def lot(points: int, seq: int, expires_days: int | None = None, *, pending: bool = False) -> Lot:
    """A lot of today."""
    expires_at = None if expires_days is None else NOW + timedelta(days=expires_days)
    return Lot(Position(NOW, "till", 1, seq), points, LATER if pending else NOW, expires_at)


def test_a_lot_is_gone_at_its_expiry() -> None:
    """Gone when now is the instant itself; one that never expires stays."""
    ends = lot(1, 1, 1)
    assert not ends.has_lapsed(LATER - timedelta(microseconds=1))
    assert ends.has_lapsed(LATER)
    assert not lot(1, 2).has_lapsed(LATER)
    assert ends.id == "till.1.1"


def test_the_order_of_spending() -> None:
    """Earliest expiry first, never-expiring last, then the oldest."""
    lots = [lot(1, 1), lot(2, 4, 9), lot(3, 3, 9), lot(4, 2, 2)]
    assert [each.points for each in sorted(lots, key=spending_order)] == [4, 3, 2, 1]


def test_what_can_be_burned() -> None:
    """Neither pending nor lapsed points."""
    assert burnable([lot(1, 1), lot(2, 2, 1), lot(4, 3, -1), lot(8, 4, pending=True)], NOW) == 3


def test_what_lapses_next() -> None:
    """Lots of one instant count together; what never lapses does not count."""
    lots = [lot(1, 1, 5), lot(2, 2, 5), lot(4, 3, 6), lot(8, 4)]
    assert next_expiry(lots, NOW) == (3, NOW + timedelta(days=5))
    assert next_expiry([lot(8, 4)], NOW) is None
    assert next_expiry([lot(1, 1, 0), lot(2, 2, 1)], NOW) == (2, NOW + timedelta(days=1))
