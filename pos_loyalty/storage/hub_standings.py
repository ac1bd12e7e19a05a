"""Members in the order of their ids, with where each stands: what a new till is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

from pos_loyalty.domain.tills import InboxRow
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import STATE_SHAPE, encode_json
from pos_loyalty.storage.hub_events import INBOX_COLUMNS, inbox_row
from pos_loyalty.storage.hub_rows import Link, storable

_LAST: Final = "\U0010ffff"
"""After every id."""

_RECORDS: Final = """
    SELECT key, fields FROM record WHERE kind = 'member' AND key > %s AND fields <> '{}'
    ORDER BY key LIMIT %s
"""
_CARDS: Final = """
    SELECT id, key, fields FROM unnest(%s::text[]) AS wanted (id) JOIN record
        ON kind = 'card' AND key >= id || '/' AND key < id || '0' AND fields <> '{}'
"""
# Refused ones too: what is in the inbox is only added to, so that their number tells whether
# anything has come since.
_COUNTS: Final = """
    SELECT member_id, count(*) FROM inbox WHERE member_id > %s AND member_id <= %s
    GROUP BY member_id
"""
_KEPT: Final = """
    SELECT member_id, events, state, entries, entry_sum, points, uses, draws, last_us
    FROM standing
    WHERE member_id > %s AND member_id <= %s AND shape = %s AND versions = %s
"""
_HISTORIES: Final = f"""
    SELECT {INBOX_COLUMNS} FROM inbox WHERE member_id = ANY(%s) AND status <> 'refused'
    ORDER BY member_id, effective_us, device, epoch, seq
"""
_PUT: Final = f"""
    INSERT INTO standing (member_id, events, shape, versions, state, entries, entry_sum, points,
        uses, draws, last_us)
    VALUES (%s, %s, {STATE_SHAPE}, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (member_id) DO UPDATE SET events = excluded.events, shape = excluded.shape,
        versions = excluded.versions, state = excluded.state, entries = excluded.entries,
        entry_sum = excluded.entry_sum, points = excluded.points, uses = excluded.uses,
        draws = excluded.draws, last_us = excluded.last_us
"""
_OF_NOBODY: Final = """
    SELECT feed_seq, event.type, event.id, event.body, happened.device, min_version
    FROM inbox AS event JOIN happened USING (device, epoch, seq)
    WHERE event.member_id IS NULL AND event.type = ANY(%s) ORDER BY feed_seq
"""
_USES: Final = msgspec.json.Decoder(dict[str, int])
_DRAWS: Final = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a member stands by so many events, and what the digest says of their entries.

    ``draws`` are those that the member was given tickets of, ``last_us`` is when the newest of
    the events took effect.
    """

    events: int
    state: bytes
    entries: int
    entry_sum: bytes
    points: int
    uses: Mapping[str, int]
    draws: tuple[str, ...]
    last_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Members after an id: the fields of each as they are kept, and how many events it has.

    Of some there are events and no fields.
    """

    fields: Mapping[str, str]
    events: Mapping[str, int]
    to: str
    is_last: bool

    @property
    def ids(self) -> Sequence[str]:
        """All of them, in order."""
        return sorted(self.fields.keys() | self.events.keys())


def crowd(link: Link, *, after: str, limit: int) -> Crowd:
    """The next members; a few more than ``limit`` where some are known by events only."""
    fields: dict[str, str] = dict(link.execute(_RECORDS, (after, limit)).fetchall())
    is_last = len(fields) < limit
    to = _LAST if is_last else max(fields)
    events: dict[str, int] = dict(link.execute(_COUNTS, (after, to)).fetchall())
    return Crowd(fields=fields, events=events, to=to, is_last=is_last)


def cards(link: Link, members: Collection[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Their cards: key and fields of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for member, key, fields in link.execute(_CARDS, (list(members),)):
        found.setdefault(member, []).append((key, fields))
    return found


def kept(link: Link, *, after: str, to: str, versions: int) -> Mapping[str, Standing]:
    """Where members stood when somebody last looked."""
    rows = link.execute(_KEPT, (after, to, STATE_SHAPE, versions), binary=True)
    return {
        member: Standing(
            events=events,
            state=bytes(state),
            entries=entries,
            entry_sum=bytes(entry_sum),
            points=points,
            uses=_USES.decode(uses),
            draws=_DRAWS.decode(draws),
            last_us=last_us,
        )
        for member, events, state, entries, entry_sum, points, uses, draws, last_us in rows
    }


def histories(link: Link, members: Collection[str]) -> Iterator[tuple[str, Sequence[InboxRow]]]:
    """All that happened to each of them, in order."""
    rows = link.execute(_HISTORIES, (list(members),), binary=True)
    for member, group in groupby(map(inbox_row, rows), key=lambda row: row.member or ""):
        yield member, list(group)


def keep(link: Link, standings: Mapping[str, Standing], *, versions: int) -> None:
    """Keep where members stand."""
    with link.cursor() as cursor:
        cursor.executemany(
            _PUT,
            [
                (
                    storable(member),
                    each.events,
                    versions,
                    each.state,
                    each.entries,
                    each.entry_sum,
                    each.points,
                    encode_json(each.uses).decode(),
                    encode_json(each.draws).decode(),
                    each.last_us,
                )
                for member, each in sorted(standings.items())
            ],
        )


def forget(link: Link, member: str) -> None:
    """What is in the inbox of a member means something else from now on."""
    link.execute("DELETE FROM standing WHERE member_id = %s", (member,))


def is_alone(link: Link, work: str) -> bool:
    """Whether nobody else does this work; until the end of the transaction nobody begins it."""
    found = link.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", (work,)).fetchone()
    return found is not None and bool(found[0])


def of_nobody(link: Link, types: Collection[str]) -> Sequence[tuple[Any, ...]]:
    """Events of some types that are about no member: seq in the feed, type, id, body, and more."""
    return link.execute(_OF_NOBODY, (sorted(types),), binary=True).fetchall()
