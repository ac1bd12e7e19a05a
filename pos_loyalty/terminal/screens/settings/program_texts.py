"""Values of the program document as people type and read them, in one language and currency."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.money import format_major, parse_decimal, parse_major
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.terminal.screens.settings.program_catalog import Field, Kind
from pos_loyalty.terminal.screens.settings.program_days import ANY_YEAR, day_text, typed_day

_MOST_DIGITS: Final = 16
_HUNDRED: Final = 100


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
            Kind.DAY: self._day,
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

    def _shown_moment(self, value: object) -> str:
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        if moment.tzinfo is not None:
            return text
        clock = f"{moment:%H:%M}" if "T" in text or " " in text else ""
        return day_text(moment.date(), self._formats.language, clock=clock)

    def _shown_day(self, value: object) -> str:
        text = str(value)
        try:
            day = date.fromisoformat(f"{ANY_YEAR}-{text}")
        except ValueError:
            return text
        return f"{day:%d.%m.}" if self._formats.language == "de" else f"{day:%m-%d}"

    def _moment(self, text: str) -> str:
        try:
            if datetime.fromisoformat(text).tzinfo is not None:
                return text
        except ValueError:
            pass
        typed = typed_day(text)
        if typed is None:
            raise BadDayError(text=text, example=self._shown_moment("2027-12-31"))
        day, clock = typed
        return f"{day.isoformat()}T{clock}" if clock else day.isoformat()

    def _day(self, text: str) -> str:
        typed = typed_day(text, is_yearly=True)
        if typed is None:
            raise BadDayError(text=text, example=self._shown_day("12-31"))
        return f"{typed[0]:%m-%d}"


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
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [str(value)]
    return [str(each) for each in value]
