"""What the members' screen asks of the shop."""

from typing import Protocol

from pos_loyalty.domain.play import Played
from pos_loyalty.domain.survey import Question
from pos_loyalty.domain.visit import Visit
from pos_loyalty.terminal.screens.kiosk.state import MemberDeed


class Kiosk(Protocol):
    """``KioskService``; all calls run in the worker."""

    def greet(self, text: str) -> Visit: ...

    def look_again(self, visit_id: str) -> Visit: ...

    def leave(self) -> None: ...

    def answer(self, visit_id: str, *, key: str, question: Question, score: int | None) -> None: ...

    def take_part(self, visit_id: str, *, key: str, deed: MemberDeed) -> Played: ...

    def print_statement(self, visit_id: str, language: str) -> None: ...
