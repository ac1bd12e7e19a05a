from datetime import date

import pytest

from pos_loyalty.domain.till_receipt import ReceiptKind, ReceiptLine, TillReceipt

RECEIPT = TillReceipt(source="till", number="4711", total_minor=3650, printed_on=date(2026, 11, 22))


def test_the_key_tells_receipts_apart() -> None:
    """Another number, day, total, kind or till is another receipt."""
    others = [
        TillReceipt(source="till", number="4712", total_minor=3650, printed_on=date(2026, 11, 22)),
        TillReceipt(source="till", number="4711", total_minor=3651, printed_on=date(2026, 11, 22)),
        TillReceipt(source="till", number="4711", total_minor=3650, printed_on=date(2026, 11, 23)),
        TillReceipt(source="two", number="4711", total_minor=3650, printed_on=date(2026, 11, 22)),
        TillReceipt(source="till", number="4711", total_minor=3650),
        TillReceipt(
            source="till",
            number="4711",
            total_minor=3650,
            printed_on=date(2026, 11, 22),
            kind=ReceiptKind.VOID,
        ),
    ]
    assert len({RECEIPT.key, *(other.key for other in others)}) == 1 + len(others)


def test_the_key_does_not_ask_how_often() -> None:
    """A copy, and what its lines were read as, make no other receipt."""
    copy = TillReceipt(
        source="till",
        number="4711",
        total_minor=3650,
        printed_on=date(2026, 11, 22),
        is_copy=True,
        lines=(ReceiptLine("Kaffee", 3650),),
    )
    assert copy.key == RECEIPT.key


def test_lines_that_make_up_the_total_are_the_basket() -> None:
    """What was bought is known line by line where the receipt says so, and only then."""
    whole = (ReceiptLine("Kaffee", 1650), ReceiptLine("Kuchen", 2000))
    read = TillReceipt(source="till", number="1", total_minor=3650, lines=whole)
    assert [line.product for line in read.basket().lines] == ["Kaffee", "Kuchen"]
    part = TillReceipt(source="till", number="1", total_minor=3650, lines=whole[:1])
    assert [line.amount_minor for line in part.basket().lines] == [3650]


@pytest.mark.parametrize(
    ("number", "total_minor", "source"), [("", 1, "till"), ("1", 0, "till"), ("1", 1, "")]
)
def test_half_a_receipt_is_none(number: str, total_minor: int, source: str) -> None:
    """Without a number, a total or a till there is nothing to tell it by."""
    with pytest.raises(ValueError, match="TillReceipt"):
        TillReceipt(source=source, number=number, total_minor=total_minor)
