"""One question to members, answered with a number: what was said, and what it comes to."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.values import dataclass

_PROMOTES_FROM: Final = 9
_DETRACTS_TO: Final = 6


class Question(StrEnum):
    """What is asked."""

    RECOMMEND = "recommend"
    """Whether somebody would recommend the shop, 0 to 10."""
    EFFORT = "effort"
    """How easy it was, 1 to 7."""

    @property
    def scores(self) -> range:
        """The numbers that can be answered."""
        return range(11) if self is Question.RECOMMEND else range(1, 8)


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One answer. ``score`` is None for a member who would rather not say."""

    at: datetime
    question: Question
    score: int | None
    member_id: str | None = None

    def __post_init__(self) -> None:
        if self.score is not None and self.score not in self.question.scores:
            raise ValueError(self.score)


@dataclass(frozen=True, slots=True)
class SurveySummary:
    """What the answers to one question come to.

    ``promoter_score`` is the share of those who would recommend the shop (9 and 10) less the share
    of those who would not (0 to 6), in percent: from −100 to 100, rounded to the nearest.
    """

    question: Question
    count: int
    declined: int
    mean: Fraction | None = None
    promoter_score: int | None = None


def summary(question: Question, answers: Sequence[SurveyAnswer]) -> SurveySummary:
    """The answers to a question, counted."""
    asked = [answer for answer in answers if answer.question is question]
    scores = [answer.score for answer in asked if answer.score is not None]
    if not scores:
        return SurveySummary(question, 0, len(asked))
    mean = Fraction(sum(scores), len(scores))
    promoter_score = None
    if question is Question.RECOMMEND:
        promoters = sum(score >= _PROMOTES_FROM for score in scores)
        detractors = sum(score <= _DETRACTS_TO for score in scores)
        # Half up, also below zero: −0.5 is 0.
        share = Fraction(100 * (promoters - detractors), len(scores))
        promoter_score = (share + Fraction(1, 2)).__floor__()
    return SurveySummary(question, len(scores), len(asked) - len(scores), mean, promoter_score)
