"""Money as integer minor units, and exact rounding."""

import re
from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal, assert_never

from pos_loyalty.domain.values import dataclass

Rounding = Literal["down", "half-up", "up"]

Exact = int | Fraction
"""An exact value: an integer where it is known to be whole, for those are ten times as fast."""

_MOST_DIGITS = 40

# ISO 4217: the currencies whose minor unit is not a hundredth.
_MINOR_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
_DECIMAL = re.compile(r"(?P<whole>\d{1,18})(?:\.(?P<part>\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its ISO 4217 code."""

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.code, re.ASCII):
            raise ValueError(self.code)

    @property
    def digits(self) -> int:
        """Decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for TND."""
        return _MINOR_DIGITS.get(self.code, 2)

    @property
    def minor_per_major(self) -> int:
        """How many minor units make one major unit."""
        return int(10**self.digits)


def parse_major(text: str, currency: Currency) -> int:
    """Minor units of a decimal string in major units: ``"12.50"`` is 1250 in EUR.

    Raises ``ValueError`` for anything else: signs, exponents, too many decimals.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(text)
    part = match["part"] or ""
    if len(part.rstrip("0")) > currency.digits:
        raise ValueError(text)
    padded = part.ljust(currency.digits, "0")[: currency.digits]
    return int(match["whole"]) * currency.minor_per_major + int(padded or "0")


def format_major(minor: int, currency: Currency) -> str:
    """The decimal string of an amount in minor units: 1250 is ``"12.50"`` in EUR."""
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), currency.minor_per_major)
    if currency.digits == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{part:0{currency.digits}d}"


def decimal_text(value: Fraction) -> str:
    """The decimal string of a value whose digits end, as a document gives them: ``"0.008"``."""
    with localcontext(prec=_MOST_DIGITS):
        return format(Decimal(value.numerator) / Decimal(value.denominator), "f")


def parse_decimal(text: str) -> Fraction:
    """The exact value of a decimal string without sign: ``"1.25"`` is 5/4."""
    if not re.fullmatch(r"\d{1,18}(\.\d{1,18})?", text, re.ASCII):
        raise ValueError(text)
    return Fraction(text)


def rounded(value: Exact, rounding: Rounding) -> int:
    """The whole number for an exact value that is not below zero."""
    if isinstance(value, int):
        return value
    numerator, denominator = value.as_integer_ratio()
    match rounding:
        case "down":
            return numerator // denominator
        case "up":
            return -(-numerator // denominator)
        case "half-up":
            return (2 * numerator + denominator) // (2 * denominator)
        case never:
            assert_never(never)


def simplest(value: Fraction) -> Exact:
    """The same value, as an integer where it is whole."""
    numerator, denominator = value.as_integer_ratio()
    return numerator if denominator == 1 else value


def exact_sum(values: Iterable[Exact]) -> Fraction:
    """The sum, quick where few denominators occur, and for the one line of many a basket."""
    values = tuple(values)
    if len(values) == 1:
        only = values[0]
        return Fraction(only) if isinstance(only, int) else only
    numerators: dict[int, int] = {}
    for value in values:
        numerator, denominator = value.as_integer_ratio()
        numerators[denominator] = numerators.get(denominator, 0) + numerator
    total, *rest = [Fraction(n, d) for d, n in numerators.items()] or [Fraction(0)]
    return sum(rest, total)


def half_up(value: Exact) -> int:
    """Rounded to the nearest whole number, halves upward."""
    return rounded(value, "half-up")
