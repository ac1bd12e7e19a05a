"""Typed amounts of money as minor units, however people write them."""

import re
from typing import Literal

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.values import dataclass

# What "3650" means: 36,50 € to those who key in every cent, 3.650 € to those who do not.
AmountEntry = Literal["cents", "major"]

_LARGEST_WHOLE_DIGITS = 10
_SPACES = re.compile(r"[\s\u00a0\u202f'’]+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+", re.ASCII)


class BadAmountError(RefusalError):
    """The text is no amount. Facts: ``text``, ``reason``.

    Reasons: ``empty``, ``negative``, ``not-a-number``, ``too-many-decimals``, ``too-large``,
    ``unclear`` (a point or comma that could mean either of two amounts).
    """

    code = "bad-amount"


@dataclass(frozen=True, slots=True)
class AmountReader:
    """Reads what people type or paste into a money field."""

    currency: Currency
    symbol: str
    decimal_sign: str
    entry: AmountEntry = "major"

    def read(self, text: str) -> int:
        """The minor units meant by ``text``: 3650 for ``36,5``, ``36.50`` and ``€ 36,50``.

        A point or comma followed by no more digits than the currency has decimals parts the
        decimals, in every language; followed by groups of three it groups thousands, where the
        language does so. Raises ``BadAmountError``.
        """
        bare = self._bare(text)
        whole, decimals = self._split(bare, text)
        if len(whole.lstrip("0")) > _LARGEST_WHOLE_DIGITS:
            raise BadAmountError(text=text, reason="too-large")
        if decimals is None:
            factor = self.currency.minor_per_major if self.entry == "major" else 1
            return int(whole) * factor
        padded = decimals.ljust(self.currency.digits, "0")
        return int(whole or "0") * self.currency.minor_per_major + int(padded or "0")

    def _bare(self, text: str) -> str:
        """The digits, points and commas of the text: spaces and the currency are left out."""
        bare = _SPACES.sub("", text)
        for name in (self.symbol, self.currency.code):
            bare = bare.removeprefix(name).removesuffix(name)
        bare = bare.removeprefix("+")
        if not bare:
            raise BadAmountError(text=text, reason="empty")
        if bare[0] in "-−–":
            raise BadAmountError(text=text, reason="negative")
        if not re.fullmatch(r"[\d.,]*\d[\d.,]*", bare, re.ASCII):
            raise BadAmountError(text=text, reason="not-a-number")
        return bare

    def _split(self, bare: str, text: str) -> tuple[str, str | None]:
        """Whole part and decimals; ``None`` when nothing parts them."""
        if "." in bare and "," in bare:
            sign = max(".,", key=bare.rfind)
            grouped, _, decimals = bare.rpartition(sign)
            if sign in grouped or not _GROUPED.fullmatch(grouped):
                raise BadAmountError(text=text, reason="not-a-number")
            return re.sub(r"[.,]", "", grouped), self._decimals(decimals, text)
        signs = bare.count(".") + bare.count(",")
        if signs == 0:
            return bare, None
        if signs > 1:
            if not _GROUPED.fullmatch(bare):
                raise BadAmountError(text=text, reason="not-a-number")
            return re.sub(r"[.,]", "", bare), ""
        return self._split_once(bare, text)

    def _split_once(self, bare: str, text: str) -> tuple[str, str | None]:
        """The parts of a text with one point or comma in it."""
        sign = "." if "." in bare else ","
        whole, _, decimals = bare.partition(sign)
        could_group = sign != self.decimal_sign and _GROUPED.fullmatch(bare) is not None
        if could_group and len(decimals) <= self.currency.digits:
            raise BadAmountError(text=text, reason="unclear")
        if could_group:
            return whole + decimals, ""
        return whole, self._decimals(decimals, text)

    def _decimals(self, decimals: str, text: str) -> str:
        if len(decimals) > self.currency.digits:
            raise BadAmountError(text=text, reason="too-many-decimals")
        return decimals
