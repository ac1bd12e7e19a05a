"""The pages with a question or an answer and big buttons, in the member's words."""

from typing import Final

from pos_loyalty.domain.survey import Question
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.state import Ask, KioskState, Leave, Option, Page, Score

_QUESTIONS: Final = {
    Question.RECOMMEND: mark("Would you recommend us to others?"),
    Question.EFFORT: mark("How easy was it to get what you came for?"),
}
_SCALES: Final = {
    Question.RECOMMEND: mark("0 is never, 10 is at any time."),
    Question.EFFORT: mark("1 is very hard, 7 is very easy."),
}


def question_page(question: Question, words: Words) -> KioskState:
    """The shop's question, with a button for each number."""
    scores = tuple(Option(Score(score), str(score)) for score in question.scores)
    lines = (words.text(_QUESTIONS[question]), words.text(_SCALES[question]))
    back = Option(Score(None), words.text("Rather not"), "x")
    ask = Ask(lines, scores, back, columns=len(scores))
    return KioskState(page=Page.ASK, heading=words.text("A question to you"), ask=ask)


def thanks_page(words: Words) -> KioskState:
    """The end of a visit: nothing on it is about anybody."""
    ask = Ask((words.text("See you soon."),), (Option(Leave(), words.text("OK"), is_main=True),))
    return KioskState(page=Page.ASK, heading=words.text("Thank you!"), ask=ask)
