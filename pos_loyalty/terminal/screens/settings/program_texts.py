"""Values of the program document as people type and read them, in one language and currency."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.money import format_major, parse_decimal, parse_major
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.terminal.screens.settings.program_catalog import Field, Kind

_MOST_DIGITS: Final = 16
_HUNDRED: Final = 100
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?(?:,?\s+(\d{1,2}:\d{2}))?")
_PLAIN_DAY: Final = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[T,]?\s*(\d{1,2}:\d{2}))?")
# A leap year, so that every day of any year is there.
_ANY_YEAR: Final = 2024


class BadNumberError(RefusalError):
    """The text is no number of the kind that belongs here. Facts: ``text``, ``reason``."""

    code = "bad-number"


class BadDayError(RefusalError):
    """The text is no day. Facts: ``text``, and an ``example`` of one."""

    code = "bad-day"


class Texts:
    """Reads and shows fields. In forms, 300 is always three hundred."""

    def __init__(self, formats: Formats) -> None:
        self._formats = Formats(
            formats.language, currency=formats.currency.code, timezone=formats.zone.key
        )
        self._reading: Final[Mapping[Kind, Callable[[str], object]]] = {
            Kind.MONEY: self._money,
            Kind.WHOLE: self._whole,
            Kind.COUNT: lambda text: str(self._whole(text)),
            Kind.DECIMAL: _decimal,
            Kind.SHARE: lambda text: _plain(Fraction(_decimal(text)) / _HUNDRED),
            Kind.MOMENT: self._moment,
            Kind.DAY: lambda text: f"{self._day(text, is_yearly=True)[0]:%m-%d}",
            Kind.WORDS: lambda text: _parts(text.split(",")),
            Kind.MARKS: lambda text: _parts(text.split(",")),
            Kind.LINES: lambda text: _parts(text.splitlines()),
        }
        self._showing: Final[Mapping[Kind, Callable[[object], str]]] = {
            Kind.MONEY: self._amount,
            Kind.DECIMAL: lambda value: str(value).replace(".", self._formats.decimal_sign),
            Kind.SHARE: self._share,
            Kind.SWITCH: lambda value: str(value).lower(),
            Kind.MOMENT: self._shown_moment,
            Kind.DAY: self._shown_day,
            Kind.WORDS: lambda value: ", ".join(_texts(value)),
            Kind.MARKS: lambda value: ",".join(_texts(value)),
            Kind.LINES: lambda value: "\n".join(_texts(value)),
            Kind.SEGMENTS: lambda value: str(len(_texts(value))),
        }

    def shown(self, field: Field, value: object) -> str:
        """The text for a value; an absent one shows what it means."""
        if value is None:
            return self._shown(field, field.default) if field.default else ""
        return self._shown(field, value)

    def read(self, field: Field, text: str) -> object:
        """The value that a text means; None for an empty one, which takes the key out.

        Raises BadAmountError, BadNumberError, BadDayError.
        """
        text = text.strip()
        if field.kind is Kind.SWITCH:
            return text == "true"
        if not text:
            return None
        read = self._reading.get(field.kind)
        return text if read is None else read(text)

    def _shown(self, field: Field, value: object) -> str:
        show = self._showing.get(field.kind, str)
        return show(value)

    def _amount(self, value: object) -> str:
        try:
            return self._formats.amount(parse_major(str(value), self._formats.currency))
        except ValueError:
            return str(value)

    def _share(self, value: object) -> str:
        try:
            return self._formats.decimal(parse_decimal(str(value)) * _HUNDRED)
        except ValueError:
            return str(value)

    def _money(self, text: str) -> str:
        return format_major(self._formats.parse_money(text), self._formats.currency)

    def _whole(self, text: str) -> int:
        plain = text.replace(self._formats.number(1000)[1], "").replace("\u00a0", "")
        plain = plain.replace("−", "-")
        digits = plain.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < _MOST_DIGITS):
            raise BadNumberError(text=text)
        return int(plain)

    # Days

    @property
    def _is_german(self) -> bool:
        return self._formats.language == "de"

    def _shown_moment(self, value: object) -> str:
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        if moment.tzinfo is not None:
            return text
        day = f"{moment:%d.%m.%Y}" if self._is_german else f"{moment:%Y-%m-%d}"
        return f"{day} {moment:%H:%M}" if "T" in text or " " in text else day

    def _shown_day(self, value: object) -> str:
        text = str(value)
        try:
            day = date.fromisoformat(f"{_ANY_YEAR}-{text}")
        except ValueError:
            return text
        return f"{day:%d.%m.}" if self._is_german else f"{day:%m-%d}"

    def _moment(self, text: str) -> str:
        try:
            if datetime.fromisoformat(text).tzinfo is not None:
                return text
        except ValueError:
            pass
        day, clock = self._day(text, is_yearly=False)
        return f"{day.isoformat()}T{clock}" if clock else day.isoformat()

    def _day(self, text: str, *, is_yearly: bool) -> tuple[date, str]:
        """The day and the time of day, which may be empty. Raises BadDayError."""
        if german := _GERMAN_DAY.fullmatch(text):
            day, month, year, clock = german.groups()
        elif plain := _PLAIN_DAY.fullmatch(text):
            year, month, day, clock = plain.groups()
        else:
            raise self._no_day(text, is_yearly=is_yearly)
        if (year is None) is not is_yearly:
            raise self._no_day(text, is_yearly=is_yearly)
        try:
            found = date(int(year or _ANY_YEAR), int(month), int(day))
        except ValueError:
            raise self._no_day(text, is_yearly=is_yearly) from None
        return found, f"{clock:0>5}" if clock else ""

    def _no_day(self, text: str, *, is_yearly: bool) -> BadDayError:
        example = self._shown_day("12-31") if is_yearly else self._shown_moment("2027-12-31")
        return BadDayError(text=text, example=example)


def _decimal(text: str) -> str:
    plain = text.strip("×x* %").replace(",", ".")
    try:
        parse_decimal(plain)
    except ValueError:
        raise BadNumberError(text=text) from None
    return plain


def _plain(value: Fraction) -> str:
    """An exact decimal string; what was typed has few decimals, so there is one."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole, part = divmod(int(value * 10**digits), 10**digits)
    return f"{whole}.{part:0{digits}d}" if digits else str(whole)


def _parts(texts: Sequence[str]) -> list[str]:
    return [part for each in texts if (part := each.strip())]


def _texts(value: object) -> list[str]:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return [str(each) for each in value] if is_list else [str(value)]  # type: ignore[attr-defined]  # a list, as was just found
