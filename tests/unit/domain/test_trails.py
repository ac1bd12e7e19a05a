from dataclasses import replace
from fractions import Fraction

import pytest

from pos_loyalty.domain.events import (
    Position,
    Purchased,
    Refunded,
    StampGain,
    StampsTaken,
    TicketGain,
    TicketsTaken,
)
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import Qualifying
from pos_loyalty.domain.purse import lot_of
from pos_loyalty.domain.trails import PurchaseTrail, ReferenceCredit
from tests.support.builders import at, credit

NOON = at("2026-02-03T12:00")
GAIN = StampGain("c", 5, 8, "r")


def trail(paid: int = 1_000) -> PurchaseTrail:
    """A sale of ten points."""
    sale = Purchased("a", NOON, paid, Fraction(paid), credit(10, NOON), 10, 10, stamps=(GAIN,))
    position = Position(NOON, "till", 1, 7)
    return PurchaseTrail(sale, position, lot_of(position, sale.award), None, [], [])


def test_a_refund_leaves_its_proportion() -> None:
    """Exact money, points less the floored proportion, and the visit."""
    sold = trail()
    left = sold.refund(Refunded("a", 333, 333, False, 3, 0, (StampsTaken("c", 1),)))
    assert left == Qualifying(NOON, Fraction(667), 7, 1)
    assert (sold.reversed_points, sold.stamps_taken, sold.complete) == (3, {"c": 1}, False)


def test_refunds_add_up_to_the_whole() -> None:
    """The sale is complete when all its money went back, whoever returned it; never more."""
    sold = trail()
    part = Refunded("a", 700, 700, False, 7, 0, (StampsTaken("c", 3),))
    assert sold.refund(part) is not None
    assert sold.refund(part) is None
    assert (sold.complete, sold.refunded_minor) == (True, 1_000)


def test_a_sale_without_money_is_taken_back_whole() -> None:
    """There is no part of nothing."""
    assert trail(paid=0).refund(Refunded("a", 0, 0, True, 10, 0)) is None


def test_what_a_trail_knows() -> None:
    """The lot that the sale opened, and how many stamps made a full card."""
    sold = trail()
    assert (sold.lot.id, sold.lot.points, sold.size_of("c")) == ("till.1.7", 10, 8)


def _said(amount: int, points: int, *, complete: bool = False) -> Refunded:
    """A refund by a till that knows of no other one."""
    return Refunded(
        "a",
        amount,
        amount,
        complete,
        points,
        points // 2,
        (StampsTaken("c", points // 2),),
        (TicketsTaken("d", 1),),
    )


def _sold() -> PurchaseTrail:
    sold = trail()
    sold.sale = replace(sold.sale, spent=5, tickets=(TicketGain("d", 1),))
    return sold


def test_of_what_went_back_twice_nothing_counts_again() -> None:
    """Two tills took the whole sale back: the second one took nothing of it."""
    sold, whole = _sold(), _said(1_000, 10, complete=True)
    assert sold.knew_all(whole)
    sold.refund(whole)
    assert not sold.knew_all(whole)
    again = sold.counted(whole, lapsed=0)
    assert (again.reversed_points, again.restored_points) == (0, 0)
    assert (again.stamps, again.tickets) == ((), ())


def test_of_parts_that_exceed_a_sale_what_is_left_counts() -> None:
    """Seven tenths twice are the sale, to the last point, stamp and ticket."""
    sold, part = _sold(), _said(700, 7)
    sold.refund(part)
    rest = sold.counted(part, lapsed=0)
    assert (rest.reversed_points, rest.restored_points) == (3, 2)
    assert (rest.stamps, rest.tickets) == ((StampsTaken("c", 2),), ())
    sold.refund(rest)
    assert (sold.complete, sold.reversed_points, sold.stamps_taken) == (True, 10, {"c": 5})


def test_parts_that_were_rounded_apart_count_together() -> None:
    """Half of five points is two; twice that half is five."""
    sold, half = _sold(), _said(500, 5)
    sold.sale = replace(sold.sale, award=credit(5, NOON))
    sold.refund(replace(half, reversed_points=2))
    assert sold.counted(half, lapsed=0).reversed_points == 3


def test_a_part_is_counted_on_top_of_what_went_back_before() -> None:
    """A tenth after two tenths: three tenths are rounded down, and not the parts of them."""
    sold = _sold()
    sold.refund(_said(200, 2))
    tenth = sold.counted(_said(100, 1), lapsed=0)
    assert (tenth.reversed_points, tenth.restored_points, tenth.stamps) == (1, 0, ())
    assert tenth.tickets == ()


def test_what_a_void_takes_of_a_sale_that_went_back_in_part_is_the_rest() -> None:
    """Its till did not know of the part: less money than was paid is left, and nothing more."""
    sold = trail(paid=0)
    sold.reversed_points = 4
    void = Refunded("a", 0, 1, True, 10, 0)
    assert not sold.knew_all(void)
    assert sold.counted(void, lapsed=0).reversed_points == 6


def test_what_has_lapsed_is_not_taken_by_the_second_either() -> None:
    """Two of the three points that are left can no longer be taken."""
    sold, part = _sold(), _said(700, 7)
    sold.refund(part)
    assert sold.counted(part, lapsed=2).reversed_points == 1
    assert sold.counted(part, lapsed=9).reversed_points == 0


def test_a_reference_names_its_lot() -> None:
    """And what was credited for it."""
    reference = ReferenceCredit(Lot(Position(NOON, "till", 1, 3), 50, NOON, None))
    assert (reference.lot_id, reference.points, reference.taken_back) == ("till.1.3", 50, 0)


@pytest.mark.parametrize(("is_whole", "counted"), [(False, 20), (True, 0)])
def test_a_credit_is_taken_back_once(counted: int, *, is_whole: bool) -> None:
    """Of a referrer's what is left, of a bonus nothing: that never goes back in parts."""
    lot = Lot(Position(NOON, "till", 1, 3), 50, NOON, None)
    reference = ReferenceCredit(lot, is_whole)
    assert not reference.is_exceeded_by(30)
    assert reference.counted(30, lapsed=0) == 30
    reference.taken_back += 30
    assert reference.is_exceeded_by(30)
    assert reference.counted(30, lapsed=0) == counted
    assert reference.counted(30, lapsed=15) == min(5, counted)
