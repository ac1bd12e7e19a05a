"""Members and cards that nobody here has heard of, many at a time."""

from collections.abc import Mapping, Sequence
from typing import Final

from pos_loyalty.domain.shared_records import CARD, MEMBER, Stamped
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.folding import folded, folded_address, national_digits
from pos_loyalty.storage.members import CARD as CARD_ROW
from pos_loyalty.storage.members import MEMBER as MEMBER_ROW
from pos_loyalty.storage.records import CardRecord, MemberRecord, MemberStatus
from pos_loyalty.storage.shared_fields import card_fields, member_fields
from pos_loyalty.storage.stamps import stamp_row

_SEARCH: Final = """
    INSERT INTO member_search (docid, member_id, given_first, family_first, email, phone,
        phone_reversed)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_NAME: Final = "INSERT INTO member_name (rowid, name) VALUES (?, ?)"
_STAMP: Final = """
    INSERT INTO record_stamp (kind, key, fields, is_dirty) VALUES (?, ?, ?, 0)
    ON CONFLICT (kind, key) DO NOTHING
"""
_WORDS_END: Final = "SELECT coalesce(max(docid), 0) FROM member_search"

Fields = Mapping[str, Stamped]


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member as the hub told of it, with the stamps of the fields."""

    record: MemberRecord
    fields: Fields


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card, its key and the stamps of its fields."""

    record: CardRecord
    key: str
    fields: Fields


def add_many(
    connection: Connection, members: Sequence[NewMember], cards: Sequence[NewCard]
) -> None:
    """Add them: the members with the words they are found by, and all that is theirs."""
    connection.execute_many(
        MEMBER_ROW.insertion, (MEMBER_ROW.values(each.record) for each in members)
    )
    connection.execute_many(CARD_ROW.insertion, (CARD_ROW.values(each.record) for each in cards))
    connection.execute_many(
        _STAMP,
        (
            (MEMBER, each.record.id, stamp_row(each.fields, member_fields(each.record)))
            for each in members
        ),
    )
    connection.execute_many(
        _STAMP,
        ((CARD, each.key, stamp_row(each.fields, card_fields(each.record))) for each in cards),
    )
    first = connection.execute(_WORDS_END).value() + 1
    found = [each.record for each in members if each.record.status is not MemberStatus.ERASED]
    rows = [_words(docid, member) for docid, member in enumerate(found, first)]
    connection.execute_many(_SEARCH, rows)
    connection.execute_many(_NAME, ((row[0], row[2]) for row in rows if row[2]))


def _words(docid: int, member: MemberRecord) -> tuple[object, ...]:
    given, family = folded(member.given_name or ""), folded(member.family_name or "")
    phone = national_digits(member.phone or "")
    return (
        docid,
        member.id,
        f"{given} {family}".strip(),
        f"{family} {given}".strip(),
        folded_address(member.email or ""),
        phone,
        phone[::-1],
    )
