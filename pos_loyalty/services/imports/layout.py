"""How a file is to be read: found out from its content, corrected by what a person wishes."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.imports import (
    FIELDS_OF,
    DayOrder,
    ImportField,
    ImportKind,
    ImportLayout,
    ImportWish,
    RowProblem,
    RowUnit,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.imports.headings import column_named, recognized
from pos_loyalty.services.imports.notation import day_order_of, decimal_of, has_year_last
from pos_loyalty.services.imports.table import Row, decoded, delimiter_of, read_rows

_LOOKED_AT: Final = 2_000
_FIGURES: Final = re.compile(r"[\d.,:/+\s-]+", re.ASCII)
_MONEY: Final = (ImportField.AMOUNT, ImportField.PRICE)
_DAYS: Final = (ImportField.DATE, ImportField.ENROLLED, ImportField.BIRTHDAY)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file taken apart: its rows without the headings, and how to read them.

    ``missing`` are fields that a line needs and no column has; ``is_day_order_unclear`` says that
    nothing in the file tells days from months.
    """

    layout: ImportLayout
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]
    missing: tuple[ImportField, ...]
    is_day_order_unclear: bool

    def require_whole(self) -> None:
        """Raises WrongDocumentError when it cannot be read as it is, with every reason."""
        problems = [Problem(f"columns.{field}", "no-column") for field in self.missing]
        if self.is_day_order_unclear:
            problems.append(Problem("day_order", "day-order-unclear"))
        if not self.rows:
            problems.append(Problem("", "no-rows"))
        if problems:
            raise WrongDocumentError(tuple(problems))


def laid_out(data: bytes, wish: ImportWish) -> Sheet:
    """The file in ``data``, read as ``wish`` says and as its content tells.

    Raises WrongDocumentError when it is no text, or the wish names columns it does not have.
    """
    text = decoded(data, wish.encoding)
    delimiter = wish.delimiter or delimiter_of(text.text)
    taken = read_rows(text.text, delimiter)
    has_header = _has_header(wish, taken.rows)
    rows = taken.rows[1:] if has_header else taken.rows
    if has_header and taken.rows:
        headings = taken.rows[0].cells
    else:
        headings = ("",) * max((len(row.cells) for row in rows[:_LOOKED_AT]), default=0)
    columns = _columns(wish, headings)
    days = tuple(_cells(rows, columns, _DAYS))
    day_order = wish.day_order or day_order_of(days)
    decimal = wish.decimal or decimal_of(_cells(rows, columns, _MONEY))
    layout = ImportLayout(
        kind=wish.kind,
        encoding=text.encoding,
        delimiter=delimiter,
        decimal=decimal or ("," if delimiter == ";" else "."),
        day_order=day_order or DayOrder.DAY_FIRST,
        has_header=has_header,
        columns=columns,
        unit=wish.unit or _unit(columns),
    )
    is_unclear = day_order is None and has_year_last(days)
    return Sheet(layout, headings, rows, taken.problems, _missing(layout), is_unclear)


def _has_header(wish: ImportWish, rows: Sequence[Row]) -> bool:
    """A first row with a known heading is one, and so is a first row without any figures."""
    if wish.has_header is not None:
        return wish.has_header
    if not rows:
        return False
    first = rows[0].cells
    return bool(recognized(wish.kind, first)) or not any(map(_FIGURES.fullmatch, first))


def _columns(wish: ImportWish, headings: Sequence[str]) -> dict[ImportField, int]:
    named = {
        field: _place(field, name, headings) for field, name in wish.columns.items() if name != ""
    }
    taken = set(named.values())
    found = {
        field: place
        for field, place in recognized(wish.kind, headings).items()
        if field not in wish.columns and place not in taken
    }
    return {field: place for field in FIELDS_OF[wish.kind] for place in _of(field, named, found)}


def _of(field: ImportField, *tables: dict[ImportField, int]) -> Iterable[int]:
    return (table[field] for table in tables if field in table)


def _place(field: ImportField, name: str | int, headings: Sequence[str]) -> int:
    place = column_named(headings, name) if isinstance(name, str) else name - 1
    if place is None or not 0 <= place < len(headings):
        facts = (("value", str(name)), ("choices", ", ".join(filter(None, headings))))
        raise WrongDocumentError((Problem(f"columns.{field}", "unknown-column", facts),))
    return place


def _cells(
    rows: Sequence[Row], columns: dict[ImportField, int], fields: Sequence[ImportField]
) -> Iterable[str]:
    """The first texts of some columns."""
    places = [columns[field] for field in fields if field in columns]
    texts = (row.cells[place] for row in rows for place in places if place < len(row.cells))
    return islice((text for text in texts if text), _LOOKED_AT)


def _missing(layout: ImportLayout) -> tuple[ImportField, ...]:
    has = layout.columns.keys()
    if layout.kind is ImportKind.SALES:
        needed = [ImportField.MEMBER, ImportField.DATE]
        if not {ImportField.AMOUNT, ImportField.PRICE} & has:
            needed.append(ImportField.AMOUNT)
        return tuple(field for field in needed if field not in has)
    known_by = {ImportField.MEMBER, ImportField.EMAIL, ImportField.PHONE}
    return () if known_by & has else (ImportField.MEMBER,)


def _unit(columns: dict[ImportField, int]) -> RowUnit:
    """A file that names products and receipts lists what was on each receipt."""
    listed = ImportField.PRODUCT in columns or ImportField.CATEGORY in columns
    return RowUnit.LINE if listed and ImportField.RECEIPT in columns else RowUnit.PURCHASE
