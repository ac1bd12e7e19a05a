"""What members do on their own at the members' screen, each with the card they have just shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.settings import Display
from pos_loyalty.domain.consent import CONTACT, TERMS
from pos_loyalty.domain.counter import MemberGlance
from pos_loyalty.domain.errors import MemberBlockedError, NotAllowedError, RefusalError
from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.play import BuyTickets, GivePoints, Played, PlayOffers, SpinWheel
from pos_loyalty.domain.staff import KIOSK
from pos_loyalty.domain.survey import Question
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.visit import CardCode, NewAtScreen, Visit, VisitLine
from pos_loyalty.services.identify import CardReader
from pos_loyalty.services.member_book import active_member_of
from pos_loyalty.services.members import Members, NewMember
from pos_loyalty.services.overview import Overviews, Standing, glance_of
from pos_loyalty.services.play import PlayService
from pos_loyalty.services.request import Desk, Request
from pos_loyalty.services.sightings import Sightings
from pos_loyalty.services.slips import SlipWriter
from pos_loyalty.services.statement import StatementKind, StatementLine, Statements
from pos_loyalty.services.survey import Surveys
from pos_loyalty.services.wishes import Wishes
from pos_loyalty.storage.store import Store, Work

MemberDeed = GivePoints | BuyTickets | SpinWheel
"""What members may do by themselves."""

_SHOWN_LINES: Final = 6
_STATEMENT_AGAIN: Final = timedelta(minutes=1)


class CardWantedError(RefusalError):
    """A number is no card: at the members' screen anybody could type one. No facts."""

    code = "card-wanted"


class SuspectCardError(RefusalError):
    """The same card was elsewhere a moment ago: a person has to look at it. Facts: ``member``."""

    code = "suspect-card"


class VisitOverError(RefusalError):
    """The member has left, or the card was not shown in this visit. No facts."""

    code = "visit-over"


class StatementPrintedError(RefusalError):
    """This member's statement was printed a moment ago. Facts: ``member``."""

    code = "statement-printed"


@dataclass(frozen=True, slots=True)
class KioskRooms:
    """The services behind it."""

    store: Store
    cards: CardReader
    sightings: Sightings
    overviews: Overviews
    statements: Statements
    slips: SlipWriter
    surveys: Surveys
    wishes: Wishes
    members: Members
    display: Callable[[], Display]
    play: PlayService


@dataclass(frozen=True, slots=True)
class _Present:
    """Who is there: the visit, and whose card was shown in it."""

    visit_id: str
    member_id: str
    has_joined: bool = False
    """Whether they have just become a member, and have nothing yet to show that."""


class KioskService:
    """Serves whoever has shown a card, until they leave. Every call runs in one thread.

    Only the member of the visit can be asked about: no call takes anybody's id.
    ``slip_queued`` is called after a commit that left a slip to print.
    """

    def __init__(
        self,
        rooms: KioskRooms,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        slip_queued: Callable[[], None],
    ) -> None:
        self._rooms = rooms
        self._clock = clock
        self._new_id = new_id
        self._slip_queued = slip_queued
        self._desk = Desk(rooms.store)
        self._present: _Present | None = None
        self._printed: tuple[str, datetime] | None = None

    def greet(self, text: str) -> Visit:
        """The account of the member whose card was shown; any visit before it is over.

        Waits for the hub's word on the card, but not for long. Raises what ``CardReader`` raises,
        CardWantedError for a number without a card, SuspectCardError, and MemberBlockedError.
        """
        self._present = None
        now, rooms = self._clock.now(), self._rooms
        with rooms.store.read() as reading:
            shown = rooms.cards.shown_in(reading, text, now)
        if shown.card is None:
            raise CardWantedError
        rooms.sightings.note(shown.card, KIOSK, now)
        question = rooms.sightings.ask(shown.card)
        if question is not None and question.is_used():
            raise UsedCodeError(member=shown.member_id)
        with rooms.store.read() as reading:
            if rooms.sightings.elsewhere(reading, shown.card, now) is not None:
                raise SuspectCardError(member=shown.member_id)
        visit = self._visit(self._new_id(), shown.member_id)
        self._present = _Present(visit.id, shown.member_id)
        return visit

    def join(self, *, key: str, new: NewAtScreen) -> Visit:
        """Take in a new member, whose visit begins.

        Raises NotAllowedError where nobody joins by themselves, for somebody who has not agreed to
        the terms, or for a card that has a member, and what ``Members.enroll`` and
        ``CardReader.blank_card`` raise.
        """
        if not self._rooms.display().joining:
            raise NotAllowedError(reason="no-joining")
        if TERMS not in {each.name for each in new.consents}:
            raise NotAllowedError(reason="no-consent")
        now = self._clock.now()
        blank = self._rooms.cards.blank_card(new.card_text, now) if new.card_text else None
        enrollment = NewMember(
            given_name=new.first_name,
            email=new.email,
            language=new.language,
            member_id=blank.member_id if blank else None,
            card_issue=blank.issue if blank else 0,
            may_contact=new.may_contact,
            consents=new.consents,
        )
        joined = self._rooms.members.enroll(self._request(key), enrollment).value
        visit = self._visit(self._new_id(), joined.member_id)
        self._present = _Present(visit.id, joined.member_id, has_joined=True)
        return visit

    def look_again(self, visit_id: str) -> Visit:
        """The same account as it is now. Raises VisitOverError and MemberBlockedError."""
        return self._visit(visit_id, self._member(visit_id))

    def leave(self) -> None:
        """Nobody is there any more: what was shown is good for nothing from now on."""
        self._present = None

    def print_statement(self, visit_id: str, language: str) -> None:
        """Queue a slip with the member's balance, once in a visit.

        Raises VisitOverError, MemberBlockedError, and StatementPrintedError within a minute
        of this member's last one: paper is not wasted.
        """
        member_id, now = self._member(visit_id), self._clock.now()
        if self._printed is not None and self._is_fresh(self._printed, member_id, now):
            raise StatementPrintedError(member=member_id)

        def act(work: Work) -> str:
            active_member_of(work, member_id)
            standing = self._rooms.overviews.standing_in(work, member_id, now)
            return self._rooms.slips.write_statement(
                work, standing, language=language, wall_time=now
            )

        request = Request(f"statement-{visit_id}", KIOSK, now)
        self._desk.perform(request, ("statement", member_id), str, act)
        self._printed = (member_id, now)
        self._slip_queued()

    def take_part(self, visit_id: str, *, key: str, deed: MemberDeed) -> Played:
        """Do what the member chose, once; raises VisitOverError and what ``PlayService`` raises."""
        member_id = self._member(visit_id)
        return self._rooms.play.do(key=key, member_id=member_id, deed=deed, approval_pin="")

    def answer(self, visit_id: str, *, key: str, question: Question, score: int | None) -> None:
        """Keep an answer to the shop's question; None: the member would rather not say.

        Raises VisitOverError and what ``Surveys.answer`` raises.
        """
        member_id = self._member(visit_id)
        self._rooms.surveys.answer(self._request(key), member_id, question, score)

    def allow_contact(self, visit_id: str, *, key: str) -> Visit:
        """The shop may write to the member. Raises VisitOverError, and what ``Wishes`` raises."""
        self._rooms.wishes.allow_contact(self._request(key), self._member(visit_id))
        return self.look_again(visit_id)

    def forbid_contact(self, visit_id: str, *, key: str) -> Visit:
        """The shop may write no longer. Raises what ``allow_contact`` raises."""
        self._rooms.wishes.forbid_contact(self._request(key), self._member(visit_id))
        return self.look_again(visit_id)

    def speak(self, visit_id: str, *, key: str, language: str) -> Visit:
        """Speak this language to the member from now on. Raises what ``allow_contact`` raises."""
        self._rooms.wishes.speak(self._request(key), self._member(visit_id), language)
        return self.look_again(visit_id)

    def card(self, visit_id: str) -> CardCode:
        """The member's card to photograph.

        Raises VisitOverError, and NotAllowedError where the shop shows none.
        """
        member_id = self._member(visit_id)
        has_joined = self._present is not None and self._present.has_joined
        if not has_joined and not self._rooms.display().show_card:
            raise NotAllowedError(reason="card-not-shown")
        return self._code_of(member_id)

    def _code_of(self, member_id: str) -> CardCode:
        # A library for drawings, which few visits need.
        from pos_loyalty.cards.card_drawing import code_matrix  # noqa: PLC0415

        card = self._rooms.members.card(member_id)
        return CardCode(card.number, tuple(tuple(row) for row in code_matrix(card.payload)))

    def _request(self, key: str) -> Request:
        return Request(key, KIOSK, self._clock.now())

    def _member(self, visit_id: str) -> str:
        if self._present is None or self._present.visit_id != visit_id:
            raise VisitOverError
        return self._present.member_id

    def _is_fresh(self, printed: tuple[str, datetime], member_id: str, now: datetime) -> bool:
        last_member, at = printed
        return last_member == member_id and timedelta(0) <= now - at < _STATEMENT_AGAIN

    def _visit(self, visit_id: str, member_id: str) -> Visit:
        now, rooms = self._clock.now(), self._rooms
        standing = rooms.overviews.standing(member_id, now)
        glance = _served(glance_of(standing))
        lines = rooms.statements.lines(member_id, now)[-_SHOWN_LINES:]
        offers = rooms.play.offers(member_id) if glance.takes_part else PlayOffers(spendable=0)
        with rooms.store.read() as reading:
            question = rooms.surveys.due(reading, member_id, now)
        return Visit(
            id=visit_id,
            # What the staff noted about somebody is not for the shop window.
            glance=replace(glance, note=""),
            language=_language(standing),
            history=tuple(_line(each) for each in reversed(lines)),
            offers=offers,
            may_contact=CONTACT in standing.member.consents,
            can_show_card=rooms.display().show_card,
            question=question,
        )


def _served(glance: MemberGlance) -> MemberGlance:
    if glance.is_blocked:
        raise MemberBlockedError(member=glance.member_id)
    return glance


def _language(standing: Standing) -> str | None:
    return standing.member.language


def _line(line: StatementLine) -> VisitLine:
    is_lapse = line.kind is StatementKind.LAPSED
    return VisitLine(line.at, line.points, None if is_lapse else EntryKind(line.kind.value))
