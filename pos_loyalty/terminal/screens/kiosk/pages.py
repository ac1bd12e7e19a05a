"""The pages with a question or an answer and big buttons, in the member's words."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from pos_loyalty.domain.survey import Question
from pos_loyalty.domain.visit import CardCode, Visit
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.play_pages import play_options
from pos_loyalty.terminal.screens.kiosk.state import (
    AllowContact,
    AlwaysSpeak,
    Ask,
    ForbidContact,
    HearQuestion,
    KioskState,
    Leave,
    Option,
    Page,
    PrintStatement,
    Score,
    ShowCard,
    ShowWishes,
    ToHome,
)

COUNTDOWN: Final = timedelta(seconds=8)
"""How long a member is warned before the screen forgets them."""

_SECOND: Final = timedelta(seconds=1)
_QUESTIONS: Final = {
    Question.RECOMMEND: mark("Would you recommend us to others?"),
    Question.EFFORT: mark("How easy was it to get what you came for?"),
}
# Each in its own language: whoever looks for one may read no other.
_ALWAYS: Final = (("de", "Immer auf Deutsch"), ("en", "Always in English"))
_SCALES: Final = {
    Question.RECOMMEND: mark("0 means not at all, 10 means definitely."),
    Question.EFFORT: mark("1 is very hard, 7 is very easy."),
}


def question_page(question: Question, words: Words) -> KioskState:
    """The shop's question, with a button for each number."""
    scores = tuple(Option(Score(score), str(score)) for score in question.scores)
    lines = (words.text(_QUESTIONS[question]), words.text(_SCALES[question]))
    back = Option(Score(None), words.text("No, thanks"), "x")
    ask = Ask(lines, scores, back, columns=len(scores))
    return KioskState(page=Page.ASK, heading=words.text("A question for you"), ask=ask)


def thanks_page(words: Words) -> KioskState:
    """The end of a visit: nothing on it is about anybody."""
    ask = Ask((words.text("See you soon."),), (Option(Leave(), words.text("OK"), is_main=True),))
    return KioskState(page=Page.ASK, heading=words.text("Thank you!"), ask=ask)


def wishes_page(visit: Visit, words: Words) -> KioskState:
    """Whether the shop may write, and in which language it speaks to the member."""
    may_write = words.text("We may write to you when there is something new.")
    may_not = words.text("We do not write to you.")
    contact = (
        Option(ForbidContact(), words.text("Please stop writing to me"), "x")
        if visit.may_contact
        else Option(AllowContact(), words.text("You may write to me"), "mail")
    )
    card = (
        (Option(ShowCard(), words.text("Show my card"), "scan-line"),)
        if visit.can_show_card
        else ()
    )
    languages = (
        Option(
            AlwaysSpeak(code),
            said,
            "languages",
            is_ready=visit.language != code,
        )
        for code, said in _ALWAYS
    )
    return KioskState(
        page=Page.ASK,
        heading=words.text("My preferences"),
        ask=Ask(
            (may_write if visit.may_contact else may_not,),
            (*card, contact, *languages),
            Option(ToHome(), words.text("Back"), "arrow-left"),
        ),
    )


def card_page(code: CardCode, words: Words) -> KioskState:
    """The card as a code to photograph, with its number under it."""
    lines = (code.number, words.text("Take a picture of it, and your phone is your card."))
    ask = Ask(lines, (), Option(ToHome(), words.text("Back"), "arrow-left"), code=code.rows)
    return KioskState(page=Page.ASK, heading=words.text("My card"), ask=ask)


def idle_page(words: Words, *, may_join: bool) -> KioskState:
    """Nobody is here: an invitation, and nothing about anybody."""
    return KioskState(
        invitation=words.text("Scan your card here: your points, your rewards."),
        join=words.text("Become a member") if may_join else "",
    )


def sentence_page(sentence: str, words: Words) -> KioskState:
    """One sentence, to be read and put away."""
    back = Option(ToHome(), words.text("OK"), is_main=True)
    ask = Ask((sentence,), (back,), icon="circle-alert")
    return KioskState(page=Page.ASK, heading=words.text("One moment"), ask=ask)


def home_options(
    visit: Visit, question: Question | None, words: Words, *, can_print: bool
) -> tuple[Option, ...]:
    """The buttons under the overview; ``question`` is what is still to be asked."""
    asked = (Option(HearQuestion(), words.text("A question for you"), "star"),)
    return (
        Option(
            PrintStatement(),
            words.text("Print statement"),
            "printer",
            is_main=True,
            is_ready=can_print,
        ),
        *play_options(visit.offers, words),
        Option(ShowWishes(), words.text("My preferences"), "settings"),
        *(asked if question is not None else ()),
    )


def framed(state: KioskState, words: Words, *, left: timedelta) -> KioskState:
    """A member's page with its way out, and with the time that is left when it runs short."""
    open_page = replace(state, done=words.text("Finish"), stay=words.text("Keep going"))
    if not timedelta(0) < left <= COUNTDOWN:
        return open_page
    seconds = -(-left // _SECOND)
    said = words.plural("Ends in {n} second", "Ends in {n} seconds", seconds)
    return replace(open_page, countdown=said, left_share=left / COUNTDOWN)
