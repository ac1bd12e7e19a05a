from datetime import UTC, datetime

from pos_loyalty.domain.imports import (
    FIELDS_OF,
    SHAPES,
    BroughtLine,
    BroughtSale,
    ImportField,
    ImportKind,
    ImportProgress,
    ImportReport,
    ImportWish,
)

_NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def test_a_purchase_costs_what_its_lines_cost() -> None:
    """And begins where the first of them stands."""
    lines = (BroughtLine(7, 240), BroughtLine(9, 100))
    sale = BroughtSale("import-1", "17", _NOON, has_time=True, lines=lines)
    assert (sale.amount_minor, sale.line) == (340, 7)


def test_an_import_is_finished_with_its_last_line() -> None:
    """An empty one is finished before it begins."""
    report = ImportReport()
    assert not ImportProgress(3, 4, report).is_finished
    assert ImportProgress(4, 4, report).is_finished
    assert ImportProgress(0, 0, report).is_finished


def test_a_shape_says_how_a_file_is_written_and_nothing_else() -> None:
    """What a person decided about its columns stays."""
    wish = ImportWish(kind=ImportKind.SALES, columns={ImportField.AMOUNT: 3}, new_members=False)
    shaped = SHAPES[0].of(wish)
    assert (shaped.delimiter, shaped.decimal) == (";", ",")
    assert (shaped.columns, shaped.new_members) == (wish.columns, False)


def test_every_field_belongs_to_sales_or_members() -> None:
    """No column can be meant that nobody reads."""
    assert {field for fields in FIELDS_OF.values() for field in fields} == set(ImportField)
