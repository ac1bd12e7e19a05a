from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from pos_loyalty.domain.imports import RowUnit
from pos_loyalty.domain.money import Currency
from pos_loyalty.services.imports.layout import laid_out
from pos_loyalty.services.imports.sales import ReadSales, read_sales
from tests.support.imports import columns, sales_wish, table

_HEAD = "customer,date,quantity,amount,category,product,receipt,price"


def _read(*lines: str, head: str = _HEAD, unit: RowUnit | None = RowUnit.PURCHASE) -> ReadSales:
    sheet = laid_out(table(head, *lines), sales_wish(unit=unit, decimal="."))
    return read_sales(sheet, zone=ZoneInfo("Europe/Berlin"), currency=Currency("EUR"))


def _wrong(read: ReadSales) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.code) for problem in read.problems]


def test_a_row_is_read_as_a_purchase() -> None:
    """With everything that rules may ask for."""
    (sale,) = _read("17,2026-03-02,2,7.50,bread,rye,B1,").sales
    (line,) = sale.lines
    assert (sale.member, sale.receipt, sale.amount_minor, sale.line) == ("17", "B1", 750, 2)
    assert sale.at == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert (line.quantity, line.category, line.product) == (Fraction(2), "bread", "rye")


def test_equal_rows_of_a_file_are_purchases_of_their_own() -> None:
    """A member does buy the same twice a day; each file says so in the same way again."""
    rows = ("17,2026-03-02,1,7.50", "18,2026-03-02,1,7.50", "17,2026-03-02,1,7.50")
    ids = [sale.id for sale in _read(*rows).sales]
    assert len(set(ids)) == 3
    assert [sale.id for sale in _read(*reversed(rows)).sales] == [ids[0], ids[1], ids[2]]


def test_a_purchase_has_the_same_name_in_every_export() -> None:
    """Other rows, other columns and another notation of the same change nothing."""
    one = _read("17,2026-03-02,1,7.50").sales[0]
    other = _read("5,2026-03-01,1.00", "17,2026-03-02,7.5", head="customer,date,amount").sales[1]
    assert one.id == other.id


def test_a_receipt_names_its_purchase_within_its_day() -> None:
    """Cash registers begin anew with number 1 every day, and some every year."""
    one, other = _read("17,2026-03-02,1,7.50,,,B1", "17,2026-03-03,1,7.50,,,B1").sales
    assert one.id != other.id
    again = _read("17,2026-03-02 14:30,1,7.50,,,B1").sales[0]
    assert again.id == one.id


def test_lines_of_one_receipt_are_one_purchase() -> None:
    """Wherever they stand; the member may stand on one of them only."""
    read = _read(
        "17,2026-03-02 14:31,1,2.40,bread,rye,B1",
        ",2026-03-02 14:30,1,1.00,drink,water,B1",
        "17,2026-03-02,1,5.00,,,",
        unit=RowUnit.LINE,
    )
    first, loose = read.sales
    assert [line.amount_minor for line in first.lines] == [240, 100]
    assert (first.member, first.amount_minor) == ("17", 340)
    assert first.at == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    assert loose.amount_minor == 500


def test_a_receipt_that_is_not_whole_is_left_out_as_a_whole() -> None:
    """Half a purchase would earn half the points, and be taken for the whole one next time."""
    read = _read(
        "17,2026-03-02,1,2.40,,,B1",
        "17,2026-03-02,1,x,,,B1",
        "17,2026-03-02,1,2.00,,,B2",
        "18,2026-03-02,1,2.00,,,B2",
        ",2026-03-02,1,2.00,,,B3",
        "17,yesterday,1,2.00,,,B4",
        "17,2026-03-02,1,2.00,,,B4",
        "17,2026-03-02,1,9.00,,,B5",
        unit=RowUnit.LINE,
    )
    assert [sale.receipt for sale in read.sales] == ["B5"]
    assert _wrong(read) == [
        (2, "", "receipt-incomplete"),
        (3, "amount", "bad-amount"),
        (4, "", "receipt-members"),
        (5, "", "receipt-members"),
        (6, "", "no-member"),
        (7, "date", "bad-date"),
        (8, "", "receipt-incomplete"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",2026-03-02,1,7.50", "customer", "no-member"),
        (f"{'7' * 65},2026-03-02,1,7.50", "customer", "too-long"),
        ("17,,1,7.50", "date", "missing"),
        ("17,2026-13-02,1,7.50", "date", "bad-date"),
        ("17,0026-03-02,1,7.50", "date", "bad-date"),
        ("17,2026-03-02,1,", "amount", "missing"),
        ("17,2026-03-02,1,7.505", "amount", "bad-amount"),
        ("17,2026-03-02,1,-7.50", "amount", "negative-amount"),
        ("17,2026-03-02,1,99999999999", "amount", "bad-amount"),
        ("17,2026-03-02,0,7.50", "quantity", "bad-quantity"),
        ("17,2026-03-02,two,7.50", "quantity", "bad-quantity"),
        ("17,2026-03-02,9999999,7.50", "quantity", "bad-quantity"),
        ("17,2026-03-02,1,7.50,,,,,more", "", "too-many-cells"),
        ('17,2026-03-02,1,"7.50', "", "open-quote"),
    ],
)
def test_a_wrong_row_is_named_with_line_and_column(row: str, column: str, code: str) -> None:
    """And the rows around it are read."""
    read = _read("1,2026-03-02,1,1.00", row, "2,2026-03-02,1,1.00")
    assert _wrong(read) == [(3, column, code)]
    assert [sale.member for sale in read.sales] == ["1", "2"]


def test_a_price_is_multiplied_where_there_is_no_amount() -> None:
    """Lists of what was sold often have no sum."""
    (sale,) = _read("17,2026-03-02,3,,,,,2.50").sales
    assert sale.amount_minor == 750


def test_purchases_of_nothing_are_purchases() -> None:
    """What was paid with a voucher is still a visit."""
    assert _read("17,2026-03-02,1,0.00").sales[0].amount_minor == 0


def test_a_column_without_a_heading_is_named_by_its_number() -> None:
    """There is nothing else above it."""
    sheet = laid_out(
        table("17;02.03.2026;x"), sales_wish(columns=columns(member=1, date=2, amount=3))
    )
    read = read_sales(sheet, zone=ZoneInfo("UTC"), currency=Currency("EUR"))
    assert _wrong(read) == [(1, "3", "bad-amount")]
    assert read.problems[0].facts == (("value", "x"),)
