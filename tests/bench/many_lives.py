"""Fills a hub's database with members as those of a small shop are, as fast as it takes them.

Their records, the beginnings of their lives and where they stand are copied from models. What the
hub itself would write beside it for the digest and the feeds is left out: nobody here reads it.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import cycle
from random import Random
from typing import Any, Final, LiteralString

import msgspec
import psycopg
from uuid_utils import uuid7

from pos_loyalty.domain.events import Position
from pos_loyalty.storage.codec import STATE_SHAPE, decode_body, encode_body
from pos_loyalty.storage.hub_rows import copy_rows
from pos_loyalty.storage.instants import to_us
from tests.bench.people import member_ids

Link = psycopg.Connection[tuple[Any, ...]]

_ELSEWHERE: Final = "another-till"
_EVENTS_EACH: Final = 4
_BATCH: Final = 20_000
_HLC: Final = 1_760_000_000_000 << 16
_SEQ: Final = 777_777_777
_ID: Final = "an-event-of-somebody"
_MEMBER: Final = "a-member-of-many"
_PHONE: Final = "a-telephone-number"
_EMAIL: Final = "an-address"
_RECORDS: Final[LiteralString] = """
    COPY record (kind, key, status, fields) FROM STDIN (FORMAT BINARY)
"""
_INBOX: Final[LiteralString] = """
    COPY inbox (device, epoch, seq, id, type, member_id, effective_us, received_us, status, reason,
        hash, body) FROM STDIN (FORMAT BINARY)
"""
_INBOX_TYPES: Final = (
    *("text", "int8", "int8", "text", "text", "text", "int8", "int8", "text", "text"),
    *("bytea", "bytea"),
)
_STANDINGS: Final[LiteralString] = """
    COPY standing (member_id, events, shape, versions, state, entries, entry_sum, points, uses,
        draws, last_us) FROM STDIN (FORMAT BINARY)
"""
_STANDING_TYPES: Final = (
    *("text", "int8", "int4", "int8", "bytea", "int8", "bytea", "int8", "text", "text", "int8"),
)


class _Event(msgspec.Struct, frozen=True):
    type: str
    effective_us: int
    body: bytes


class _Model(msgspec.Struct, frozen=True):
    id: str
    member: str
    card: str
    events: tuple[_Event, ...]
    standing: tuple[Any, ...]


def multiply(database: str, members: int, *, seed: int, with_standings: bool) -> None:
    """Add so many members. Without standings the hub has all of them to fold yet."""
    with psycopg.connect(database) as connection:
        models = _models(connection, with_standings=with_standings)
        ids, seq = sorted(member_ids(members, seed)), 0
        for first in range(0, members, _BATCH):
            batch = list(zip(ids[first : first + _BATCH], cycle(models), strict=False))
            _copy(connection, batch, seq, Random(first))  # noqa: S311 - nobody guesses at a bench
            seq += len(batch) * _EVENTS_EACH
            connection.commit()
        connection.execute("UPDATE feed_head SET last = last + %s", (seq,))
        # No feed told of all this, so nobody would see that the part of the models is behind.
        connection.execute("DELETE FROM member_part")
        connection.commit()
        # As the database does by itself before long.
        connection.autocommit = True
        for table in ("inbox", "record", "standing"):
            connection.execute(f"VACUUM ANALYZE {table}")


def _models(connection: Link, *, with_standings: bool) -> Sequence[_Model]:
    rows = connection.execute(
        "SELECT m.key, m.fields, c.fields FROM record AS m JOIN record AS c"
        " ON c.kind = 'card' AND c.key = m.key || '/0' WHERE m.kind = 'member'"
    ).fetchall()
    found = [_model(connection, *row, with_standing=with_standings) for row in rows]
    return [each for each in found if len(each.events) == _EVENTS_EACH]


def _model(connection: Link, key: str, member: str, card: str, *, with_standing: bool) -> _Model:
    history = (
        "SELECT type, body FROM inbox WHERE member_id = %s ORDER BY effective_us, seq LIMIT %s"
    )
    stands = (
        "SELECT versions, state, entries, points, uses, draws, last_us FROM standing"
        " WHERE member_id = %s"
    )
    fields = msgspec.json.decode(member)
    for field in fields.values():
        # The shop that founded the hub was filled by no till; these were enrolled at one.
        field["hlc"] = _HLC
    for name, instead in (("phone", _PHONE), ("email", _EMAIL)):
        if name in fields:
            fields[name]["value"] = instead
    return _Model(
        key,
        msgspec.json.encode(fields).decode(),
        card,
        tuple(
            _template(key, kind, bytes(body))
            for kind, body in connection.execute(history, (key, _EVENTS_EACH))
        ),
        (connection.execute(stands, (key,)).fetchone() or ()) if with_standing else (),
    )


def _template(member: str, kind: str, body: bytes) -> _Event:
    said = decode_body(body)
    place = Position(said.position.effective_at, _ELSEWHERE, 1, _SEQ)
    said = msgspec.structs.replace(said, id=_ID, position=place)
    written = encode_body(said).replace(member.encode(), _MEMBER.encode())
    return _Event(kind, to_us(place.effective_at), written)


def _copy(connection: Link, batch: Sequence[tuple[str, _Model]], seq: int, random: Random) -> None:
    records = _records(batch, random)
    copy_rows(connection, _RECORDS, ("text", "text", "text", "text"), records)
    copy_rows(connection, _INBOX, _INBOX_TYPES, _inbox(batch, seq))
    copy_rows(connection, _STANDINGS, _STANDING_TYPES, _standings(batch, random))


def _records(batch: Sequence[tuple[str, _Model]], random: Random) -> Iterator[tuple[Any, ...]]:
    for member, model in batch:
        number = random.randrange(10**9)
        fields = model.member.replace(_PHONE, f"+4917{number}")
        yield "member", member, "active", fields.replace(_EMAIL, f"m{number}@example.org")
        yield "card", f"{member}/0", "active", model.card


def _inbox(batch: Sequence[tuple[str, _Model]], seq: int) -> Iterator[tuple[Any, ...]]:
    for member, model in batch:
        for event in model.events:
            seq += 1
            name = str(uuid7())
            body = event.body.replace(_MEMBER.encode(), member.encode())
            body = body.replace(_ID.encode(), name.encode()).replace(b"%d" % _SEQ, b"%d" % seq)
            at = event.effective_us
            yield (
                *(_ELSEWHERE, 1, seq, name, event.type, member, at, at, "applied", ""),
                *(sha256(body).digest(), body),
            )


def _standings(batch: Sequence[tuple[str, _Model]], random: Random) -> Iterator[tuple[Any, ...]]:
    for member, model in batch:
        if model.standing:
            versions, state, entries, points, uses, draws, last_us = model.standing
            shape, entry_sum = STATE_SHAPE, random.randbytes(32)
            yield (
                *(member, _EVENTS_EACH, shape, versions, bytes(state), entries, entry_sum),
                *(points, uses, draws, last_us),
            )
