from datetime import UTC, datetime
from fractions import Fraction

import pytest

from pos_loyalty.domain.survey import Question, SurveyAnswer, SurveySummary, summary

_AT = datetime(2026, 3, 5, tzinfo=UTC)


def _answers(*scores: int | None, question: Question = Question.RECOMMEND) -> list[SurveyAnswer]:
    return [SurveyAnswer(_AT, question, score) for score in scores]


def test_answers_are_counted() -> None:
    """Two of four would recommend the shop, one would not; who would rather not say is apart."""
    found = summary(Question.RECOMMEND, _answers(10, 9, 8, 0, None))
    assert found == SurveySummary(Question.RECOMMEND, 4, 1, Fraction(27, 4), 25)


@pytest.mark.parametrize(("scores", "expected"), [((6,), -100), ((9, 9, 0), 33), ((7, 8), 0)])
def test_the_score_runs_from_minus_to_plus_one_hundred(
    scores: tuple[int, ...], expected: int
) -> None:
    """6 is against, 7 and 8 are neither, 9 is for; thirds are rounded."""
    assert summary(Question.RECOMMEND, _answers(*scores)).promoter_score == expected


def test_effort_has_a_mean_alone() -> None:
    """Nobody is for or against; the answers to the other question are not mixed in."""
    answers = [*_answers(10), *_answers(7, 4, question=Question.EFFORT)]
    found = summary(Question.EFFORT, answers)
    assert (found.count, found.mean, found.promoter_score) == (2, Fraction(11, 2), None)


def test_without_answers_there_is_no_mean() -> None:
    """Nothing is nothing, and not zero."""
    assert summary(Question.EFFORT, _answers(None)) == SurveySummary(Question.EFFORT, 0, 0)
    declined = summary(Question.RECOMMEND, _answers(None))
    assert (declined.count, declined.declined, declined.mean) == (0, 1, None)


@pytest.mark.parametrize(("question", "score"), [(Question.RECOMMEND, 11), (Question.EFFORT, 0)])
def test_a_score_is_on_its_scale(question: Question, score: int) -> None:
    """What no button says cannot be an answer."""
    with pytest.raises(ValueError, match=str(score)):
        SurveyAnswer(_AT, question, score)
