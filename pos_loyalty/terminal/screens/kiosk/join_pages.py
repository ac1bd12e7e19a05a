"""Joining at the members' screen: the pages for it, for somebody who is no member yet."""

from enum import Enum
from typing import Final

from pos_loyalty.domain.consent import CONTACT, TERMS, Consent
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.visit import NewAtScreen
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.state import (
    Accept,
    Ask,
    Entry,
    Join,
    KioskState,
    Leave,
    NextStep,
    Option,
    Page,
    StepBack,
    WantLetters,
)

_KEYS: Final = {
    "de": ("1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm.-_@"),
    "en": ("1234567890-", "qwertyuiop'", "asdfghjkl", "zxcvbnm._@"),
}


class Step(Enum):
    """What is asked of somebody who joins, in this order."""

    START = "start"
    NAME = "name"
    EMAIL = "email"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class Joining:
    """How far somebody has come. Nothing is obligatory but the consent, which they tick."""

    step: Step = Step.START
    new: NewAtScreen = NewAtScreen()
    is_accepted: bool = False
    is_upper: bool = True
    problem: str = ""
    """A sentence about what was typed, in words that are made when it is shown."""


def join_page(joining: Joining, words: Words) -> KioskState:
    """The page of the step."""
    match joining.step:
        case Step.START:
            return _start(joining, words)
        case Step.NAME:
            label = words.text("Your first name, if you like")
            return _entry(joining, label, joining.new.first_name, words)
        case Step.EMAIL:
            label = words.text("Your e-mail address, if you like")
            return _entry(joining, label, joining.new.email, words)
        case Step.TERMS:
            return _terms(joining, words)


def consents_of(joining: Joining, words: Words) -> tuple[Consent, ...]:
    """What was ticked, in the words that stand on the page of the terms."""
    terms = Consent(TERMS, "\n".join((*_terms_lines(words), _agree(words))))
    letters = Consent(CONTACT, _letters(words))
    return (
        *((terms,) if joining.is_accepted else ()),
        *((letters,) if joining.new.may_contact else ()),
    )


def _terms_lines(words: Words) -> tuple[str, ...]:
    return (
        words.text("We store your purchases and points so that you can collect and redeem."),
        words.text("You can leave the program at the till at any time."),
    )


def _agree(words: Words) -> str:
    return words.text("I agree")


def _letters(words: Words) -> str:
    return words.text("You may send me offers")


def _start(joining: Joining, words: Words) -> KioskState:
    has_card = bool(joining.new.card_text)
    lines = (
        words.text("It costs nothing, and every purchase brings you points."),
        words.text("Your new card has been read.")
        if has_card
        else words.text("Do you have a new card already? Please scan it now."),
    )
    options = (Option(NextStep(), words.text("Continue"), "arrow-right", is_main=True),)
    back = Option(Leave(), words.text("Back"), "arrow-left")
    ask = Ask(lines, options, back, icon="user-plus")
    return KioskState(page=Page.ASK, heading=words.text("Become a member"), ask=ask)


def _entry(joining: Joining, label: str, text: str, words: Words) -> KioskState:
    rows = _KEYS.get(words.translator.language, _KEYS["en"])
    entry = Entry(
        label=label,
        text=text,
        rows=tuple(_capitals(row) for row in rows) if joining.is_upper else rows,
        shift=words.text("Capitals"),
        space=words.text("Space"),
        erase=words.text("Delete"),
        onward=Option(
            NextStep(),
            words.text("Continue") if text else words.text("Skip"),
            "arrow-right",
            is_main=True,
        ),
        back=Option(StepBack(), words.text("Back"), "arrow-left"),
    )
    return KioskState(
        page=Page.KEYS,
        heading=words.text("Become a member"),
        entry=entry,
        news=words.text(joining.problem) if joining.problem else "",
    )


def _capitals(row: str) -> str:
    """The row in capitals; ß has none that is one letter, and stays."""
    return "".join(key.upper() if len(key.upper()) == 1 else key for key in row)


def _terms(joining: Joining, words: Words) -> KioskState:
    letters = Option(WantLetters(), _letters(words), is_ticked=joining.new.may_contact)
    options = (
        Option(Accept(), _agree(words), is_ticked=joining.is_accepted),
        *((letters,) if joining.new.email else ()),
        Option(
            Join(),
            words.text("Become a member"),
            "user-plus",
            is_main=True,
            is_ready=joining.is_accepted,
        ),
    )
    back = Option(StepBack(), words.text("Back"), "arrow-left")
    ask = Ask(_terms_lines(words), options, back)
    return KioskState(page=Page.ASK, heading=words.text("Become a member"), ask=ask)
