"""How one till's receipts are read: where the total stands, where the number, and what says no.

A template is taught by showing a receipt. What does not fit it in every point is no receipt, and
what fits it in two ways is none either: an amount that is not offered is typed by a person, one
that is offered wrongly may be credited wrongly.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final, Literal

from pos_loyalty.domain.till_receipt import ReceiptKind, ReceiptLine, TillReceipt
from pos_loyalty.domain.values import dataclass

NUMBER: Final = "{n}"
"""Stands in an anchor's text for any digits."""

Decimal = Literal[",", "."]
DayOrder = Literal["day-first", "month-first"]

_HEADER_SLACK: Final = 6
_SHORT_YEAR: Final = 2
_MONTHS: Final = 12
_SUBTOTAL: Final = re.compile(r"\s*(?:zwischensumme|sub-?\s?total)(?!\w)", re.IGNORECASE)
CURRENCY: Final = r"(?:EUR|EURO|CHF|USD|GBP|PLN|CZK|€|\$|£|Fr\.|zł)"
_FILL: Final = r"[\s:.*=_#|>]*"
_VALUE: Final = r"(?P<value>(?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]*)(?![A-Z0-9/-]|[,.]\d)"
_DAY: Final = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"|(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2}))(?!\d)",
    re.ASCII,
)
_DECORATION: Final = r"[^\w]*"


class Unread(StrEnum):
    """Why a job is no receipt of this template."""

    HEADER = "header"
    NO_TOTAL = "no-total"
    NO_NUMBER = "no-number"
    NO_DATE = "no-date"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    """It says of itself that it is a report, an exercise or the like."""
    NOTHING = "nothing"
    """The total is nothing."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The text that a value stands behind, or ``below`` which it stands by so many lines."""

    before: str
    below: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.below <= 2 or not (self.before or self.below == 0):  # noqa: PLR2004 - a glance
            raise ValueError(self)


VOID_MARKS: Final = ("Storno", "Stornobeleg", "Stornobon", "Void", "Voided", "Annulliert")
RETURN_MARKS: Final = ("Rückgabe", "Retoure", "Gutschrift", "Erstattung", "Refund", "Return")
COPY_MARKS: Final = (
    "Kopie",
    "Belegkopie",
    "Bonkopie",
    "Duplikat",
    "Zweitschrift",
    "Nachdruck",
    "Copy",
    "Duplicate",
    "Reprint",
)
REFUSED_MARKS: Final = (
    "Z-Bericht",
    "X-Bericht",
    "Tagesabschluss",
    "Kassenbericht",
    "Kassenabschluss",
    "Bericht",
    "Report",
    "Training",
    "Übung",
    "Zwischenrechnung",
    "Proforma",
    "Angebot",
    "Lieferschein",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTemplate:
    """How the receipts of one till are told and read. ``name`` is the source of what is read."""

    name: str
    total: Anchor
    number: Anchor
    date: Anchor | None = None
    header: tuple[str, ...] = ()
    decimal: Decimal = ","
    digits: int = 2
    day_order: DayOrder = "day-first"
    code_page: str = ""
    """What the printer is set to where the till does not say."""
    reads_lines: bool = False
    void_marks: tuple[str, ...] = VOID_MARKS
    return_marks: tuple[str, ...] = RETURN_MARKS
    copy_marks: tuple[str, ...] = COPY_MARKS
    refused_marks: tuple[str, ...] = REFUSED_MARKS


def receipts_in(template: ReceiptTemplate, lines: Sequence[str]) -> tuple[TillReceipt, ...]:
    """The receipts that a job holds; mostly one or none."""
    found = (reading for reading in readings_of(template, lines))
    return tuple(reading for reading in found if isinstance(reading, TillReceipt))


def readings_of(
    template: ReceiptTemplate, lines: Sequence[str]
) -> tuple[TillReceipt | Unread, ...]:
    """What each part of a job is, or why it is nothing."""
    plain = [_plain(line) for line in lines]
    parts = _parts(template, plain)
    if not parts:
        return (Unread.HEADER,)
    readings = tuple(_read(template, part) for part in parts)
    if len(parts) > 1 and any(_has_mark(template, part) for part in parts):
        # Whether a mark between two receipts belongs to the one or the other, nobody can tell.
        return (Unread.AMBIGUOUS,)
    return readings


def amount_in(text: str, decimal: Decimal, digits: int) -> int | None:
    """Minor units of a text that is an amount and nothing else."""
    found = re.fullmatch(rf"\s*{amount_pattern(decimal, digits)}\s*", text)
    return _minor(found) if found else None


def amount_pattern(decimal: Decimal, digits: int) -> str:
    """What an amount looks like, thousands apart or not."""
    thousands = r"[.' ]" if decimal == "," else r"[,' ]"
    part = rf"{re.escape(decimal)}(?P<part>\d{{{digits}}})" if digits else "(?P<part>)"
    return (
        rf"(?P<front>[-−–]\s?)?(?<![\d.,])(?P<whole>\d{{1,3}}(?:{thousands}\d{{3}})+|\d{{1,7}})"
        rf"{part}(?![\d.,]\d)(?P<back>[-−–])?"
    )


def day_in(text: str, day_order: DayOrder) -> date | None:
    """The first day that stands in a text."""
    for found in _DAY.finditer(text):
        try:
            return _day(found, day_order)
        except ValueError:
            continue
    return None


def generalized(text: str) -> str:
    """A text with any digits in the place of its digits."""
    return re.sub(r"\d+", NUMBER, " ".join(_plain(text).split()))


def _plain(line: str) -> str:
    return line.replace("\u00a0", " ").replace("\u202f", " ")


def _parts(template: ReceiptTemplate, lines: list[str]) -> list[list[str]]:
    """A job cut where the header begins anew. What stands above the first one is part of it."""
    if not template.header:
        return [lines]
    shown = [generalized(line).lower() for line in lines]
    header = [line.lower() for line in template.header]
    starts = [place for place in range(len(lines)) if _begins(header, shown, place)]
    cuts = [0, *starts[1:], len(lines)]
    return [lines[start:end] for start, end in pairwise(cuts)] if starts else []


def _begins(header: list[str], shown: list[str], place: int) -> bool:
    if shown[place] != header[0]:
        return False
    rest = iter(shown[place + 1 : place + len(header) + _HEADER_SLACK])
    return all(wanted in rest for wanted in header[1:])


def _read(template: ReceiptTemplate, lines: list[str]) -> TillReceipt | Unread:
    if _marked(lines, template.refused_marks) is not None:
        return Unread.REFUSED
    totals = _totals(template, lines)
    numbers = _values(template.number, lines)
    if not totals or not numbers:
        return Unread.NO_NUMBER if totals else Unread.NO_TOTAL
    if len(totals) > 1 or len(numbers) > 1:
        return Unread.AMBIGUOUS
    printed_on = _printed_on(template, lines)
    if template.date is not None and printed_on is None:
        return Unread.NO_DATE
    (total,), (number,) = totals, numbers
    if total == 0:
        return Unread.NOTHING
    kind, about = _kind(template, lines, total)
    return TillReceipt(
        source=template.name,
        number=number,
        total_minor=abs(total),
        printed_on=printed_on,
        kind=kind,
        about=about,
        is_copy=_marked(lines, template.copy_marks) is not None,
        lines=_goods(template, lines) if template.reads_lines else (),
    )


def _totals(template: ReceiptTemplate, lines: list[str]) -> set[int]:
    value = rf"{CURRENCY}?{_FILL}{amount_pattern(template.decimal, template.digits)}"
    behind = rf"\s*(?:{CURRENCY}|\*|[A-Z])?\s*"
    return {_minor(found) for found in _found(template.total, lines, value + behind + "$")}


def _values(anchor: Anchor, lines: list[str]) -> set[str]:
    return {found["value"].upper() for found in _found(anchor, lines, _VALUE)}


def _found(anchor: Anchor, lines: list[str], value: str) -> list[re.Match[str]]:
    label, wanted = _label(anchor.before), _value_behind(anchor.before, value, anchor.below)
    if not anchor.below:
        return [found for line in lines if (found := wanted.match(line))]
    places = [place for place, line in enumerate(lines) if label.fullmatch(line)]
    below = (place + anchor.below for place in places)
    return [
        found for place in below if place < len(lines) and (found := wanted.match(lines[place]))
    ]


@lru_cache(maxsize=256)
def _label(before: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{_as_pattern(before)}{_FILL}{CURRENCY}?{_FILL}", re.IGNORECASE)


@lru_cache(maxsize=256)
def _value_behind(before: str, value: str, below: int) -> re.Pattern[str]:
    label = _as_pattern(before)
    # A label that ends in a letter is a word of its own: "SUM" is not the beginning of "SUMME".
    edge = r"(?!\w)" if before[-1:].isalpha() else ""
    start = rf"\s*{CURRENCY}?{_FILL}" if below else rf"\s*{label}{edge}{_FILL}"
    return re.compile(start + value, re.IGNORECASE)


def _as_pattern(text: str) -> str:
    words = (r"\d+".join(re.escape(piece) for piece in word.split(NUMBER)) for word in text.split())
    return r"\s+".join(words)


def _minor(found: re.Match[str]) -> int:
    whole = re.sub(r"\D", "", found["whole"])
    minor = int(whole + (found["part"] or ""))
    return -minor if found["front"] or found["back"] else minor


def _printed_on(template: ReceiptTemplate, lines: list[str]) -> date | None:
    if template.date is None:
        return None
    for found in _found(template.date, lines, r"(?P<rest>.*)$"):
        day = day_in(found["rest"], template.day_order)
        if day is not None:
            return day
    return None


def _day(found: re.Match[str], day_order: DayOrder) -> date:
    if found["y"]:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    one, two = int(found["one"]), int(found["two"])
    day, month = (one, two) if day_order == "day-first" else (two, one)
    if month > _MONTHS:
        # Taught on a day that could be read either way.
        day, month = month, day
    year = int(found["year"]) + (2000 if len(found["year"]) == _SHORT_YEAR else 0)
    return date(year, month, day)


def _kind(template: ReceiptTemplate, lines: list[str], total: int) -> tuple[ReceiptKind, str]:
    for kind, marks in (
        (ReceiptKind.VOID, template.void_marks),
        (ReceiptKind.RETURN, template.return_marks),
    ):
        marked = _marked(lines, marks)
        if marked is not None:
            named = re.search(rf"(?<![\w,.]){_VALUE}\W*$", marked, re.IGNORECASE)
            return kind, named["value"].upper() if named else ""
    return (ReceiptKind.RETURN if total < 0 else ReceiptKind.SALE), ""


def _has_mark(template: ReceiptTemplate, lines: list[str]) -> bool:
    marks = (*template.void_marks, *template.return_marks, *template.copy_marks)
    return _marked(lines, marks) is not None


def _marked(lines: list[str], marks: Sequence[str]) -> str | None:
    """The first line that begins with a mark and has no amount in it.

    A line that was struck out within a sale ("Storno Brezel −1,20") says nothing of the receipt.
    """
    pattern = _mark_pattern(tuple(marks))
    for line in lines:
        if pattern.match(line) and not re.search(r"\d[.,]\d{2}(?!\d)(?![.,]\d)", line):
            return line
    return None


@lru_cache(maxsize=64)
def _mark_pattern(marks: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(_as_pattern(mark) for mark in marks) or r"(?!)"
    return re.compile(rf"{_DECORATION}(?:{words})(?!\w)", re.IGNORECASE)


def _goods(template: ReceiptTemplate, lines: list[str]) -> tuple[ReceiptLine, ...]:
    """The lines of goods above the total: a text and an amount."""
    amount = amount_pattern(template.decimal, template.digits)
    wanted = re.compile(rf"\s*(?P<text>.*?\w.*?)\s+{amount}\s*(?:{CURRENCY}|\*|[A-Z])?\s*$")
    total = _value_behind(
        template.total.before,
        rf"{CURRENCY}?{_FILL}{amount}",
        template.total.below,
    )
    label = _label(template.total.before)

    def is_above_total(line: str) -> bool:
        is_label = template.total.below > 0 and label.fullmatch(line) is not None
        return not is_label and total.match(line) is None and _SUBTOTAL.match(line) is None

    found = (wanted.match(line) for line in takewhile(is_above_total, lines))
    return tuple(ReceiptLine(each["text"].strip(), _minor(each)) for each in found if each)
