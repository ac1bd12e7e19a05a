"""Members, cards and staff of a till as the hub hears of them, and as it tells of them."""

from collections.abc import Iterator
from typing import Final

from pos_loyalty.domain.shared_records import (
    CARD,
    MEMBER,
    STAFF,
    RecordChange,
    Stamped,
    merged,
)
from pos_loyalty.storage.arrivals import add_placeholders
from pos_loyalty.storage.codec import decode_as
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.records import MemberStatus
from pos_loyalty.storage.shared_fields import (
    card_fields,
    card_hlc,
    card_of,
    member_fields,
    member_of,
    place_of_card,
    staff_fields,
    staff_of,
)
from pos_loyalty.storage.stamps import Fields, Stamps, dirty_keys
from pos_loyalty.storage.store import Reading, Work
from pos_loyalty.sync.protocol import Change

ERASURE_CONFIRMED: Final = "erasure-confirmed"
KINDS: Final = frozenset({MEMBER, CARD, STAFF})

_NOBODY: Final[tuple[Fields, int]] = ({}, 0)


def unsent_records(reading: Reading, *, limit: int) -> Iterator[RecordChange]:
    """What the hub has not heard of, record by record."""
    for kind, key in dirty_keys(reading.connection, limit):
        values, hlc = _standing(reading, kind, key)
        yield Stamps(reading.connection, kind).unsent(key, values, hlc=hlc)


def note_sent(work: Work, change: RecordChange) -> None:
    """The hub has heard of a record's fields."""
    values, hlc = _standing(work, change.kind, change.key)
    Stamps(work.connection, change.kind).sent(change, values, hlc=hlc)


def mark_unsent(work: Work, kind: str, *, after: str, limit: int) -> str | None:
    """Have the next records of a kind sent, whoever wrote them; the last of them, None at the end.

    The hub was put back. What it still has it tells before it is sent: see ``put_merged``.
    """
    return Stamps(work.connection, kind).mark_unsent(after=after, limit=limit)


class RecordDesk:
    """Takes records of the hub in, inside one transaction."""

    def __init__(self, work: Work, now_us: int) -> None:
        self._work = work
        self._now_us = now_us
        self._stamps = {kind: Stamps(work.connection, kind) for kind in KINDS}
        self.has_erased = False
        """Whether somebody was erased here, so that no old page may keep a name."""

    def take(self, change: Change) -> None:
        """Merge a record with what is here.

        Raises DecodeError, ValueError and LookupError for one that cannot be read.
        """
        kind, key = change.kind, change.key
        told = decode_as(dict[str, Stamped], bytes(change.body))
        values, hlc = _standing(self._work, kind, key)
        stamps = self._stamps[kind]
        stamps.keep_overruled(key, values, told, hlc=hlc)
        fields = merged(kind, stamps.stamped(key, values, hlc=hlc), told)
        said = {name: field.value for name, field in fields.items()}
        newest = max(field.hlc for field in fields.values())
        stamps.put_merged(key, fields, told)
        self._work.log.note_stamp(newest)
        match change.kind:
            case "member":
                self._put_member(key, said, newest)
            case "card":
                card = card_of(key, said)
                add_placeholders(self._work, {card.member_id: card.issued_at})
                self._work.members.put_merged_card(card)
            case _:
                before = self._work.shop.staff_member(key)
                self._work.shop.put_merged_staff(staff_of(key, said, before=before, hlc=newest))

    def _put_member(self, member_id: str, said: Fields, hlc: int) -> None:
        before = self._work.members.member(member_id)
        member = member_of(member_id, said, hlc=hlc)
        if member == before:
            return
        if member.referrer_id is not None:
            add_placeholders(self._work, {member.referrer_id: member.enrolled_at})
        self._work.members.put_merged(member)
        was_erased = before is not None and before.status is MemberStatus.ERASED
        if member.status is MemberStatus.ERASED and not was_erased:
            self._erase(member_id)

    def _erase(self, member_id: str) -> None:
        """Forget the key too, so that nobody reads the name in the log; and say so."""
        self._work.members.drop_key(member_id)
        self._work.sightings.forget_member(member_id)
        now = from_us(self._now_us)
        self._work.append(
            EventDraft(
                type=ERASURE_CONFIRMED,
                data={"member": member_id},
                member_id=member_id,
                effective_at=now,
                occurred_at=now,
            )
        )
        self.has_erased = True


def _standing(reading: Reading, kind: str, key: str) -> tuple[Fields, int]:
    """A record's fields and its stamp, as it stands here."""
    if kind == MEMBER:
        member = reading.members.member(key)
        return (member_fields(member), member.hlc) if member else _NOBODY
    if kind == CARD:
        card = reading.members.card(*place_of_card(key))
        return (card_fields(card), card_hlc(card)) if card else _NOBODY
    staff = reading.shop.staff_member(key)
    return (staff_fields(staff), staff.hlc) if staff else _NOBODY
