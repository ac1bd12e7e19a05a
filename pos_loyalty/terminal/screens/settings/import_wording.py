"""Puts a file on its way in into words: pure, and the same for every language."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Final, Generic, TypeVar

from pos_loyalty.domain.imports import (
    FIELDS_OF,
    SHAPES,
    BroughtMember,
    BroughtSale,
    DayOrder,
    ImportField,
    ImportKind,
    ImportPreview,
    ImportReport,
    ImportWish,
    RowProblem,
    RowUnit,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.import_problems import row_place_text, row_problem_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.import_state import (
    Picked,
    Table,
    Total,
    WrongLine,
    WrongLines,
)

_MOST_LISTED: Final = 40
_MOST_PREVIEWED: Final = 3
_LEAP_YEAR: Final = 2024
FIELDS: Final = {
    ImportField.MEMBER: mark("Member number"),
    ImportField.DATE: mark("Day"),
    ImportField.TIME: mark("Time"),
    ImportField.AMOUNT: mark("Amount"),
    ImportField.PRICE: mark("Unit price"),
    ImportField.QUANTITY: mark("Quantity"),
    ImportField.CATEGORY: mark("Category"),
    ImportField.PRODUCT: mark("Product"),
    ImportField.RECEIPT: mark("Receipt number"),
    ImportField.NAME: mark("Full name"),
    ImportField.GIVEN_NAME: mark("First name"),
    ImportField.FAMILY_NAME: mark("Last name"),
    ImportField.PHONE: mark("Telephone"),
    ImportField.EMAIL: mark("E-mail"),
    ImportField.BIRTHDAY: mark("Birthday"),
    ImportField.LANGUAGE: mark("Language"),
    ImportField.POINTS: mark("Starting balance"),
    ImportField.TIER: mark("Tier"),
    ImportField.SEGMENTS: mark("Labels"),
    ImportField.ENROLLED: mark("Member since"),
}
_SHAPES: Final = {
    "semicolon": mark("Semicolon and 36,50"),
    "comma": mark("Comma and 36.50"),
    "tab": mark("Tab, as from a spreadsheet"),
}
_DECIMALS: Final = ((",", mark("Comma: 36,50")), (".", mark("Point: 36.50")))
_ORDERS: Final = (
    (DayOrder.DAY_FIRST, mark("Day first: 31.12.")),
    (DayOrder.MONTH_FIRST, mark("Month first: 12/31")),
)
_ENCODINGS: Final = (("utf-8", "UTF-8"), ("windows-1252", "Windows-1252"), ("utf-16", "UTF-16"))
_HEADERS: Final = (("true", mark("Headings")), ("false", mark("The first line of data")))
_UNITS: Final = (
    (RowUnit.PURCHASE, mark("A whole purchase")),
    (RowUnit.LINE, mark("One item of a receipt")),
)


Item = TypeVar("Item", BroughtSale, BroughtMember)


@dataclass(frozen=True, slots=True)
class _Cell(Generic[Item]):
    """A column of the preview. ``others`` are further fields that it is read from."""

    heading: ImportField
    said: Callable[[Item, Words], str]
    others: AbstractSet[ImportField] = field(default_factory=frozenset)
    is_number: bool = field(default=False, kw_only=True)

    @property
    def fields(self) -> AbstractSet[ImportField]:
        """Where the file must have one of these, it is shown."""
        return {self.heading} | self.others


def reading_choices(preview: ImportPreview, wish: ImportWish, words: Words) -> tuple[Picked, ...]:
    """How the file is written, as lists to choose from; what holds is chosen."""
    layout, text = preview.layout, words.text
    shape = next((each.name for each in SHAPES if each.of(wish) == wish), "")
    found = [("", text("Detected automatically"))]
    lists = [
        Picked("shape", text("File type"), (*found, *_said(_SHAPES.items(), words)), shape),
        Picked("decimal", text("Decimal sign"), _said(_DECIMALS, words), layout.decimal),
        Picked(
            "day_order",
            text("Date format"),
            _said(_ORDERS, words),
            "" if preview.is_day_order_unclear else layout.day_order,
            is_missing=preview.is_day_order_unclear,
        ),
        Picked("encoding", text("Encoding"), _ENCODINGS, layout.encoding),
        Picked(
            "header",
            text("First line"),
            _said(_HEADERS, words),
            "true" if layout.has_header else "false",
        ),
    ]
    if ImportField.RECEIPT in layout.columns:
        lists.append(Picked("unit", text("A line is"), _said(_UNITS, words), layout.unit))
    return tuple(lists)


def column_choices(preview: ImportPreview, words: Words) -> tuple[Picked, ...]:
    """Which column says what, as lists to choose from."""
    nothing = ("", words.text("not in the file"))
    places = range(len(preview.headings))
    choices = (nothing, *((str(place + 1), _column(preview, place, words)) for place in places))
    columns = preview.layout.columns
    return tuple(
        Picked(
            key=field,
            label=words.text(FIELDS[field]),
            choices=choices,
            chosen=str(columns[field] + 1) if field in columns else "",
            is_missing=field in preview.missing,
        )
        for field in FIELDS_OF[preview.layout.kind]
    )


def preview_table(preview: ImportPreview, words: Words) -> Table:
    """The first lines as they would be read."""
    if preview.layout.kind is ImportKind.SALES:
        return _table(_SALE_CELLS, preview.sales, preview, words)
    return _table(_MEMBER_CELLS, preview.members, preview, words)


def hint_text(preview: ImportPreview, words: Words) -> str:
    """What keeps the file from being checked; empty when nothing does."""
    if preview.missing:
        names = ", ".join(words.text(FIELDS[field]) for field in preview.missing)
        return words.text("Which column is it? {names}", names=names)
    if preview.is_day_order_unclear:
        return words.text("Nothing in the file tells whether days or months come first.")
    return "" if preview.rows else words.text("The file has no lines.")


def wrong_lines(problems: tuple[RowProblem, ...], words: Words, most: int) -> WrongLines:
    """Some of the wrong lines, in the order of the file."""
    if not problems:
        return WrongLines()
    count = len(problems)
    listed = tuple(
        WrongLine(row_place_text(problem, words), row_problem_text(problem, words))
        for problem in problems[:most]
    )
    rest = count - len(listed)
    return WrongLines(
        words.plural("{n} line cannot be imported", "{n} lines cannot be imported", count),
        listed,
        words.plural("and {n} more", "and {n} more", rest) if rest else "",
    )


def preview_problems(preview: ImportPreview, words: Words) -> WrongLines:
    """The first wrong lines, while columns are still being chosen."""
    return wrong_lines(preview.problems, words, _MOST_PREVIEWED)


def report_problems(report: ImportReport, words: Words) -> WrongLines:
    """The wrong lines of a whole file."""
    return wrong_lines(report.problems, words, _MOST_LISTED)


def totals(report: ImportReport, kind: ImportKind, words: Words) -> tuple[Total, ...]:
    """What became of a file, or would become of it, in figures."""
    number, text = words.formats.number, words.text
    figures = []
    if kind is ImportKind.SALES:
        figures += [
            Total(number(report.sales), text("purchases")),
            Total(words.formats.money(report.amount_minor), text("turnover")),
        ]
    figures += [
        Total(number(report.members), text("new members")),
        Total(words.formats.signed(report.points), words.unit(report.points)),
        Total(number(report.repeated), text("lines already imported")),
        Total(number(report.refused), text("lines with errors"), is_bad=bool(report.refused)),
    ]
    return tuple(figures)


def _column(preview: ImportPreview, place: int, words: Words) -> str:
    heading = preview.headings[place]
    if heading:
        return heading
    said = preview.sample[place] if place < len(preview.sample) else ""
    return words.text("Column {n}: {sample}", n=place + 1, sample=said)


def _said(choices: Iterable[tuple[str, str]], words: Words) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), words.text(said)) for value, said in choices)


def _table(
    cells: Sequence[_Cell[Item]], items: Sequence[Item], preview: ImportPreview, words: Words
) -> Table:
    """The cells of the columns that the file has."""
    shown = [cell for cell in cells if cell.fields & preview.layout.columns.keys()]
    return Table(
        headings=tuple(words.text(FIELDS[cell.heading]) for cell in shown),
        rows=tuple(tuple(cell.said(item, words) for cell in shown) for item in items),
        numbers=frozenset(place for place, cell in enumerate(shown) if cell.is_number),
    )


def _moment(sale: BroughtSale, words: Words) -> str:
    formats = words.formats
    return formats.date_time(sale.at) if sale.has_time else formats.date(sale.at)


def _pieces(sale: BroughtSale, words: Words) -> str:
    return words.formats.decimal(sum((line.quantity for line in sale.lines), Fraction(0)))


def _goods(sale: BroughtSale) -> str:
    return ", ".join(dict.fromkeys(line.product for line in sale.lines if line.product))


def _groups(sale: BroughtSale) -> str:
    return ", ".join(dict.fromkeys(line.category for line in sale.lines if line.category))


def _birthday(member: BroughtMember, words: Words) -> str:
    if member.birthday.startswith("--"):
        return words.formats.day_month(date.fromisoformat(f"{_LEAP_YEAR}{member.birthday[1:]}"))
    return words.formats.date(date.fromisoformat(member.birthday)) if member.birthday else ""


def _since(member: BroughtMember, words: Words) -> str:
    return words.formats.date(member.enrolled_at) if member.enrolled_at else ""


_NAMES: Final = {ImportField.NAME, ImportField.GIVEN_NAME, ImportField.FAMILY_NAME}
_SALE_CELLS: Final[Sequence[_Cell[BroughtSale]]] = (
    _Cell(ImportField.MEMBER, lambda sale, _words: sale.member),
    _Cell(ImportField.DATE, _moment),
    _Cell(
        ImportField.AMOUNT,
        lambda sale, words: words.formats.money(sale.amount_minor),
        {ImportField.PRICE},
        is_number=True,
    ),
    _Cell(ImportField.QUANTITY, _pieces, is_number=True),
    _Cell(ImportField.CATEGORY, lambda sale, _words: _groups(sale)),
    _Cell(ImportField.PRODUCT, lambda sale, _words: _goods(sale)),
    _Cell(ImportField.RECEIPT, lambda sale, _words: sale.receipt),
)
_MEMBER_CELLS: Final[Sequence[_Cell[BroughtMember]]] = (
    _Cell(ImportField.MEMBER, lambda member, _words: member.member),
    _Cell(
        ImportField.NAME,
        lambda member, _words: f"{member.given_name} {member.family_name}".strip(),
        _NAMES,
    ),
    _Cell(ImportField.PHONE, lambda member, _words: member.phone),
    _Cell(ImportField.EMAIL, lambda member, _words: member.email),
    _Cell(ImportField.BIRTHDAY, _birthday),
    _Cell(
        ImportField.POINTS,
        lambda member, words: words.formats.points(member.points),
        is_number=True,
    ),
    _Cell(ImportField.TIER, lambda member, _words: member.tier),
    _Cell(ImportField.ENROLLED, _since),
)
