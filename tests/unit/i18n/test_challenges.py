import pytest

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.program import ChallengeMeasure
from pos_loyalty.i18n.challenges import progress_text, tickets_text
from pos_loyalty.i18n.words import words_for


@pytest.mark.parametrize(
    ("language", "measure", "text"),
    [
        ("de", ChallengeMeasure.VISITS, "1.250 von 2.500"),
        ("de", ChallengeMeasure.SPEND, "12,50\u00a0€ von 25,00\u00a0€"),
        ("en", ChallengeMeasure.SPEND, "€12.50 of €25.00"),
    ],
)
def test_progress_is_said_in_the_unit_of_its_measure(
    language: str, measure: ChallengeMeasure, text: str
) -> None:
    """Money as money, everything else as a number."""
    progress = ChallengeProgress("c", "C", measure, progress=1250, goal=2500)
    assert progress_text(progress, words_for(language)) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 Lose"), (1, "1 Los"), (12, "12 Lose")])
def test_tickets_are_counted(count: int, text: str) -> None:
    """One is one."""
    assert tickets_text(count, words_for("de")) == text
