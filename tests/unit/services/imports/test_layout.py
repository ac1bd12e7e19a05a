import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.imports import DayOrder, ImportField, RowUnit
from pos_loyalty.services.imports.layout import laid_out
from tests.support.imports import MEMBERS, SALES, columns, sales_wish, table


def _reasons(error: WrongDocumentError) -> list[tuple[str, str]]:
    return [(problem.path, problem.reason) for problem in error.problems]


def test_an_export_of_a_german_cash_register_is_understood_on_its_own() -> None:
    """Separator, decimal sign, order of days and columns follow from the file."""
    data = table("Kunden-Nr.;Datum;Bon;Betrag", "17;02.03.2026;B1;1.234,50")
    sheet = laid_out(data, SALES)
    assert (sheet.layout.delimiter, sheet.layout.decimal) == (";", ",")
    assert sheet.layout.day_order is DayOrder.DAY_FIRST
    assert sheet.layout.unit is RowUnit.PURCHASE
    assert sheet.layout.columns == {
        ImportField.MEMBER: 0,
        ImportField.DATE: 1,
        ImportField.RECEIPT: 2,
        ImportField.AMOUNT: 3,
    }
    sheet.require_whole()


def test_an_export_with_products_and_receipts_lists_lines() -> None:
    """What was on one receipt is one purchase."""
    data = table("customer,date,receipt,product,amount", "1,2026-03-02,B1,rye,2.40")
    assert laid_out(data, SALES).layout.unit is RowUnit.LINE
    assert laid_out(data, sales_wish(unit=RowUnit.PURCHASE)).layout.unit is RowUnit.PURCHASE


def test_what_a_person_wishes_goes_before_what_is_found() -> None:
    """Columns by heading or number; one that is left out on purpose stays out."""
    data = table("customer;date;amount;total", "1;03/04/2026;1,00;2,00")
    wish = sales_wish(
        day_order=DayOrder.MONTH_FIRST,
        decimal=",",
        columns=columns(amount="total", member=1, time=""),
    )
    sheet = laid_out(data, wish)
    assert sheet.layout.columns[ImportField.AMOUNT] == 3
    assert sheet.layout.day_order is DayOrder.MONTH_FIRST
    assert not sheet.is_day_order_unclear


@pytest.mark.parametrize(("name", "value"), [("Umsatz", "Umsatz"), (9, "9"), (0, "0")])
def test_a_column_that_is_not_there_is_named(name: str | int, value: str) -> None:
    """With those that could have been meant."""
    with pytest.raises(WrongDocumentError) as refused:
        laid_out(
            table("customer,date,sum", "1,2026-01-01,2"),
            sales_wish(columns={ImportField.AMOUNT: name}),
        )
    (problem,) = refused.value.problems
    assert (problem.path, problem.reason) == ("columns.amount", "unknown-column")
    assert problem.facts == (("value", value), ("choices", "customer, date, sum"))


def test_everything_that_a_file_lacks_is_said_at_once() -> None:
    """Nobody mends a file three times."""
    sheet = laid_out(table("when,what", "03/04/2026,x"), sales_wish(columns=columns(date="when")))
    with pytest.raises(WrongDocumentError) as refused:
        sheet.require_whole()
    assert _reasons(refused.value) == [
        ("columns.member", "no-column"),
        ("columns.amount", "no-column"),
        ("day_order", "day-order-unclear"),
    ]


@pytest.mark.parametrize("data", [b"", table("customer,date,amount")])
def test_a_file_without_lines_says_so(data: bytes) -> None:
    """An empty export is a mistake, not an import of nothing."""
    wish = sales_wish(columns=columns(member=1, date=2, amount=3)) if data else SALES
    with pytest.raises(WrongDocumentError) as refused:
        laid_out(data, wish).require_whole()
    assert ("", "no-rows") in _reasons(refused.value)


def test_a_file_without_headings_is_read_by_numbers() -> None:
    """Its first line is data."""
    data = table("1001;02.03.2026;12,50", "1002;03.03.2026;8,00")
    sheet = laid_out(data, sales_wish(columns=columns(member=1, date=2, amount=3)))
    assert not sheet.layout.has_header
    assert (len(sheet.rows), sheet.headings) == (2, ("", "", ""))


def test_unknown_headings_are_headings_all_the_same() -> None:
    """A first line without any figures is not the first purchase."""
    assert laid_out(table("wer,wann,wieviel", "1,2026-01-01,2"), SALES).layout.has_header


def test_members_are_known_by_number_address_or_telephone() -> None:
    """One of them is enough, and one is needed."""
    assert laid_out(table("Vorname,E-Mail", "Anna,a@b.example"), MEMBERS).missing == ()
    assert laid_out(table("Vorname", "Anna"), MEMBERS).missing == (ImportField.MEMBER,)


def test_amounts_that_tell_nothing_follow_the_separator() -> None:
    """A semicolon stands where the comma is the decimal sign."""
    assert laid_out(table("customer;date;amount", "1;2026-01-01;5"), SALES).layout.decimal == ","
    assert laid_out(table("customer,date,amount", "1,2026-01-01,5"), SALES).layout.decimal == "."
