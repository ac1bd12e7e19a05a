"""Money, numbers, days and times as people and cash registers write them.

Strict where a guess would be costly: ``1.23`` with a decimal comma is neither 1,23 nor 123.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from pos_loyalty.domain.calendar import instant_of, midnight
from pos_loyalty.domain.imports import DayOrder
from pos_loyalty.domain.money import Currency, parse_decimal, parse_major
from pos_loyalty.domain.values import dataclass

_SYMBOLS: Final = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "CHF": "Fr.",
    "PLN": "zł",
    **dict.fromkeys(("DKK", "NOK", "SEK"), "kr"),
}
_ANY_CURRENCY: Final = re.compile(r"[A-Z]{3}|€|\$|£|¥|Fr\.|kr|zł")
_SPACES: Final = re.compile(r"[\s'’]+")
_NUMBER: Final = re.compile(
    r"(?P<sign>[-−+]?)(?P<digits>(?=.*\d)[\d.,]+)(?P<behind>[-−]?)", re.ASCII
)
_GROUPED: Final = re.compile(r"\d{1,3}(\.\d{3})+|\d+", re.ASCII)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})"
    r"(?P<zoned>T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
_YEAR_LAST: Final = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?P<rest>\D.*|)",
    re.ASCII | re.DOTALL,
)
_TIME: Final = re.compile(
    r"[T,]?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s*Uhr)?",
    re.ASCII,
)
_YEARLY: Final = re.compile(r"(?:--)?(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_YEARLY_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.", re.ASCII)
_OLDEST_SHORT_YEAR: Final = 70
_HOURS: Final = 12
_LEAP_YEAR: Final = 2024


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it was written: a day, or a day with its time."""

    at: datetime
    has_time: bool


def parse_amount(text: str, *, decimal: str, currency: Currency) -> int:
    """Minor units of an amount; below zero with a minus in front or behind.

    Raises ``ValueError`` for anything else, an amount in another currency too.
    """
    bare = text.replace(currency.code, "").replace(_SYMBOLS.get(currency.code, currency.code), "")
    plain, is_negative = _plain_number(bare, decimal)
    minor = parse_major(plain, currency)
    return -minor if is_negative else minor


def parse_number(text: str, *, decimal: str) -> Fraction:
    """The exact value of a number; may be below zero. Raises ``ValueError``."""
    plain, is_negative = _plain_number(text, decimal)
    value = parse_decimal(plain)
    return -value if is_negative else value


def parse_moment(text: str, *, clock: str, day_order: DayOrder, zone: ZoneInfo) -> Moment:
    """The instant of a day that may have its time behind it, or in ``clock``.

    Raises ``ValueError`` when it is no day, or no time.
    """
    day, rest, zoned = _day(text.strip(), day_order)
    if zoned:
        return Moment(
            datetime.fromisoformat(f"{day.isoformat()}{zoned}").astimezone(UTC), has_time=True
        )
    at = rest.strip() or clock.strip()
    if not at:
        return Moment(midnight(day, zone), has_time=False)
    return Moment(instant_of(datetime.combine(day, _clock_time(at)), zone), has_time=True)


def parse_birthday(text: str, day_order: DayOrder) -> str:
    """``MM-DD``, or an ISO day where the year is given in full; empty for nothing.

    Raises ``ValueError``; a year of two figures could be this century's or the last one's.
    """
    written = text.strip()
    if not written:
        return ""
    yearly = _YEARLY.fullmatch(written) or _YEARLY_DAY_FIRST.fullmatch(written)
    if yearly is not None:
        return date(_LEAP_YEAR, int(yearly["month"]), int(yearly["day"])).strftime("%m-%d")
    last = _YEAR_LAST.fullmatch(written)
    if last is not None and len(last["year"]) < len("2026"):
        raise ValueError(text)
    day, rest, _zoned = _day(written, day_order)
    if rest.strip(" T0:."):
        raise ValueError(text)
    return day.isoformat()


def decimal_of(texts: Iterable[str]) -> str | None:
    """The decimal sign that amounts of a file have in common; None where nothing tells.

    ``1.234`` tells nothing; ``29.33`` and ``1.234,50`` do.
    """
    votes = {".": 0, ",": 0}
    for text in texts:
        found = _NUMBER.fullmatch(_SPACES.sub("", _ANY_CURRENCY.sub("", text)))
        if found is None:
            continue
        digits = found["digits"]
        last = max(digits.rfind("."), digits.rfind(","))
        if last < 0:
            continue
        sign = digits[last]
        other = "," if sign == "." else "."
        behind = len(digits) - last - 1
        if other in digits or (behind != 3 and digits.count(sign) == 1):  # noqa: PLR2004 - a group
            votes[sign] += 1
    if votes["."] == votes[","]:
        return None
    return max(votes, key=lambda sign: votes[sign])


def day_order_of(texts: Iterable[str]) -> DayOrder | None:
    """Whether days or months come first; None where nothing tells. Points mean day first."""
    told: DayOrder | None = None
    for text in texts:
        found = _YEAR_LAST.match(text.strip())
        if found is None:
            continue
        if found["mark"] == "." or int(found["one"]) > _HOURS:
            return DayOrder.DAY_FIRST
        if int(found["two"]) > _HOURS:
            told = DayOrder.MONTH_FIRST
    return told


def has_year_last(texts: Iterable[str]) -> bool:
    """Whether any of the days needs to know what comes first."""
    return any(_YEAR_LAST.match(text.strip()) for text in texts)


def _plain_number(text: str, decimal: str) -> tuple[str, bool]:
    """A number as ``parse_major`` wants it, and whether it is below zero."""
    found = _NUMBER.fullmatch(_SPACES.sub("", text))
    if found is None or (found["sign"] and found["behind"]):
        raise ValueError(text)
    digits = found["digits"]
    if decimal == ",":
        digits = digits.translate({ord("."): ",", ord(","): "."})
    # From here on the point is the decimal sign and the comma groups.
    whole, point, part = digits.partition(".")
    grouped = (whole or "0").replace(",", ".")
    if not _GROUPED.fullmatch(grouped) or (point and not part.isdigit()):
        raise ValueError(text)
    plain = grouped.replace(".", "") + (f".{part}" if part else "")
    return plain, "+" not in found["sign"] and bool(found["sign"] or found["behind"])


def _day(text: str, day_order: DayOrder) -> tuple[date, str, str]:
    """A day, what stands behind it, and a time with its zone."""
    first = _YEAR_FIRST.fullmatch(text)
    if first is not None:
        day = date(int(first["year"]), int(first["month"]), int(first["day"]))
        return day, first["rest"], first["zoned"] or ""
    last = _YEAR_LAST.fullmatch(text)
    if last is None:
        raise ValueError(text)
    one, two = int(last["one"]), int(last["two"])
    month, day_of_month = (two, one) if day_order is DayOrder.DAY_FIRST else (one, two)
    return date(_year(last["year"]), month, day_of_month), last["rest"], ""


def _year(text: str) -> int:
    year = int(text)
    if len(text) == len("2026"):
        return year
    return 1900 + year if year >= _OLDEST_SHORT_YEAR else 2000 + year


def _clock_time(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= _HOURS:
            raise ValueError(text)
        hour = hour % _HOURS + (_HOURS if found["half"][0] in "Pp" else 0)
    return time(hour, int(found["minute"]), int(found["second"] or 0))
