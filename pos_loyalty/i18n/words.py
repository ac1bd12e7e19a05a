"""All that is needed to speak to one person: texts, formats and the program's own unit."""

from functools import lru_cache

from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.amounts import AmountEntry
from pos_loyalty.i18n.catalog import Translator
from pos_loyalty.i18n.formats import Formats


@dataclass(frozen=True, slots=True)
class Words:
    """Texts, formats and the unit in which a program counts.

    ``unit_one`` and ``unit_many`` are the program's own words ("Stern", "Sterne"); empty, the
    language's word for points is meant.
    """

    translator: Translator
    formats: Formats
    unit_one: str = ""
    unit_many: str = ""

    def text(self, message: str, /, **facts: object) -> str:
        """The translation of ``message``, filled with ``facts``."""
        return self.translator.text(message, **facts)

    def plural(self, one: str, many: str, n: int, /, **facts: object) -> str:
        """The form of the text that goes with ``n``; ``{n}`` stands in it as people write it."""
        return self.translator.plural(one, many, n, **{"n": self.formats.number(n), **facts})

    def unit(self, points: int) -> str:
        """``Punkt`` or ``Punkte``, as it goes with so many."""
        if self.unit_one and self.unit_many:
            return self.unit_one if abs(points) == 1 else self.unit_many
        return self.translator.plural("point", "points", abs(points))

    def points_with_unit(self, points: int) -> str:
        """``65 Punkte``."""
        return f"{self.formats.points(points)} {self.unit(points)}"

    def signed_points(self, points: int) -> str:
        """``+65 Punkte``, ``−14 Punkte``."""
        return f"{self.formats.signed(points)} {self.unit(points)}"


@lru_cache(maxsize=16)
def words_for(
    language: str,
    *,
    currency: str = "EUR",
    timezone: str = "Europe/Berlin",
    unit_one: str = "",
    unit_many: str = "",
    amount_entry: AmountEntry = "major",
) -> Words:
    """Words in a language, with the catalogs that ship with us."""
    return Words(
        Translator(language),
        Formats(language, currency=currency, timezone=timezone, amount_entry=amount_entry),
        unit_one=unit_one,
        unit_many=unit_many,
    )
