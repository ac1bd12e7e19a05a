"""Letters to members: asked for at the counter, written when they go, sent by whoever has time."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from uuid_utils import uuid7

from pos_loyalty.domain.errors import NotAllowedError, UnknownMemberError
from pos_loyalty.domain.letter import (
    Letter,
    LetterKind,
    LetterProblem,
    MailOutageError,
)
from pos_loyalty.i18n.words import Words
from pos_loyalty.mailing.letter import Enclosure, Envelope
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import active_member_of
from pos_loyalty.services.member_cards import CardForm, MemberCards
from pos_loyalty.services.members import Members
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.voice import ShopVoice
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.letters import LetterCounts
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.storage.store import Store, Work

_log = logging.getLogger(__name__)

_TRIAL: Final = "trial"


class Letters:
    """Takes letters in. None of it waits for a mail server."""

    def __init__(self, store: Store, voice: ShopVoice) -> None:
        self._store = store
        self._voice = voice
        self._desk = Desk(store)

    def send_card(self, request: Request, member_id: str) -> Answer[str]:
        """Queue the member's card as a letter; the id of the letter.

        Raises UnknownMemberError, MemberBlockedError, KeyReusedError, and NotAllowedError with
        reason ``no-mail-server`` or ``no-email``.
        """
        check(request.actor, Permission.SELL)
        return self._desk.perform(
            request,
            ("letter", LetterKind.CARD.value, member_id),
            str,
            lambda work: self._queued(work, request, member_id),
        )

    def counts(self) -> LetterCounts:
        """How many wait, and how many were given up."""
        with self._store.read() as reading:
            return reading.letters.counts()

    def latest(self, limit: int = 100) -> tuple[Letter, ...]:
        """The last letters, newest first."""
        with self._store.read() as reading:
            return reading.letters.latest(limit)

    def _queued(self, work: Work, request: Request, member_id: str) -> str:
        if not self._voice.settings().mail.host:
            raise NotAllowedError(reason="no-mail-server")
        member = active_member_of(work, member_id)
        if not member.email:
            raise NotAllowedError(reason="no-email")
        letter = Letter(
            id=str(uuid7()),
            member_id=member_id,
            kind=LetterKind.CARD,
            created_at=request.now,
            next_at=request.now,
        )
        work.letters.add(letter)
        work.append(
            EventDraft(
                type="letter-queued",
                data={"letter": letter.id, "kind": letter.kind.value},
                effective_at=work.log.effective(request.now),
                occurred_at=request.now,
                member_id=member_id,
                staff_id=request.actor.staff_id,
                approved_by=request.actor.approver_id,
                key=request.key,
            )
        )
        return letter.id


class LetterWriter:
    """Writes letters in the member's language, with what goes along."""

    def __init__(
        self, members: Members, programs: Programs, cards: MemberCards, voice: ShopVoice
    ) -> None:
        self._members = members
        self._programs = programs
        self._cards = cards
        self._voice = voice

    def written(self, letter: Letter, now: datetime) -> Envelope | None:
        """The letter ready to go; None when its member has no address any more."""
        try:
            member = self._members.profile(letter.member_id)
        except UnknownMemberError:
            return None
        if not member.email or member.status is not MemberStatus.ACTIVE:
            return None
        words = self._words(now, member.language)
        forms = [CardForm.PICTURE, CardForm.PHONE_PAGE]
        if self._cards.signs_passes:
            forms.append(CardForm.WALLET_PASS)
        files = [self._cards.file(member.id, form, now) for form in forms]
        return self._envelope(
            letter.id,
            member.email,
            words,
            letter.created_at,
            subject=words.text("Your member card from {shop}", shop=self._shop_name),
            text=_card_text(words, member, self._shop_name, has_pass=self._cards.signs_passes),
            enclosures=tuple(Enclosure(file.name, file.media_type, file.content) for file in files),
        )

    def trial(self, recipient: str, now: datetime) -> Envelope:
        """A letter to try the settings with."""
        words = self._words(now, None)
        return self._envelope(
            f"{_TRIAL}-{uuid7()}",
            recipient,
            words,
            now,
            subject=words.text("A test from {shop}", shop=self._shop_name),
            text=words.text("This e-mail arrived: sending from the till works."),
        )

    @property
    def _shop_name(self) -> str:
        return self._voice.settings().shop.name

    def _words(self, now: datetime, language: str | None) -> Words:
        return self._voice.words(self._programs.current(now).program, language)

    def _envelope(
        self,
        letter_id: str,
        recipient: str,
        words: Words,
        written_at: datetime,
        *,
        subject: str,
        text: str,
        enclosures: tuple[Enclosure, ...] = (),
    ) -> Envelope:
        mail = self._voice.settings().mail
        return Envelope(
            id=letter_id,
            # Most accounts are named for the address that they send from.
            sender=mail.sender or mail.user,
            sender_name=self._shop_name,
            recipient=recipient,
            subject=subject,
            text=text,
            written_at=written_at,
            language=words.translator.language,
            enclosures=enclosures,
        )


class Postman:
    """Sends what is due. Knows no thread and no server: ``deliver`` hands a letter over."""

    def __init__(
        self,
        store: Store,
        written: Callable[[Letter, datetime], Envelope | None],
        deliver: Callable[[Envelope], None],
        now: Callable[[], datetime],
    ) -> None:
        """``deliver`` raises MailOutageError when a letter is not taken."""
        self._store = store
        self._written = written
        self._deliver = deliver
        self._now = now

    def step(self) -> Letter | None:
        """Try the letter that is due first; as it stands then, or None when none is due.

        Nobody's transaction is open while a server is spoken to.
        """
        with self._store.begin() as work:
            letter = work.letters.claim(self._now())
            work.commit()
        if letter is None:
            return None
        tried = self._tried(letter)
        with self._store.begin() as work:
            work.letters.put(tried)
            work.commit()
        _log.info("letter %s: %s %s", tried.id, tried.state, tried.problem or "")
        return tried

    def next_due(self) -> datetime | None:
        """When to come again; None while no letter waits."""
        with self._store.read() as reading:
            return reading.letters.next_due()

    def _tried(self, letter: Letter) -> Letter:
        envelope = self._written(letter, self._now())
        if envelope is None:
            return letter.refused(LetterProblem.NO_ADDRESS, self._now())
        try:
            self._deliver(envelope)
        except MailOutageError as error:
            return letter.refused(error.problem, self._now())
        return letter.sent(self._now())


def _card_text(words: Words, member: MemberRecord, shop_name: str, *, has_pass: bool) -> str:
    name = member.given_name or ""
    hello = words.text("Hello {name},", name=name) if name else words.text("Hello,")
    parts = [
        hello,
        words.text("here is your member card from {shop}.", shop=shop_name),
        words.text(
            "Keep the picture on your phone and show it at the till. The page does the same with a "
            "code that changes every half minute, which nobody can copy: open it on your phone and "
            "put it on the home screen."
        ),
    ]
    if has_pass:
        parts.append(words.text("The third file is the card for your phone’s wallet."))
    parts.append(words.text("Whoever shows this card can use your points. Please do not share it."))
    parts.append(shop_name)
    return "\n\n".join(parts) + "\n"
