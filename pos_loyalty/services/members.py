"""Members: enrolled with nothing obligatory, found, blocked, given another card."""

from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime

from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.cards.payload import ISSUES, card_payload
from pos_loyalty.domain.consent import CONTACT, Consent
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import Credited, CreditKind, Enrolled
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.segments import checked_segments
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.contact import checked_birthday, checked_email, checked_phone
from pos_loyalty.services.member_book import MemberBook, member_of
from pos_loyalty.services.outcome import ActionKind, Outcome, standing
from pos_loyalty.services.privacy import Privacy
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord, MemberStatus
from pos_loyalty.storage.store import Reading, Store, Work
from pos_loyalty.storage.timeline import TimelineShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody who joins; all of it may stay empty. ``birthday`` is ``MM-DD`` or an ISO day.

    ``member_id`` is given for a card that was made beforehand; ``welcome`` is False for
    members who come with a history. ``consents`` is what somebody ticked, in the words that they
    read; what is only told to the staff has none.
    """

    given_name: str = field(default="", repr=False)
    family_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    birthday: str = field(default="", repr=False)
    language: str | None = None
    referrer_id: str | None = None
    member_id: str | None = None
    card_issue: int = 0
    may_contact: bool = False
    consents: tuple[Consent, ...] = ()
    segments: tuple[str, ...] = ()
    welcome: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a member brings along from elsewhere.

    ``since`` is when the member joined there, if anybody knows; ``reference`` the number there,
    which may well be an e-mail address: it goes into the log sealed.
    """

    since: datetime | None = None
    reference: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """A new member, with the text of the card's code."""

    member_id: str
    number: str
    card: str = field(repr=False)
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class MemberCard:
    """The member's card that is good now."""

    member_id: str
    number: str
    issue: int
    payload: str = field(repr=False)


class Members:
    """Everything about who takes part. ``key_ring`` gives the shop's card keys."""

    def __init__(
        self,
        store: Store,
        shelf: TimelineShelf,
        privacy: Privacy,
        key_ring: Callable[[], CardKeyRing],
    ) -> None:
        self._store = store
        self._desk = Desk(store)
        self._shelf = shelf
        self._privacy = privacy
        self._key_ring = key_ring

    def enroll(self, request: Request, new: NewMember) -> Answer[Joined]:
        """Take in a member and issue the first card.

        Raises BadContactError for a birthday, address or number that cannot be one,
        UnknownMemberError for a referrer nobody knows, NotAllowedError for a member
        id in use, and KeyReusedError.
        """
        check(request.actor, Permission.ENROLL)
        answer = self._desk.perform(
            request,
            ("enroll", new),
            Joined,
            # Whoever has the code has the card: the kept answer goes without.
            lambda work: replace(self.enter(work, request, new), card=""),
        )
        joined = answer.value
        code = self._code(joined.member_id, new.card_issue)
        return Answer(replace(joined, card=code), answer.repeated)

    def block(self, request: Request, member_id: str) -> Answer[str]:
        """From now on the member is refused. Raises UnknownMemberError and KeyReusedError."""
        return self._set_status(request, member_id, MemberStatus.BLOCKED)

    def unblock(self, request: Request, member_id: str) -> Answer[str]:
        """The member may take part again. Raises UnknownMemberError and KeyReusedError."""
        return self._set_status(request, member_id, MemberStatus.ACTIVE)

    def label(
        self,
        request: Request,
        member_id: str,
        *,
        add: tuple[str, ...] = (),
        remove: tuple[str, ...] = (),
    ) -> Answer[tuple[str, ...]]:
        """Give a member labels and take others; the labels that the member has then.

        Raises NotAllowedError for labels that cannot be, UnknownMemberError and KeyReusedError.
        """
        check(request.actor, Permission.MANAGE_MEMBERS)

        def act(work: Work) -> tuple[str, ...]:
            member = member_of(work, member_id)
            left = {*member.segments, *checked_segments(add)} - set(checked_segments(remove))
            return self._label(work, request, member, tuple(sorted(left)))

        content = ("label", member_id, add, remove)
        return self._desk.perform(request, content, tuple[str, ...], act)

    def replace_card(self, request: Request, member_id: str) -> Answer[MemberCard]:
        """Issue the next card; all before it are refused from now on.

        Raises UnknownMemberError, NotAllowedError when a member has had all cards
        there can be, and KeyReusedError.
        """
        check(request.actor, Permission.REPLACE_CARD)
        answer = self._desk.perform(
            request,
            ("replace-card", member_id),
            MemberCard,
            lambda work: replace(self._replace_card(work, request, member_id), payload=""),
        )
        code = self._code(member_id, answer.value.issue)
        return Answer(replace(answer.value, payload=code), answer.repeated)

    def card(self, member_id: str) -> MemberCard:
        """The member's card that is good now. Raises UnknownMemberError."""
        with self._store.read() as reading:
            member_of(reading, member_id)
            return self._card_of(reading, member_id)

    def card_text(self, reading: Reading, member_id: str) -> str | None:
        """The code of the member's card, for a slip."""
        return self._card_of(reading, member_id).payload

    def profile(self, member_id: str) -> MemberRecord:
        """What is known of a member. Raises UnknownMemberError."""
        with self._store.read() as reading:
            return member_of(reading, member_id)

    def enter(
        self, work: Work, request: Request, new: NewMember, past: Past | None = None
    ) -> Joined:
        """Take in a member in a transaction that is open already, and that the caller commits.

        Raises what ``enroll`` raises, roles and keys aside.
        """
        past = past or Past()
        timeline = self._shelf.timeline(work)
        if new.referrer_id is not None:
            member_of(work, new.referrer_id)
        if new.member_id is not None and work.members.member(new.member_id) is not None:
            raise NotAllowedError(reason="member-exists", member=new.member_id)
        member_id = new.member_id or _free_id(work)
        book = MemberBook(work, timeline, member_id, request)
        since = past.since or book.now
        profile = _profile(member_id, new, since, hlc=work.log.stamp(request.now))
        member = replace(profile, reference=past.reference or None)
        work.members.put(member)
        sealed = self._privacy.seal(work, member_id, _personal(member))
        enrolled = Enrolled(new.referrer_id, new.welcome, past.since)
        book.add(enrolled, sealed=sealed)
        self._note_consents(work, request, member_id, new)
        self._label(work, request, member, checked_segments(new.segments))
        issued = self._issue(work, request, member_id, issue=new.card_issue, at=book.now)
        earned = self._welcome(book, new)
        outcome = standing(ActionKind.ENROLL, member_id, before=None, after=book.state())
        return Joined(member_id, issued.number, issued.payload, replace(outcome, earned=earned))

    def _note_consents(self, work: Work, request: Request, member_id: str, new: NewMember) -> None:
        if new.consents:
            texts = {each.name: each.text for each in new.consents}
            data: dict[str, object] = {"language": new.language, "texts": texts}
            self._note(work, request, "consent-given", member_id, data)

    def _welcome(self, book: MemberBook, new: NewMember) -> int:
        program: Program = book.version.program
        welcome = program.welcome
        if welcome is None or welcome.on_first_purchase or not new.welcome or not welcome.points:
            return 0
        book.add(Credited(CreditKind.WELCOME, credit_of(program, welcome.points, book.now)))
        return welcome.points

    def _label(
        self, work: Work, request: Request, member: MemberRecord, segments: tuple[str, ...]
    ) -> tuple[str, ...]:
        if segments != member.segments:
            stamp = work.log.stamp(request.now)
            work.members.put(replace(member, segments=segments, hlc=stamp))
            self._note(work, request, "member-segments", member.id, {"segments": segments})
        return segments

    def _set_status(self, request: Request, member_id: str, status: MemberStatus) -> Answer[str]:
        check(request.actor, Permission.MANAGE_MEMBERS)

        def act(work: Work) -> str:
            member = member_of(work, member_id)
            stamp = work.log.stamp(request.now)
            work.members.put(replace(member, status=status, hlc=stamp))
            self._note(work, request, "member-status", member_id, {"status": status.value})
            return member_id

        return self._desk.perform(request, (status.value, member_id), str, act)

    def _replace_card(self, work: Work, request: Request, member_id: str) -> MemberCard:
        member_of(work, member_id)
        issue = max((card.issue for card in work.members.cards(member_id)), default=-1) + 1
        if issue >= ISSUES:
            raise NotAllowedError(reason="card-issues", member=member_id)
        work.members.end_cards(member_id, CardStatus.REPLACED)
        now = work.log.effective(request.now)
        return self._issue(work, request, member_id, issue=issue, at=now)

    def _issue(
        self, work: Work, request: Request, member_id: str, *, issue: int, at: datetime
    ) -> MemberCard:
        work.members.put_card(CardRecord(member_id, issue, CardStatus.ACTIVE, at))
        self._note(work, request, "card-issued", member_id, {"issue": issue})
        return self._card_of(work, member_id)

    def _card_of(self, reading: Reading, member_id: str) -> MemberCard:
        issue = max((card.issue for card in reading.members.cards(member_id)), default=0)
        code = self._code(member_id, issue)
        return MemberCard(member_id, member_number(member_id), issue, code)

    def _code(self, member_id: str, issue: int) -> str:
        return card_payload(member_id=member_id, issue=issue, key=self._key_ring().current)

    def _note(
        self, work: Work, request: Request, kind: str, member_id: str, data: dict[str, object]
    ) -> None:
        work.append(
            EventDraft(
                type=kind,
                data=data,
                effective_at=request.now,
                occurred_at=request.now,
                member_id=member_id,
                staff_id=request.actor.staff_id,
                approved_by=request.actor.approver_id,
                key=request.key,
            )
        )


def _free_id(work: Work) -> str:
    while True:
        member_id = new_member_id()
        if work.members.member(member_id) is None:
            return member_id


def _profile(member_id: str, new: NewMember, at: datetime, *, hlc: int) -> MemberRecord:
    return MemberRecord(
        id=member_id,
        enrolled_at=at,
        given_name=new.given_name.strip() or None,
        family_name=new.family_name.strip() or None,
        email=checked_email(new.email),
        phone=checked_phone(new.phone),
        birthday=checked_birthday(new.birthday),
        language=new.language,
        referrer_id=new.referrer_id,
        consents=dict.fromkeys(_agreed(new), at.isoformat()),
        hlc=hlc,
    )


def _agreed(new: NewMember) -> list[str]:
    """What a new member agrees to, by name."""
    told = (CONTACT,) if new.may_contact else ()
    return sorted({*told, *(each.name for each in new.consents)})


def _personal(member: MemberRecord) -> dict[str, object]:
    """The personal fields of a profile, as they go into the log, sealed."""
    return {
        "given_name": member.given_name,
        "family_name": member.family_name,
        "email": member.email,
        "phone": member.phone,
        "birthday": member.birthday,
        "language": member.language,
        "reference": member.reference,
        "consents": dict(member.consents),
    }
