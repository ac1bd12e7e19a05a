"""Members and cards that nobody here has heard of, many at a time."""

from collections.abc import Mapping, Sequence
from typing import Final

from pos_loyalty.domain.shared_records import CARD, MEMBER, Stamped
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.members import CARD as CARD_ROW
from pos_loyalty.storage.members import MEMBER as MEMBER_ROW
from pos_loyalty.storage.records import CardRecord, MemberRecord, MemberStatus
from pos_loyalty.storage.search_words import put_words, search_row
from pos_loyalty.storage.shared_fields import card_fields, member_fields
from pos_loyalty.storage.stamps import stamp_row

_STAMP: Final = """
    INSERT INTO record_stamp (kind, key, fields, is_dirty) VALUES (?, ?, ?, 0)
    ON CONFLICT (kind, key) DO NOTHING
"""

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
    for each in (new.record for new in members):
        if each.status is not MemberStatus.ERASED:
            row = search_row(each.id, each.given_name, each.family_name, each.phone, each.email)
            put_words(connection, row)
