"""Members, their cards, and the keys that their names are sealed with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pos_loyalty.domain import shared_records
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.folding import folded_address, national_digits
from pos_loyalty.storage.member_search import MemberHits, find_members
from pos_loyalty.storage.overruled import OverruledFields
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord, MemberStatus
from pos_loyalty.storage.search_gap import SearchGap, note_changed, search_gap
from pos_loyalty.storage.search_words import put_words, search_row, take_words
from pos_loyalty.storage.shape import Shape
from pos_loyalty.storage.shared_fields import card_fields, card_hlc, card_key, member_fields
from pos_loyalty.storage.stamps import Stamps

MEMBER: Final = Shape("member", MemberRecord)
CARD: Final = Shape("card", CardRecord)
_PUT_MEMBER: Final = f"""
    {MEMBER.insertion}
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, given_name = excluded.given_name,
        family_name = excluded.family_name, phone = excluded.phone, email = excluded.email,
        birthday = excluded.birthday, language = excluded.language, note = excluded.note,
        consents = excluded.consents, referrer_id = excluded.referrer_id,
        segments = excluded.segments, reference = excluded.reference, hlc = excluded.hlc
"""
_PUT_CARD: Final = f"""
    {CARD.insertion} ON CONFLICT (member_id, issue) DO UPDATE SET status = excluded.status
"""


class MemberReader:
    """Finds members."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def member(self, member_id: str) -> MemberRecord | None:
        """A member's profile."""
        row = self._connection.execute(
            f"SELECT {MEMBER.columns} FROM member WHERE id = ?",
            (member_id,),
        ).first()
        return MEMBER.record(row) if row else None

    def by_reference(self, reference: str) -> MemberRecord | None:
        """The member whom another system calls so, erased ones too."""
        row = self._connection.execute(
            f"SELECT {MEMBER.columns} FROM member WHERE reference = ?",
            (reference,),
        ).first()
        return MEMBER.record(row) if row else None

    def with_contact(self, *, email: str = "", phone: str = "") -> tuple[MemberRecord, ...]:
        """Members with exactly that e-mail address or that telephone number."""
        rows = self._connection.execute(
            f"SELECT {MEMBER.columns} FROM member WHERE id IN ("
            "SELECT member_id FROM member_search JOIN member_word USING (docid)"
            " WHERE kind = 'email' AND word = ? OR kind = 'phone' AND word = ?)"
            " ORDER BY id",
            (folded_address(email), national_digits(phone)),
        )
        return tuple(MEMBER.record(row) for row in rows)

    def cards(self, member_id: str) -> tuple[CardRecord, ...]:
        """All cards that a member was ever given, newest first."""
        rows = self._connection.execute(
            f"SELECT {CARD.columns} FROM card WHERE member_id = ? ORDER BY issue DESC",
            (member_id,),
        )
        return tuple(CARD.record(row) for row in rows)

    def card(self, member_id: str, issue: int) -> CardRecord | None:
        """One card of a member."""
        row = self._connection.execute(
            f"SELECT {CARD.columns} FROM card WHERE member_id = ? AND issue = ?",
            (member_id, issue),
        ).first()
        return CARD.record(row) if row else None

    def key(self, member_id: str) -> bytes | None:
        """The wrapped key that seals a member's personal data; None once it is erased."""
        row = self._connection.execute(
            "SELECT wrapped FROM member_key WHERE member_id = ?", (member_id,)
        ).first()
        return row[0] if row else None

    def find(self, text: str) -> MemberHits:
        """Members by a part of name, phone, e-mail or number; a few, and whether there are more."""
        return find_members(self._connection, text)

    def count(self) -> int:
        """How many members are not erased."""
        found: int = self._connection.execute("SELECT count(*) FROM member_search").value()
        gap = self.unfound()
        return found + gap.missing if gap else found

    def unfound(self) -> SearchGap | None:
        """Members who cannot be found by their words yet; None when all can."""
        return search_gap(self._connection)


class MemberWriter(MemberReader):
    """Writes members, and notes for other tills which fields changed."""

    def __init__(self, connection: Connection, next_stamp: Callable[[], int]) -> None:
        """``next_stamp`` dates what carries no stamp of its own: cards."""
        super().__init__(connection)
        self._next_stamp = next_stamp
        self._member_stamps = Stamps(connection, shared_records.MEMBER)
        self._card_stamps = Stamps(connection, shared_records.CARD)

    def put(self, member: MemberRecord) -> None:
        """Add a member, or put the profile in the place of the one before."""
        if self._member_stamps.are_kept:
            before = self.member(member.id)
            self._member_stamps.note(
                member.id,
                before=member_fields(before) if before else {},
                before_hlc=before.hlc if before else 0,
                after=member_fields(member),
                hlc=member.hlc,
            )
        self.put_merged(member)

    def put_merged(self, member: MemberRecord) -> None:
        """As ``put``, for a profile as the hub and this till have agreed on it."""
        docid = take_words(self._connection, member.id)
        if self.unfound() is not None and (docid is not None or self._is_known(member.id)):
            note_changed(self._connection, docid)
        self._connection.execute(_PUT_MEMBER, MEMBER.values(member))
        if member.status is MemberStatus.ERASED:
            OverruledFields(self._connection, shared_records.MEMBER).forget(member.id)
        else:
            put_words(
                self._connection,
                search_row(
                    member.id, member.given_name, member.family_name, member.phone, member.email
                ),
            )

    def put_card(self, card: CardRecord) -> None:
        """Add a card, or give it another status."""
        if self._card_stamps.are_kept:
            self._note_card(card, self.card(card.member_id, card.issue))
        self.put_merged_card(card)

    def put_merged_card(self, card: CardRecord) -> None:
        """As ``put_card``, for a card as the hub and this till have agreed on it."""
        self._connection.execute(_PUT_CARD, CARD.values(card))

    def end_cards(self, member_id: str, status: CardStatus) -> None:
        """Give every active card of a member this status: a new one takes over."""
        if self._card_stamps.are_kept:
            for card in self.cards(member_id):
                if card.status is CardStatus.ACTIVE:
                    self._note_card(replace(card, status=status), card)
        self._connection.execute(
            "UPDATE card SET status = ? WHERE member_id = ? AND status = 'active'",
            (status.value, member_id),
        )

    def put_key(self, member_id: str, wrapped: bytes) -> None:
        """Keep the wrapped key of a member."""
        self._connection.execute(
            "INSERT INTO member_key (member_id, wrapped) VALUES (?, ?)"
            " ON CONFLICT (member_id) DO UPDATE SET wrapped = excluded.wrapped",
            (member_id, wrapped),
        )

    def drop_key(self, member_id: str) -> None:
        """Forget the key: what was sealed with it can never be read again."""
        self._connection.execute("DELETE FROM member_key WHERE member_id = ?", (member_id,))

    def _is_known(self, member_id: str) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM member WHERE id = ? AND status <> 'erased'", (member_id,)
        ).first()
        return row is not None

    def _note_card(self, card: CardRecord, before: CardRecord | None) -> None:
        self._card_stamps.note(
            card_key(card),
            before=card_fields(before) if before else {},
            before_hlc=card_hlc(before) if before else 0,
            after=card_fields(card),
            hlc=self._next_stamp() if before else card_hlc(card),
        )
