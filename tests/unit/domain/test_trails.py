from fractions import Fraction

from pos_loyalty.domain.events import Position, Purchased, Refunded, StampGain, StampsTaken
from pos_loyalty.domain.member_state import Qualifying
from pos_loyalty.domain.purse import lot_of
from pos_loyalty.domain.trails import PurchaseTrail
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
    assert (sold.complete, sold.refunded_minor, sold.stamps_taken) == (True, 1_000, {"c": 6})


def test_a_sale_without_money_is_taken_back_whole() -> None:
    """There is no part of nothing."""
    assert trail(paid=0).refund(Refunded("a", 0, 0, True, 10, 0)) is None


def test_what_a_trail_knows() -> None:
    """The lot that the sale opened, and how many stamps made a full card."""
    sold = trail()
    assert (sold.lot.id, sold.lot.points, sold.size_of("c")) == ("till.1.7", 10, 8)
