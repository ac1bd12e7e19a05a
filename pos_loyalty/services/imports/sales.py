"""The purchases in a sheet. Pure.

A purchase is known again by what it is, never by the file that it came in. Where there are receipt
numbers, number and day name it. Else member, time, money and goods do; of lines that are equal in
all of this the first of a file is the first purchase, the second the second: a member did buy
the same twice. So an export must not be cut between two equal lines; exports cut at midnight
never are.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from pos_loyalty.domain.calendar import local_day, local_time
from pos_loyalty.domain.imports import (
    SALE_PREFIX,
    BroughtLine,
    BroughtSale,
    ImportField,
    RowProblem,
    RowUnit,
)
from pos_loyalty.domain.money import Currency, half_up
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.imports.cells import Cells, WrongCellError
from pos_loyalty.services.imports.layout import Sheet
from pos_loyalty.services.imports.notation import (
    Moment,
    parse_amount,
    parse_moment,
    parse_number,
)

_ID_LENGTH: Final = 24
_MOST_MINOR: Final = 10**12
_LEAST_PIECE: Final = Fraction(1, 10_000)
_MOST_PIECES: Final = 10**6


@dataclass(frozen=True, slots=True)
class ReadSales:
    """All purchases that could be read, in the file's order, and the lines that could not."""

    sales: tuple[BroughtSale, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One row, read: a purchase or a line of one."""

    member: str
    moment: Moment
    receipt: str
    line: BroughtLine


def read_sales(sheet: Sheet, *, zone: ZoneInfo, currency: Currency) -> ReadSales:
    """The purchases in ``sheet``, days in ``zone`` and money in ``currency``."""
    parts: list[_Part] = []
    problems = list(sheet.problems)
    broken: set[tuple[str, str]] = set()
    for row in sheet.rows:
        cells = Cells(sheet, row)
        try:
            parts.append(_part(cells, zone, currency))
        except WrongCellError as wrong:
            problems.append(wrong.problem)
            broken.add(_place_of(cells, zone))
    if sheet.layout.unit is RowUnit.PURCHASE:
        sales = tuple(_named(parts, zone))
    else:
        sales, incomplete = _gathered(parts, zone, broken - {("", "")})
        problems += incomplete
    problems.sort(key=lambda problem: problem.line)
    return ReadSales(sales, tuple(problems))


def _part(cells: Cells, zone: ZoneInfo, currency: Currency) -> _Part:
    cells.require_width()
    member, receipt = cells.number(), cells.text(ImportField.RECEIPT)
    is_line = cells.sheet.layout.unit is RowUnit.LINE and receipt
    if not member and not is_line:
        raise cells.wrong(ImportField.MEMBER, "no-member")
    quantity = _quantity(cells)
    line = BroughtLine(
        line=cells.row.line,
        amount_minor=_amount(cells, currency, quantity),
        quantity=quantity,
        category=cells.text(ImportField.CATEGORY),
        product=cells.text(ImportField.PRODUCT),
    )
    return _Part(member, _moment(cells, zone), receipt, line)


def _moment(cells: Cells, zone: ZoneInfo) -> Moment:
    clock, order = cells.text(ImportField.TIME), cells.sheet.layout.day_order
    if not cells.text(ImportField.DATE):
        raise cells.wrong(ImportField.DATE, "missing")
    moment = cells.parsed(
        ImportField.DATE,
        lambda text: parse_moment(text, clock=clock, day_order=order, zone=zone),
        "bad-date",
    )
    if not 1900 < moment.at.year < 2200:  # noqa: PLR2004 - nobody's purchase
        raise cells.wrong(ImportField.DATE, "bad-date", value=cells.text(ImportField.DATE))
    return moment


def _quantity(cells: Cells) -> Fraction:
    if not cells.text(ImportField.QUANTITY):
        return Fraction(1)
    quantity = cells.parsed(ImportField.QUANTITY, _number(cells), "bad-quantity")
    if not _LEAST_PIECE <= quantity <= _MOST_PIECES:
        raise cells.wrong(
            ImportField.QUANTITY, "bad-quantity", value=cells.text(ImportField.QUANTITY)
        )
    return quantity


def _amount(cells: Cells, currency: Currency, quantity: Fraction) -> int:
    """What the row cost: its amount, or its price times its quantity."""
    field = ImportField.AMOUNT
    if not cells.text(field) and cells.text(ImportField.PRICE):
        field = ImportField.PRICE
    if not cells.text(field):
        raise cells.wrong(field, "missing")
    decimal = cells.sheet.layout.decimal
    minor = cells.parsed(
        field, lambda text: parse_amount(text, decimal=decimal, currency=currency), "bad-amount"
    )
    if minor < 0:
        raise cells.wrong(field, "negative-amount", value=cells.text(field))
    if field is ImportField.PRICE:
        minor = half_up(minor * quantity)
    if minor > _MOST_MINOR:
        raise cells.wrong(field, "bad-amount", value=cells.text(field))
    return minor


def _number(cells: Cells) -> Callable[[str], Fraction]:
    return lambda text: parse_number(text, decimal=cells.sheet.layout.decimal)


def _place_of(cells: Cells, zone: ZoneInfo) -> tuple[str, str]:
    """The receipt that a wrong row belongs to, as far as it can be told."""
    receipt = cells.text(ImportField.RECEIPT)
    try:
        return (receipt, _day(_moment(cells, zone).at, zone)) if receipt else ("", "")
    except WrongCellError:
        return (receipt, "")


def _named(parts: Sequence[_Part], zone: ZoneInfo) -> Iterator[BroughtSale]:
    """Each row a purchase of its own."""
    seen: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        if part.receipt:
            name: tuple[str, ...] = ("receipt", part.receipt, _day(part.moment.at, zone))
        else:
            own = _content(part, zone)
            name = ("row", *own, str(seen[own]))
            seen[own] += 1
        yield _sale(name, [part])


def _gathered(
    parts: Sequence[_Part], zone: ZoneInfo, broken: set[tuple[str, str]]
) -> tuple[tuple[BroughtSale, ...], list[RowProblem]]:
    """The rows of each receipt as one purchase; one that is not whole is none."""
    receipts: dict[tuple[str, str], list[_Part]] = {}
    loose: list[_Part] = []
    for part in parts:
        if part.receipt:
            place = (part.receipt, _day(part.moment.at, zone))
            receipts.setdefault(place, []).append(part)
        else:
            loose.append(part)
    sales = list(_named(loose, zone))
    problems: list[RowProblem] = []
    for (receipt, day), own in receipts.items():
        code = _fault(own, is_broken=not broken.isdisjoint({(receipt, day), (receipt, "")}))
        if code:
            facts = (("receipt", receipt),)
            problems += [RowProblem(part.line.line, "", code, facts) for part in own]
        else:
            sales.append(_sale(("receipt", receipt, day), own))
    return tuple(sorted(sales, key=lambda sale: sale.line)), problems


def _fault(parts: Sequence[_Part], *, is_broken: bool) -> str:
    """Why the rows of one receipt make no purchase."""
    members = {part.member for part in parts if part.member}
    if is_broken:
        return "receipt-incomplete"
    if len(members) > 1:
        return "receipt-members"
    return "" if members else "no-member"


def _sale(name: Sequence[str], parts: Sequence[_Part]) -> BroughtSale:
    first = min(parts, key=lambda part: part.moment.at)
    digest = hashlib.sha256("\x1f".join(name).encode()).hexdigest()
    return BroughtSale(
        id=SALE_PREFIX + digest[:_ID_LENGTH],
        member=next(part.member for part in parts if part.member),
        at=first.moment.at,
        has_time=first.moment.has_time,
        lines=tuple(part.line for part in parts),
        receipt=first.receipt,
    )


def _content(part: _Part, zone: ZoneInfo) -> tuple[str, ...]:
    """What tells a row without a receipt from others."""
    line = replace(part.line, line=0)
    return (
        part.member,
        local_time(part.moment.at, zone).isoformat(),
        str(line.amount_minor),
        str(line.quantity),
        line.category,
        line.product,
    )


def _day(at: datetime, zone: ZoneInfo) -> str:
    return local_day(at, zone).isoformat()
