"""The members' screen without services: one member, and what was asked for."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from pos_loyalty.domain.counter import ClubGlance
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.play import Played, SpinWheel
from pos_loyalty.domain.survey import Question
from pos_loyalty.domain.visit import CardCode, NewAtScreen, Visit, VisitLine
from pos_loyalty.terminal.screens.kiosk.state import MemberDeed
from tests.support.members import ANNA, NOON
from tests.support.play import EVERYTHING, VISITS

CARD = "a card"

VISIT = Visit(
    id="v1",
    glance=replace(
        ANNA,
        challenge=VISITS,
        badges=("Frühaufsteher", "Vielfalt"),
        clubs=(ClubGlance("club", "Sonnenclub", NOON, NOON.date()),),
        takes_part=True,
    ),
    history=(
        VisitLine(NOON, 65, EntryKind.EARN),
        VisitLine(NOON - timedelta(days=2), -500, EntryKind.BURN),
        VisitLine(NOON - timedelta(days=9), 100, EntryKind.CREDIT),
        VisitLine(NOON - timedelta(days=30), -14, EntryKind.REVERSED),
        VisitLine(NOON - timedelta(days=64), -120, None),
        VisitLine(NOON - timedelta(days=70), 1, EntryKind.ADJUSTED),
    ),
    offers=EVERYTHING,
)

PLAYED = Played(
    deed=SpinWheel("wheel"),
    name="Glücksrad",
    member_id="m1",
    earned=50,
    balance_after=1334,
    tickets=4,
    donated_minor=500,
)


@dataclass
class FakeKiosk:
    """Knows one card. ``problem`` is what it refuses the next call with."""

    visit: Visit = VISIT
    played: Played = PLAYED
    problem: LoyaltyError | None = None
    asked: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    joined: list[NewAtScreen] = field(default_factory=list)

    def greet(self, text: str) -> Visit:
        self._do(f"greet {text}")
        return self.visit

    def join(self, *, key: str, new: NewAtScreen) -> Visit:
        self._do(f"join {key}")
        self.joined.append(new)
        return replace(self.visit, id="v9")

    def look_again(self, visit_id: str) -> Visit:
        self._do("look again")
        return self.visit

    def leave(self) -> None:
        self.asked.append("leave")

    def answer(self, visit_id: str, *, key: str, question: Question, score: int | None) -> None:
        self._do(f"answer {question.value} {score}")

    def take_part(self, visit_id: str, *, key: str, deed: MemberDeed) -> Played:
        self._do(f"take part {key} {deed}")
        return replace(self.played, deed=deed)

    def allow_contact(self, visit_id: str, *, key: str) -> Visit:
        self._do("allow")
        self.visit = replace(self.visit, may_contact=True)
        return self.visit

    def forbid_contact(self, visit_id: str, *, key: str) -> Visit:
        self._do("forbid")
        self.visit = replace(self.visit, may_contact=False)
        return self.visit

    def speak(self, visit_id: str, *, key: str, language: str) -> Visit:
        self._do(f"speak {language}")
        self.visit = replace(self.visit, language=language)
        return self.visit

    def card(self, visit_id: str) -> CardCode:
        self._do("card")
        rows = tuple(tuple((row * column) % 3 == 0 for column in range(33)) for row in range(33))
        return CardCode("K4821-7P2M9X-B", rows)

    def print_statement(self, visit_id: str, language: str) -> None:
        self._do("print")
        self.printed.append(language)

    def _do(self, what: str) -> None:
        self.asked.append(what)
        if self.problem is not None:
            raise self.problem
