"""The digest of what tills share, from the hub's tables."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from psycopg.pq import TransactionStatus

from pos_loyalty.domain.shared_digest import Part, SharedParts
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.hub_rows import Link

_ALL_ROWS: Final = "SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on"
_ENTRIES: Final = "SELECT entry_sum, entries FROM tally"
_RECORDS: Final = "SELECT key, fields FROM record WHERE kind = %s AND fields <> '{}'"
_POINTS: Final = """
    SELECT member_id,
        sum(CASE WHEN credit_account = 'member:' || member_id THEN points ELSE -points END)
    FROM entry GROUP BY member_id
"""
_AT_ONCE: Final = 5000


class _Value(msgspec.Struct, frozen=True, gc=False):
    value: Any = None


_NOTHING: Final = _Value()


class _Member(msgspec.Struct, frozen=True, gc=False):
    """What is shared of a member and may be told to anybody."""

    status: _Value = _NOTHING
    segments: _Value = _NOTHING
    reference: _Value = _NOTHING


class _Card(msgspec.Struct, frozen=True, gc=False):
    status: _Value = _NOTHING


_MEMBER: Final = msgspec.json.Decoder(_Member)
_CARD: Final = msgspec.json.Decoder(_Card)


def shared_parts(link: Link) -> SharedParts:
    """What tills share, as the hub has it: of one instant, when asked first in a transaction."""
    if link.info.transaction_status is TransactionStatus.IDLE:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    # All rows are looked at, in the order in which they lie there, however long it takes.
    link.execute(_ALL_ROWS)
    entries = Part()
    for total, count in link.execute(_ENTRIES):
        entries += Part(int(total), count)
    return SharedParts(
        members=Part.of(_members(link)),
        cards=Part.of(_cards(link)),
        entries=entries,
        balances=Part.of(_balances(link)),
    )


def _members(link: Link) -> Iterator[bytes]:
    for key, text in _rows(link, _RECORDS, "member"):
        said = _MEMBER.decode(text)
        status, segments = said.status.value or "active", said.segments.value or []
        yield encode_json((key, status, segments, said.reference.value))


def _cards(link: Link) -> Iterator[bytes]:
    for key, text in _rows(link, _RECORDS, "card"):
        member, _slash, issue = key.rpartition("/")
        yield encode_json((member, int(issue), _CARD.decode(text).status.value))


def _balances(link: Link) -> Iterator[bytes]:
    for member, points in _rows(link, _POINTS):
        yield encode_json((member, int(points)))


def _rows(link: Link, statement: str, *values: str) -> Iterator[tuple[Any, ...]]:
    """Rows one by one: there may be more than fit into memory."""
    with link.cursor(name="digest") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(statement.encode(), values or None)
        yield from cursor
