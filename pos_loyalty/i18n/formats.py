"""Money, numbers and dates as people of one language write them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pos_loyalty.domain.money import Currency, half_up
from pos_loyalty.i18n.amounts import AmountEntry, AmountReader

if TYPE_CHECKING:
    from pos_loyalty.i18n.patterns import Patterns  # for the checker alone: see ``_patterns``

TIMES = "×"
_MOST_DECIMALS = 4


class Formats:
    """How numbers, money and times are written in one language, for one shop.

    Spaces inside are U+00A0, so that a screen never breaks "36,50 €"; a printer's code page may
    lack it, and printing replaces it.
    """

    def __init__(
        self,
        language: str,
        *,
        currency: str = "EUR",
        timezone: str = "Europe/Berlin",
        amount_entry: AmountEntry = "major",
    ) -> None:
        self.language = language
        self.currency = Currency(currency)
        self.zone = ZoneInfo(timezone)
        self.amount_entry = amount_entry

    # Numbers

    def number(self, value: int) -> str:
        """``1.284``, ``−14``."""
        return self._patterns.number(Decimal(value), decimals=0)

    def points(self, value: int) -> str:
        """Points without their unit: ``1.284``."""
        return self.number(value)

    def signed(self, value: int) -> str:
        """``+65``, ``−14``; ``0`` stays bare."""
        return f"+{self.number(value)}" if value > 0 else self.number(value)

    def decimal(self, value: Fraction) -> str:
        """``1,25``: as many decimals as it takes, four at most, halves away from zero."""
        exact = _decimal(value)
        return self._patterns.number(exact, decimals=_decimals(exact))

    def factor(self, value: Fraction) -> str:
        """``×1,5``."""
        return f"{TIMES}{self.decimal(value)}"

    def percent(self, value: Fraction) -> str:
        """``25 %`` for a quarter, with as many decimals as it takes."""
        exact = _decimal(value * 100)
        return self._patterns.percent(exact.scaleb(-2), decimals=_decimals(exact))

    # Money

    def money(self, minor: int) -> str:
        """``36,50 €`` for 3650."""
        return self._money(minor, decimals=self.currency.digits)

    def money_short(self, minor: int) -> str:
        """``5 €`` for 500, but ``5,50 €`` for 550: for places where full amounts are the rule."""
        is_whole = minor % self.currency.minor_per_major == 0
        return self._money(minor, decimals=0 if is_whole else self.currency.digits)

    def signed_money(self, minor: int) -> str:
        """``+1,20 €``, ``−1,20 €``; nothing stays bare."""
        return f"+{self.money(minor)}" if minor > 0 else self.money(minor)

    def amount(self, minor: int) -> str:
        """``1.036,50``: money beside a currency sign of its own, as in a field or a column."""
        return self._patterns.number(self._major(minor), decimals=self.currency.digits)

    @property
    def currency_symbol(self) -> str:
        """``€``, or the code where the language has no sign for it."""
        return self._patterns.symbol(self.currency.code)

    @property
    def decimal_sign(self) -> str:
        """``,`` in German, ``.`` in English."""
        return self._patterns.decimal_sign

    def parse_money(self, text: str) -> int:
        """Minor units of what somebody typed: 3650 for ``36,5`` and ``36.50``.

        Raises ``BadAmountError``. See ``AmountReader`` for what is understood.
        """
        reader = AmountReader(
            currency=self.currency,
            symbol=self.currency_symbol,
            decimal_sign=self.decimal_sign,
            entry=self.amount_entry,
        )
        return reader.read(text)

    # Dates and times

    def local(self, instant: dt.datetime) -> dt.datetime:
        """The instant on the shop's clock."""
        if instant.tzinfo is None:
            raise ValueError(instant)
        return instant.astimezone(self.zone)

    def date(self, day: dt.date) -> str:
        """``31.12.2026`` for a day, or for the shop's day at an instant."""
        return self._patterns.date(self._day(day), "medium")

    def weekday(self, day: dt.date) -> str:
        """``Donnerstag``."""
        return self._patterns.date(self._day(day), "EEEE")

    def day_month(self, day: dt.date) -> str:
        """``31. Dezember``."""
        return self._patterns.skeleton(self._day(day), "MMMMd")

    def month_year(self, day: dt.date) -> str:
        """``März 2024``."""
        return self._patterns.skeleton(self._day(day), "yMMMM")

    def time(self, instant: dt.datetime) -> str:
        """``14:32``."""
        return self._patterns.time(self.local(instant))

    def date_time(self, instant: dt.datetime) -> str:
        """``31.12.2026, 14:32``."""
        return f"{self.date(instant)}, {self.time(instant)}"

    # How it is done

    @cached_property
    def _patterns(self) -> "Patterns":
        from pos_loyalty.i18n.patterns import Patterns  # noqa: PLC0415 - 40 ms, after first paint

        return Patterns(self.language)

    def _major(self, minor: int) -> Decimal:
        return Decimal(minor).scaleb(-self.currency.digits)

    def _money(self, minor: int, *, decimals: int) -> str:
        return self._patterns.money(
            self._major(minor), currency=self.currency.code, decimals=decimals
        )

    def _day(self, day: dt.date) -> dt.date:
        return self.local(day).date() if isinstance(day, dt.datetime) else day


def _decimal(value: Fraction) -> Decimal:
    """The value with four decimals at most, and no zeros at its end."""
    scaled = half_up(abs(value) * 10**_MOST_DECIMALS)
    exact = Decimal(scaled).scaleb(-_MOST_DECIMALS).normalize()
    return exact if value >= 0 else -exact


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
