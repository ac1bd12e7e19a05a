"""Words for challenges and for tickets of prize draws."""

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.program import ChallengeMeasure
from pos_loyalty.i18n.words import Words


def progress_text(progress: ChallengeProgress, words: Words) -> str:
    """How far somebody has come: ``2 von 3``, ``12,50 € von 25,00 €``."""
    is_money = progress.measure is ChallengeMeasure.SPEND
    shown = words.formats.money if is_money else words.formats.number
    return words.text(
        "{count} of {goal}", count=shown(progress.progress), goal=shown(progress.goal)
    )


def tickets_text(count: int, words: Words) -> str:
    """So many tickets: ``1 Los``, ``12 Lose``."""
    return words.plural("{n} ticket", "{n} tickets", count)
