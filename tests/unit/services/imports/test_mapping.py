import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.imports import (
    DayOrder,
    ImportField,
    ImportKind,
    ImportWish,
    RowUnit,
    SaleMode,
)
from pos_loyalty.services.imports.mapping import (
    PRESETS,
    mapping_document,
    read_mapping,
)

_WHOLE = ImportWish(
    kind=ImportKind.SALES,
    encoding="windows-1252",
    delimiter="\t",
    decimal=",",
    day_order=DayOrder.DAY_FIRST,
    has_header=False,
    columns={ImportField.MEMBER: 1, ImportField.AMOUNT: "Summe", ImportField.TIME: ""},
    unit=RowUnit.LINE,
    mode=SaleMode.HISTORY,
    new_members=False,
)


@pytest.mark.parametrize("wish", [_WHOLE, ImportWish(kind=ImportKind.SALES)])
def test_a_mapping_comes_back_as_it_was_kept(wish: ImportWish) -> None:
    """Next month's export is read like this month's."""
    assert read_mapping(mapping_document(wish), ImportKind.SALES) == wish


def test_a_mapping_may_begin_with_a_shape_and_say_more() -> None:
    """What it says itself goes before the shape."""
    wish = read_mapping({"preset": "semicolon", "decimal": "."}, ImportKind.SALES)
    assert (wish.delimiter, wish.decimal, wish.day_order) == (";", ".", DayOrder.DAY_FIRST)


@pytest.mark.parametrize("name", PRESETS)
def test_a_shape_keeps_what_columns_mean(name: str) -> None:
    """Whoever tries another shape does not map the columns again."""
    shaped = PRESETS[name].of(_WHOLE)
    assert shaped.delimiter == PRESETS[name].delimiter
    assert (shaped.columns, shaped.mode) == (_WHOLE.columns, _WHOLE.mode)
    assert read_mapping({"preset": name}, ImportKind.SALES).delimiter == shaped.delimiter


def test_everything_that_is_wrong_in_a_mapping_is_said_at_once() -> None:
    """With the place of each."""
    document = {
        "preset": "unheard-of",
        "delimiter": "x",
        "day_order": "year",
        "header": "yes",
        "colour": 1,
        "columns": {"points": "P", "member": 1.5, "amount": True, "date": "Datum"},
    }
    with pytest.raises(WrongDocumentError) as refused:
        read_mapping(document, ImportKind.SALES)
    assert {(problem.path, problem.reason) for problem in refused.value.problems} == {
        ("preset", "unknown-choice"),
        ("delimiter", "unknown-choice"),
        ("day_order", "unknown-choice"),
        ("header", "wrong-type"),
        ("colour", "unknown-key"),
        ("columns.points", "unknown-key"),
        ("columns.member", "wrong-type"),
        ("columns.amount", "wrong-type"),
    }
    with pytest.raises(WrongDocumentError):
        read_mapping({"columns": ["a"]}, ImportKind.SALES)
