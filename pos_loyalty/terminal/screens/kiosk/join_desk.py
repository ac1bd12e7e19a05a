"""Somebody joins at the members' screen: what they typed so far, step by step."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.visit import Visit
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.join_pages import Joining, Step, consents_of, join_page
from pos_loyalty.terminal.screens.kiosk.ports import Kiosk
from pos_loyalty.terminal.screens.kiosk.state import (
    Accept,
    Erase,
    Join,
    JoinIntent,
    KioskState,
    NextStep,
    Shift,
    StepBack,
    Typed,
    WantLetters,
)

Answer = TypeVar("Answer")

_LONGEST: Final = {Step.NAME: 40, Step.EMAIL: 80}
_STEPS: Final = tuple(Step)
_BAD_EMAIL: Final = mark("This is not a valid e-mail address. Please check it.")


class Asking(Protocol):
    """How the presenter has something done."""

    def __call__(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        refused: Callable[[LoyaltyError], None],
    ) -> None: ...


class JoinDesk:
    """``joined`` is told of the new member's visit, ``failed`` of what cannot be mended here."""

    def __init__(
        self,
        kiosk: Kiosk,
        *,
        go_to: Callable[[Callable[[Words], KioskState]], None],
        ask: Asking,
        joined: Callable[[Visit], None],
        failed: Callable[[LoyaltyError], None],
        new_key: Callable[[], str],
    ) -> None:
        self._kiosk = kiosk
        self._go_to = go_to
        self._ask = ask
        self._joined = joined
        self._failed = failed
        self._new_key = new_key
        self._key = ""
        self._joining: Joining | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody is about to join."""
        return self._joining is not None

    def open(self) -> None:
        """Begin."""
        self._key = self._new_key()
        self._become(Joining())

    def close(self) -> None:
        """Forget what was typed."""
        self._joining = None
        self._key = ""

    def take_card(self, text: str) -> None:
        """A new card, which nobody has yet."""
        if self._joining is not None:
            new = replace(self._joining.new, card_text=text)
            self._become(replace(self._joining, new=new))

    def chosen(self, intent: JoinIntent, words: Words) -> None:
        """A press on one of the pages. ``words`` speak the language that is read."""
        joining = self._joining
        if joining is None:
            return
        match intent:
            case Typed(character):
                self._type(joining, character)
            case Erase():
                self._set(joining, _text(joining)[:-1])
            case Shift():
                self._become(replace(joining, is_upper=not joining.is_upper))
            case NextStep():
                self._step(joining, 1)
            case StepBack():
                self._step(joining, -1)
            case Accept():
                self._become(replace(joining, is_accepted=not joining.is_accepted))
            case WantLetters():
                new = replace(joining.new, may_contact=not joining.new.may_contact)
                self._become(replace(joining, new=new))
            case Join():
                self._join(joining, words)

    def _type(self, joining: Joining, character: str) -> None:
        text = _text(joining)
        if joining.step in _LONGEST and len(text) < _LONGEST[joining.step]:
            self._set(joining, text + character)

    def _set(self, joining: Joining, text: str) -> None:
        if joining.step is Step.NAME:
            new = replace(joining.new, first_name=text)
        elif joining.step is Step.EMAIL:
            # Without an address there is nothing that a consent could be about.
            may_contact = joining.new.may_contact and bool(text)
            new = replace(joining.new, email=text, may_contact=may_contact)
        else:
            return
        begins = joining.step is Step.NAME and (not text or text[-1] in " -")
        self._become(replace(joining, new=new, is_upper=begins, problem=""))

    def _step(self, joining: Joining, by: int) -> None:
        place = _STEPS.index(joining.step) + by
        if 0 <= place < len(_STEPS):
            step = _STEPS[place]
            is_upper = step is Step.NAME and not joining.new.first_name
            self._become(replace(joining, step=step, is_upper=is_upper, problem=""))

    def _join(self, joining: Joining, words: Words) -> None:
        if not joining.is_accepted:
            return
        new = replace(
            joining.new,
            language=words.translator.language,
            consents=consents_of(joining, words),
        )
        key = self._key

        def refused(error: LoyaltyError) -> None:
            if error.code == "bad-contact":
                # What was typed stays, to be mended; mended it is another request.
                self._key = self._new_key()
                self._become(replace(joining, step=Step.EMAIL, problem=_BAD_EMAIL, is_upper=False))
            else:
                self._failed(error)

        def joined(visit: Visit) -> None:
            self.close()
            self._joined(visit)

        self._ask(lambda: self._kiosk.join(key=key, new=new), joined, refused)

    def _become(self, joining: Joining) -> None:
        self._joining = joining
        self._go_to(lambda words: join_page(joining, words))


def _text(joining: Joining) -> str:
    return joining.new.first_name if joining.step is Step.NAME else joining.new.email
