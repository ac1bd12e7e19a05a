"""The members' screen for own use, at a till where nobody has used it yet."""

from collections.abc import Callable
from functools import cached_property

from pos_loyalty.domain.play import Played
from pos_loyalty.domain.survey import Question
from pos_loyalty.domain.visit import CardCode, NewAtScreen, Visit
from pos_loyalty.terminal.screens.kiosk.ports import Kiosk
from pos_loyalty.terminal.screens.kiosk.state import MemberDeed


class LateKiosk:
    """The services behind it, made for the first who shows a card. All calls run in the worker."""

    def __init__(self, make: Callable[[], Kiosk]) -> None:
        self._make = make

    @cached_property
    def _kiosk(self) -> Kiosk:
        return self._make()

    def greet(self, text: str) -> Visit:
        return self._kiosk.greet(text)

    def join(self, *, key: str, new: NewAtScreen) -> Visit:
        return self._kiosk.join(key=key, new=new)

    def look_again(self, visit_id: str) -> Visit:
        return self._kiosk.look_again(visit_id)

    def leave(self) -> None:
        self._kiosk.leave()

    def answer(self, visit_id: str, *, key: str, question: Question, score: int | None) -> None:
        self._kiosk.answer(visit_id, key=key, question=question, score=score)

    def take_part(self, visit_id: str, *, key: str, deed: MemberDeed) -> Played:
        return self._kiosk.take_part(visit_id, key=key, deed=deed)

    def allow_contact(self, visit_id: str, *, key: str) -> Visit:
        return self._kiosk.allow_contact(visit_id, key=key)

    def forbid_contact(self, visit_id: str, *, key: str) -> Visit:
        return self._kiosk.forbid_contact(visit_id, key=key)

    def speak(self, visit_id: str, *, key: str, language: str) -> Visit:
        return self._kiosk.speak(visit_id, key=key, language=language)

    def card(self, visit_id: str) -> CardCode:
        return self._kiosk.card(visit_id)

    def print_statement(self, visit_id: str, language: str) -> None:
        self._kiosk.print_statement(visit_id, language)
