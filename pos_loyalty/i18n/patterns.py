"""What Babel knows of a language, applied. The only module that imports it for formats.

Loading it takes 40 ms, which the window's first picture does not need: ``formats`` imports this
module when the first number or date is written.
"""

import datetime as dt
import re
from copy import copy
from decimal import Decimal
from typing import cast

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import NumberPattern

MINUS = "−"
_NO_BREAK_SPACE = "\u00a0"
# Plain "en" would give American dates and a clock of twelve hours beside European shop tills.
_REGIONS = {"en": "en_GB"}


class Patterns:
    """The patterns of one language."""

    def __init__(self, language: str) -> None:
        self._locale = Locale.parse(_REGIONS.get(language, language.replace("-", "_")))
        self._number = cast("NumberPattern", self._locale.decimal_formats[None])
        self._money = cast("NumberPattern", self._locale.currency_formats["standard"])
        self._percent = cast("NumberPattern", self._locale.percent_formats[None])
        self.decimal_sign = str(self._locale.number_symbols["latn"]["decimal"])

    def symbol(self, currency: str) -> str:
        """``€``, or the code where the language has no sign for it."""
        return str(self._locale.currency_symbols.get(currency, currency))

    def number(self, value: Decimal, *, decimals: int) -> str:
        return self._applied(self._number, value, decimals=decimals)

    def percent(self, value: Decimal, *, decimals: int) -> str:
        return self._applied(self._percent, value, decimals=decimals)

    def money(self, value: Decimal, *, currency: str, decimals: int) -> str:
        shown = self._applied(self._money, value, decimals=decimals, currency=currency)
        symbol = self.symbol(currency)
        if not symbol[-1].isalpha():
            return shown
        # Babel writes "TND12" where the language joins sign and figure; letters need a space.
        return re.sub(f"{re.escape(symbol)}(?=\\d)", symbol + _NO_BREAK_SPACE, shown)

    def date(self, day: dt.date, pattern: str) -> str:
        return format_date(day, pattern, locale=self._locale)

    def skeleton(self, day: dt.date, skeleton: str) -> str:
        # Babel asks for an instant, which without a zone it takes for the day itself.
        return format_skeleton(skeleton, dt.datetime.combine(day, dt.time()), locale=self._locale)

    def time(self, local: dt.datetime) -> str:
        return format_time(local.time(), "short", locale=self._locale)

    def _applied(
        self, pattern: NumberPattern, value: Decimal, *, decimals: int, currency: str | None = None
    ) -> str:
        """The value with our own number of decimals.

        Babel's figures for a currency are those of cash in its country, not of its minor unit.
        """
        own = copy(pattern)
        own.frac_prec = (decimals, decimals)
        shown = own.apply(value, self._locale, currency=currency, currency_digits=False)
        return str(shown).replace("-", MINUS)
