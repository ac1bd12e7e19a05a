"""Learning a till's receipts from those that were shown, with the values marked by a person."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pos_loyalty.domain.receipt_template import (
    CURRENCY,
    Anchor,
    DayOrder,
    Decimal,
    ReceiptTemplate,
    Unread,
    amount_in,
    amount_pattern,
    day_in,
    generalized,
    readings_of,
)
from pos_loyalty.domain.values import dataclass

_TOTAL_WORDS: Final = (
    "zu zahlen",
    "gesamtbetrag",
    "gesamtsumme",
    "gesamt",
    "summe",
    "total",
    "betrag",
    "amount due",
    "grand total",
    "balance",
)
_NUMBER_WORDS: Final = re.compile(
    r"(?:bon|beleg|rechnung|quittung|receipt|invoice|ticket|rcpt|check)[\w-]*\.?"
    r"(?:\s*(?:nr|no|nummer|number|id))?\.?[\s:#.]*"
    r"(?P<value>(?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]*)",
    re.IGNORECASE,
)
_GOODS: Final = r"\{n\}[.,]\{n\}\W*\w?$"
_HEADER_LINES: Final = 3
_HEADER_AMONG: Final = 8
_ALONE_LINES: Final = 2
_LABEL_ABOVE: Final = 2
_MONTHS: Final = 12
_YEAR_LAST: Final = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Marked:
    """A value that a person pointed at: its line, and the characters in it."""

    line: int
    start: int
    end: int

    def text(self, lines: Sequence[str]) -> str:
        """What stands there."""
        return lines[self.line][self.start : self.end]


class UnclearLessonError(ValueError):
    """What was marked cannot be found again: by any word before it, or for ``reason``."""

    def __init__(self, text: str, reason: Unread | None = None) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Marks:
    """What was pointed at on one receipt."""

    total: Marked
    number: Marked
    date: Marked | None = None


def learn(
    name: str,
    shown: Sequence[str],
    marks: Marks,
    others: Sequence[Sequence[str]] = (),
    *,
    code_page: str = "",
    reads_lines: bool = False,
) -> ReceiptTemplate:
    """A template that reads the receipt shown; ``others`` tell what they have in common.

    Raises UnclearLessonError when a value has nothing before it or is no amount, and when the
    receipt shown would not be read as what was marked.
    """
    decimal, digits = _notation(marks.total.text(shown))
    template = ReceiptTemplate(
        name=name,
        total=_anchor(shown, marks.total),
        number=_anchor(shown, marks.number),
        date=_date_anchor(shown, marks.date) if marks.date else None,
        header=_header(shown, others, marks),
        decimal=decimal,
        digits=digits,
        day_order=_day_order(marks.date.text(shown)) if marks.date else "day-first",
        code_page=code_page,
        reads_lines=reads_lines,
    )
    number = marks.number.text(shown)
    for reading in readings_of(template, shown):
        if isinstance(reading, Unread):
            raise UnclearLessonError(number, reading)
        if reading.number != number.upper():
            raise UnclearLessonError(number, Unread.NO_NUMBER)
    return template


def guess(lines: Sequence[str]) -> Marks | None:
    """What a receipt's total, number and date most likely are, for a person to correct."""
    total, number = _guess_total(lines), _guess_number(lines)
    if total is None or number is None:
        return None
    return Marks(total, number, _guess_date(lines))


def find(lines: Sequence[str], value: str, *, line: int | None = None) -> Marked | None:
    """Where a value stands: in a line that was named, else where it stands last."""
    pattern = re.compile(rf"(?<![\w,.]){re.escape(value)}(?![\w]|[,.]\d)")
    places = range(len(lines)) if line is None else (line,)
    found = [
        Marked(place, hit.start(), hit.end())
        for place in places
        if 0 <= place < len(lines)
        for hit in pattern.finditer(lines[place])
    ]
    if not found:
        return None
    labelled = [each for each in found if _has_total_word(lines[each.line])]
    return (labelled or found)[-1]


def named(template: ReceiptTemplate, name: str) -> ReceiptTemplate:
    """The same template under another name."""
    return replace(template, name=name)


def _notation(text: str) -> tuple[Decimal, int]:
    orders: tuple[Decimal, Decimal] = (",", ".")
    for decimal in orders:
        for digits in (2, 3):
            if amount_in(text, decimal, digits) is not None:
                return decimal, digits
    if amount_in(text, ",", 0) is not None:
        return ",", 0
    raise UnclearLessonError(text)


def _anchor(lines: Sequence[str], marked: Marked) -> Anchor:
    before = _label_text(lines[marked.line][: marked.start])
    if before:
        return Anchor(before)
    for below in range(1, min(_LABEL_ABOVE, marked.line) + 1):
        above = _label_text(lines[marked.line - below])
        if above:
            return Anchor(above, below)
    raise UnclearLessonError(lines[marked.line])


def _date_anchor(lines: Sequence[str], marked: Marked) -> Anchor:
    """A date may well stand at the beginning of its line: then any line that begins so is it."""
    return Anchor(_label_text(lines[marked.line][: marked.start]))


def _label_text(text: str) -> str:
    """The words before a value, without the dots, currency and amounts' signs at their end."""
    label = re.sub(rf"(?:[\s:.*=_|>\-−]|{CURRENCY})+$", "", text, flags=re.IGNORECASE)
    label = generalized(label)
    return label if re.search(r"[\w#]", label) else ""


def _header(shown: Sequence[str], others: Sequence[Sequence[str]], marks: Marks) -> tuple[str, ...]:
    values = (marks.total.line, marks.number.line, *((marks.date.line,) if marks.date else ()))
    above = min(values)
    top = [generalized(line) for line in shown[:above] if re.search(r"[^\W\d]", line)]
    goods = [place for place, line in enumerate(top) if re.search(_GOODS, line)]
    top = top[: min([*goods, _HEADER_AMONG])]
    if not others:
        return tuple(top[:_ALONE_LINES])
    common = [
        line
        for line in top
        if all(line.lower() in {generalized(each).lower() for each in other} for other in others)
    ]
    return tuple(common[:_HEADER_LINES])


def _day_order(text: str) -> DayOrder:
    # What is over 12 can only be a day; anything else is read as most tills here print it.
    second = re.fullmatch(r"\d{1,2}[./-](\d{1,2})[./-]\d+", text.strip())
    return "month-first" if second is not None and int(second[1]) > _MONTHS else "day-first"


def _has_total_word(line: str) -> bool:
    folded = " ".join(re.sub(r"[^\w\s]", " ", line).lower().split())
    return folded.startswith(_TOTAL_WORDS)


def _guess_total(lines: Sequence[str]) -> Marked | None:
    orders: tuple[Decimal, Decimal] = (",", ".")
    for word in _TOTAL_WORDS:
        for place, line in enumerate(lines):
            if not " ".join(line.lower().split()).lstrip("*=- ").startswith(word):
                continue
            for decimal in orders:
                hits = list(re.finditer(amount_pattern(decimal, 2), line))
                if hits:
                    return Marked(place, hits[-1].start(), hits[-1].end())
    return None


def _guess_number(lines: Sequence[str]) -> Marked | None:
    for place, line in enumerate(lines):
        found = _NUMBER_WORDS.search(line)
        if found is not None:
            return Marked(place, found.start("value"), found.end("value"))
    return None


def _guess_date(lines: Sequence[str]) -> Marked | None:
    for place, line in enumerate(lines):
        found = _YEAR_LAST.search(line)
        if found is not None and day_in(found.group(), "day-first"):
            return Marked(place, found.start(), found.end())
    return None
