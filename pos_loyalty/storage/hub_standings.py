"""Members in the order of their ids, with where each stands: what a new till is told."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

from pos_loyalty.domain.tills import FeedRow, InboxRow
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import STATE_SHAPE, encode_json
from pos_loyalty.storage.hub_events import INBOX_COLUMNS, inbox_row
from pos_loyalty.storage.hub_rows import Link, storable

LAST: Final = "\U0010ffff"
"""After every id."""

_RECORDS: Final = """
    SELECT key, fields FROM record WHERE kind = 'member' AND key > %s AND key <= %s
        AND fields <> '{}'
"""
_NEXT: Final = """
    SELECT key FROM record WHERE kind = 'member' AND key > %s AND fields <> '{}'
    ORDER BY key LIMIT %s
"""
_IN_SHOP: Final = "SELECT count(*) FROM record WHERE kind = 'member' AND fields <> '{}'"
_RECORDS_OF: Final = """
    SELECT key, fields FROM record WHERE kind = 'member' AND key = ANY(%s) AND fields <> '{}'
"""
# One look into the index for each member, however many there are: OFFSET keeps it that.
_CARDS: Final = """
    SELECT card.key, card.fields FROM unnest(%s::text[]) AS wanted (id), LATERAL (
        SELECT key, fields FROM record
        WHERE kind = 'card' AND key >= id || '/' AND key < id || '0' AND fields <> '{}' OFFSET 0
    ) AS card
"""
# Refused ones too: what is in the inbox is only added to, so that their number tells whether
# anything has come since.
_COUNTS: Final = """
    SELECT member_id, count(*) FROM inbox WHERE member_id > %s AND member_id <= %s
    GROUP BY member_id
"""
_COUNTS_OF: Final = """
    SELECT member_id, count(*) FROM inbox WHERE member_id = ANY(%s) GROUP BY member_id
"""
_COLUMNS: Final = """
    member_id, events, state, entries, entry_sum, points, uses, draws, last_us
"""
_KEPT: Final = f"""
    SELECT {_COLUMNS} FROM standing
    WHERE member_id > %s AND member_id <= %s AND shape = {STATE_SHAPE} AND versions = %s
"""
_KEPT_OF: Final = f"""
    SELECT {_COLUMNS} FROM standing
    WHERE member_id = ANY(%s) AND shape = {STATE_SHAPE} AND versions = %s
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
_DRAWS: Final = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a member stands by so many events, and what the digest says of their entries.

    ``uses`` is JSON. ``draws`` are those that the member was given tickets of, ``last_us`` is when
    the newest of the events took effect. ``state`` is empty where nothing of it moved the member.
    """

    events: int
    state: bytes
    entries: int
    entry_sum: bytes
    points: int
    uses: str
    draws: tuple[str, ...]
    last_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Members: the fields of each as they are kept, and how many events it has.

    Of some there are events and no fields.
    """

    fields: Mapping[str, str]
    events: Mapping[str, int]

    @property
    def ids(self) -> Sequence[str]:
        """All of them, in order."""
        return sorted(self.fields.keys() | self.events.keys())


def first_members(link: Link, *, after: str, limit: int) -> Sequence[str]:
    """The next members that a till told of."""
    return [key for (key,) in link.execute(_NEXT, (after, limit))]


def in_shop(link: Link) -> int:
    """How many members there are."""
    found = link.execute(_IN_SHOP).fetchone()
    return found[0] if found else 0


def crowd(link: Link, *, after: str, to: str) -> Crowd:
    """All members after an id up to another one."""
    return Crowd(
        fields=dict(link.execute(_RECORDS, (after, to)).fetchall()),
        events=dict(link.execute(_COUNTS, (after, to)).fetchall()),
    )


def crowd_of(link: Link, members: Collection[str]) -> Crowd:
    """These members."""
    wanted = (list(members),)
    return Crowd(
        fields=dict(link.execute(_RECORDS_OF, wanted).fetchall()),
        events=dict(link.execute(_COUNTS_OF, wanted).fetchall()),
    )


def cards(link: Link, members: Collection[str]) -> Sequence[tuple[str, str]]:
    """The cards of these members: key and fields of each."""
    return link.execute(_CARDS, (list(members),)).fetchall()


def kept(link: Link, *, after: str, to: str, versions: int) -> Mapping[str, Standing]:
    """Where members stood when somebody last looked."""
    return _standings(link.execute(_KEPT, (after, to, versions), binary=True))


def kept_of(link: Link, members: Collection[str], *, versions: int) -> Mapping[str, Standing]:
    """Where these members stood then."""
    return _standings(link.execute(_KEPT_OF, (list(members), versions), binary=True))


def _standings(rows: Iterable[tuple[Any, ...]]) -> Mapping[str, Standing]:
    return {
        member: Standing(
            events=events,
            state=bytes(state),
            entries=entries,
            entry_sum=bytes(entry_sum),
            points=points,
            uses=uses,
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
                    each.uses,
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


def of_nobody(link: Link, types: Collection[str]) -> Sequence[FeedRow]:
    """Events of some types that are about no member, as the feed tells them."""
    found = link.execute(_OF_NOBODY, (sorted(types),), binary=True)
    return [
        FeedRow(seq=seq, kind=kind, key=key, body=bytes(body), device=device, min_version=version)
        for seq, kind, key, body, device, version in found
    ]
