from datetime import timedelta

from pos_loyalty.domain.events import Credit, Position
from pos_loyalty.domain.lots import BetterEnd
from pos_loyalty.domain.purse import Purse, Taken, lot_of
from tests.support.builders import at

NOW = at("2026-02-03T12:00")
DAY = timedelta(days=1)


def position(seq: int) -> Position:
    """The place of an event."""
    return Position(NOW, "till", 1, seq)


def purse_of(*given: tuple[int, int | None], debt: int = 0) -> Purse:
    """Lots of so many points, gone in so many days."""
    purse = Purse(debt=debt)
    purse.advance(NOW)
    for seq, (points, days) in enumerate(given):
        gone = None if days is None else NOW + days * DAY
        purse.credit(position(seq), Credit(points, NOW, gone))
    return purse


def points_of(purse: Purse) -> list[int]:
    """Points of the open lots in spending order."""
    return [lot.points for lot in purse.lots]


def test_lots_stand_in_spending_order() -> None:
    """Whatever order they were opened in; nothing opens no lot."""
    assert points_of(purse_of((1, None), (2, 9), (0, 3), (3, 1), (4, 9))) == [3, 2, 4, 1]


def test_lots_lapse_at_their_instant() -> None:
    """And are remembered, one by one and in all; also when they had lapsed before."""
    purse = purse_of((1, 1), (2, 2))
    purse.advance(NOW + DAY)
    assert (points_of(purse), purse.lapsed) == ([2], 1)
    purse.credit(position(9), Credit(7, NOW, NOW + DAY))
    assert (purse.lapsed, purse.lapsed_of("till.1.9"), purse.lapsed_of("till.1.0")) == (8, 7, 1)


def test_a_credit_pays_the_debt_first() -> None:
    """Only what is left opens a lot; points that have lapsed pay nothing."""
    purse = purse_of(debt=10)
    purse.credit(position(1), Credit(5, NOW, NOW))
    purse.credit(position(2), Credit(4, NOW, None))
    purse.credit(position(3), Credit(9, NOW, None))
    assert (purse.debt, points_of(purse), purse.lapsed) == (0, [3], 5)


def test_a_burn_takes_the_earliest_expiry_first() -> None:
    """What it took can be put back exactly, the last first."""
    purse = purse_of((10, 5), (10, 3), (10, None))
    taken = purse.burn(25)
    assert [(part.lot.expires_at if part.lot else None, part.points) for part in taken] == [
        (NOW + 3 * DAY, 10),
        (NOW + 5 * DAY, 10),
        (None, 5),
    ]
    purse.restore(taken, 7, position(8))
    assert points_of(purse) == [2, 10]
    purse.restore(taken, 18, position(9))
    assert points_of(purse) == [10, 10, 10]


def test_more_than_was_taken_opens_a_lot_of_its_own() -> None:
    """The ledger has it, so the member has it."""
    purse = purse_of((10, 5))
    purse.restore(purse.burn(10), 12, position(9))
    assert points_of(purse) == [10, 2]


def test_a_burn_beyond_all_points_makes_a_debt() -> None:
    """Pending points go before."""
    purse = purse_of((10, None))
    purse.credit(position(5), Credit(3, NOW + DAY, None))
    assert purse.burn(20)[-1] == Taken(None, 7)
    assert (purse.debt, purse.lots) == (7, ())


def test_taking_back_begins_with_the_own_lot() -> None:
    """Also when it is spent already, or open in part."""
    purse = purse_of((10, 1), (10, 2))
    own = lot_of(position(1), Credit(10, NOW, NOW + 2 * DAY))
    purse.take_back(4, own=own)
    assert points_of(purse) == [10, 6]
    taken = purse.take_back(9, own=own)
    assert points_of(purse) == [7]
    assert [part.points for part in taken] == [6, 3]
    purse.take_back(3, own=own)
    purse.take_back(5, own=lot_of(position(7), Credit(1, NOW, None)))
    assert (purse.debt, points_of(purse)) == (1, [])


def test_the_next_change() -> None:
    """A release or an expiry, whichever comes first; None when nothing changes any more."""
    purse = purse_of((1, 9), (1, None))
    purse.credit(position(5), Credit(3, NOW + DAY, None))
    assert purse.next_change(NOW) == NOW + DAY
    assert purse.next_change(NOW + DAY) == NOW + 9 * DAY
    assert purse.next_change(NOW + 9 * DAY) is None


def test_an_end_is_awaited_by_open_lots_only() -> None:
    """A spent lot has no end that could move: nothing is to come."""
    purse = Purse()
    purse.advance(NOW)
    purse.await_ends([BetterEnd(position(1), NOW + DAY, None)])
    purse.credit(position(1), Credit(3, NOW, NOW + 2 * DAY))
    assert purse.next_change(NOW) == NOW + DAY
    purse.burn(3)
    assert purse.next_change(NOW) is None
