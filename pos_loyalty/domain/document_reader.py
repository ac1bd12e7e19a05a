"""Reading a typed value out of an untyped document, collecting every problem on the way.

One wrong key does not hide the next: a reader notes the problem at its path, answers with
the default and goes on, so a shop manager sees everything that is wrong at once.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar
from zoneinfo import ZoneInfo

from pos_loyalty.domain import calendar
from pos_loyalty.domain.errors import Problem
from pos_loyalty.domain.money import Currency, parse_decimal, parse_major
from pos_loyalty.domain.program import HourSpan, Limit, Period

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

# SQLite keeps signed 64-bit integers; a number beyond nine quintillion is a slip of the hand.
_LARGEST = 2**63 - 1
_MOST_DIGITS = 18
# A century. Beyond some thousand years the calendar ends and nothing could be computed.
MOST_DAYS = 36_525
MOST_MONTHS = 1_200
_CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)


class TableReader:
    """One table of a document. Keys that nobody asked for are problems at the end."""

    def __init__(
        self,
        table: Mapping[str, object],
        path: str,
        problems: list[Problem],
        *,
        currency: Currency | None = None,
        zone: ZoneInfo | None = None,
    ) -> None:
        self._table = table
        self._path = path
        self._problems = problems
        self._asked: set[str] = set()
        self._currency = currency or Currency("XXX")
        self._zone = zone or ZoneInfo("UTC")

    def problem(self, key: str, reason: str, **facts: object) -> None:
        """Note what is wrong at a key of this table."""
        named = tuple((name, str(fact)) for name, fact in facts.items())
        self._problems.append(Problem(self._at(key), reason, named))

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._table

    def known(self, *keys: str) -> None:
        """Note that somebody else reads these keys."""
        self._asked.update(keys)

    def close(self) -> None:
        """Note the keys that the program document does not know."""
        for key in self._table:
            if key not in self._asked:
                self.problem(key, "unknown-key")

    def text(self, key: str, default: str | None = "") -> str:
        """A text; required, and then not blank, when ``default`` is None."""
        value = self._value(key, str, "text", required=default is None)
        if value is None:
            return default or ""
        if default is None and not value.strip():
            self.problem(key, "empty")
        return value

    def whole(
        self, key: str, default: int | None = 0, *, least: int = 0, most: int = _LARGEST
    ) -> int:
        """A whole number from ``least`` to ``most``; required when ``default`` is None."""
        value = self._value(key, int, "whole-number", required=default is None)
        if value is None:
            return default or 0
        if value < least:
            self.problem(key, "out-of-range", least=least)
            return default or least
        if value > most:
            self.problem(key, "above", most=most)
            return default or least
        return value

    def days(self, key: str) -> int:
        """A number of days, none by default; a century at most."""
        return self.whole(key, most=MOST_DAYS)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self._value(key, bool, "yes-or-no")
        return default if value is None else value

    def money(self, key: str, default: str | None = "0") -> int:
        """Minor units of a decimal string in major units."""
        text = self._value(key, str, "money", required=default is None)
        return self._parsed(key, text, default or "0", self._minor, "money")

    def price(self, key: str) -> int:
        """Minor units of an amount above zero; required."""
        found = len(self._problems)
        minor = self.money(key, None)
        if not minor and len(self._problems) == found:
            self.problem(key, "above-zero")
        return minor

    def is_null(self, key: str) -> bool:
        """Whether the key is written and says that there is nothing; TOML has no such word."""
        null = key in self._table and self._table[key] is None
        if null:
            self._asked.add(key)
        return null

    def quantity(self, key: str, default: str = "1") -> Fraction:
        """The exact value of a number above zero, bare or as a decimal string."""
        value = self._table.get(key, default)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self._asked.add(key)
            quantity = self._parsed(key, _plain(value), default, parse_decimal, "decimal")
        else:
            quantity = self.decimal(key, default)
        if quantity == 0:
            self.problem(key, "above-zero")
            return Fraction(default)
        return quantity

    def decimal(self, key: str, default: str = "0") -> Fraction:
        """The exact value of a decimal string that is not negative."""
        text = self._value(key, str, "decimal")
        return self._parsed(key, text, default, parse_decimal, "decimal")

    def choice(self, key: str, choices: type[Choice], default: Choice | None) -> Choice:
        """One of the words that the document allows."""
        text = self._value(key, str, "text", required=default is None)
        fallback = default if default is not None else next(iter(choices))
        if text is None:
            return fallback
        try:
            return choices(text)
        except ValueError:
            self.problem(key, "unknown-choice", value=text, choices=", ".join(choices))
            return fallback

    def moment(self, key: str, default: str | None = "") -> datetime | None:
        """An instant from a local date or date-time; None when absent or empty.

        Required, and then not empty, when ``default`` is None.
        """
        text = self._value(key, str, "date", required=default is None)
        if text == "" and default is None:
            self.problem(key, "empty")
        return self._parsed(key, text, "", self._moment, "date")

    def span(self) -> tuple[datetime | None, datetime | None]:
        """The half-open span of the keys ``from`` and ``to``."""
        starts_at, ends_at = self.moment("from"), self.moment("to")
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            self.problem("to", "ends-before-start")
        return starts_at, ends_at

    def limit(self, key: str) -> Limit | None:
        """A limit such as ``"1 per year"``; None when absent or empty."""
        text = self._value(key, str, "limit")
        return self._parsed(key, text, "", _limit, "limit")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        texts = []
        for place, item in enumerate(self._items(key)):
            if isinstance(item, str):
                texts.append(item)
            else:
                self.problem(f"{key}[{place}]", "wrong-type", expected="text")
        return tuple(texts)

    def references(self, key: str, known: Container[str]) -> frozenset[str]:
        """A list of ids that are in the program."""
        texts = self.texts(key)
        for place, text in enumerate(texts):
            if text not in known:
                self.problem(f"{key}[{place}]", "unknown-reference", value=text)
        return frozenset(texts)

    def hours(self, key: str) -> tuple[HourSpan, ...]:
        """Spans of local wall-clock time, ``"16:00-18:00"``."""
        spans = (
            self._parsed(f"{key}[{place}]", text, "", _hour_span, "hours")
            for place, text in enumerate(self.texts(key))
        )
        return tuple(span for span in spans if span is not None)

    def table(self, key: str) -> "TableReader | None":
        """The reader of a table inside; None when absent."""
        self._asked.add(key)
        if key not in self._table:
            return None
        return self._inside(key, self._table[key])

    def tables(self, key: str) -> list["TableReader"]:
        """Readers for a list of tables."""
        readers = [self._inside(f"{key}[{n}]", item) for n, item in enumerate(self._items(key))]
        return [reader for reader in readers if reader is not None]

    def _inside(self, key: str, value: object) -> "TableReader | None":
        if not isinstance(value, Mapping):
            self.problem(key, "not-a-table")
            return None
        return TableReader(
            value, self._at(key), self._problems, currency=self._currency, zone=self._zone
        )

    def _items(self, key: str) -> Sequence[object]:
        self._asked.add(key)
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self.problem(key, "not-a-list")
            return []
        return value

    def _value(
        self, key: str, kind: type[Value], kind_name: str, *, required: bool = False
    ) -> Value | None:
        self._asked.add(key)
        if key not in self._table:
            if required:
                self.problem(key, "missing")
            return None
        value = self._table[key]
        # bool is an int to Python, but never to the person who wrote the file.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.problem(key, "wrong-type", expected=kind_name)
            return None
        return value

    def _parsed(
        self,
        key: str,
        text: str | None,
        default: str,
        parse: Callable[[str], Value],
        expected: str,
    ) -> Value:
        try:
            return parse(default if text is None else text)
        except ValueError:
            self.problem(key, f"not-{expected}", value=text)
            return parse(default)

    def _minor(self, text: str) -> int:
        minor = parse_major(text, self._currency)
        if minor > _LARGEST:
            raise ValueError(text)
        return minor

    def _moment(self, text: str) -> datetime | None:
        try:
            return calendar.parse_moment(text, self._zone) if text else None
        except OverflowError as error:
            # The first and the last day of the calendar have no instant everywhere.
            raise ValueError(text) from error

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _plain(number: int | Decimal) -> str:
    """The digits of a number, for a reader of decimal strings; no exponent is written out."""
    if isinstance(number, Decimal) and abs(number.adjusted()) <= _MOST_DIGITS:
        return format(number, "f")
    return str(number)


def _limit(text: str) -> Limit | None:
    if not text:
        return None
    count, per, period = text.split(" ")
    if per != "per" or not count.isascii() or not count.isdigit() or int(count) == 0:
        raise ValueError(text)
    return Limit(int(count), Period(period))


def _hour_span(text: str) -> HourSpan | None:
    if not text:
        return None
    start, end = text.split("-")
    span = HourSpan(_clock(start), None if end == "24:00" else _clock(end))
    if span.start == span.end:
        raise ValueError(text)
    return span


def _clock(text: str) -> time:
    if not _CLOCK.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text)
