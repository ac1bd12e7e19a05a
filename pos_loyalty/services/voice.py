"""How the shop speaks: its settings as they are now, and words in a language."""

from collections.abc import Callable

from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words, words_for


@dataclass(frozen=True, slots=True)
class ShopVoice:
    """The settings in force, and words that go with a program."""

    settings: Callable[[], Settings]

    def words(self, program: Program, language: str | None = None) -> Words:
        """Words in ``language``, or in the shop's, with the program's own unit."""
        settings = self.settings()
        return words_for(
            language or settings.shop.language,
            currency=program.currency.code,
            timezone=program.timezone,
            unit_one=program.unit.one,
            unit_many=program.unit.many,
            amount_entry=settings.counter.amount_entry,
        )
