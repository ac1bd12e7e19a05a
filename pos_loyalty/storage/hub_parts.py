"""Parts of the shop's members as new tills are told of them: made once, and handed on as they are.

A part holds names. When a member is erased, the part goes in the same transaction; whoever makes
one at that time finds that the row which both touch has moved on, and begins anew.
"""

from collections.abc import Collection
from hashlib import sha256
from typing import Final, Self

from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import STATE_SHAPE
from pos_loyalty.storage.hub_rows import Link, storable
from pos_loyalty.storage.member_parts import PART_FORMAT

_VALID: Final = f"""
    after_id = %s AND incarnation = %s AND versions = %s
        AND shape = {STATE_SHAPE} AND format = {PART_FORMAT}
"""
_HEAD: Final = f"""
    SELECT to_id, shop_seq, events_seq, members,
        extract(epoch FROM now()) * 1000000 - made_us > %s
    FROM member_part WHERE {_VALID}
"""
_BODY: Final = "SELECT sha256, body FROM member_part WHERE after_id = %s"
_PUT: Final = f"""
    INSERT INTO member_part (after_id, to_id, incarnation, versions, shape, format, shop_seq,
        events_seq, members, made_us, sha256, body)
    VALUES (%s, %s, %s, %s, {STATE_SHAPE}, {PART_FORMAT}, %s, %s, %s,
        extract(epoch FROM now()) * 1000000, %s, %s)
    ON CONFLICT (after_id) DO UPDATE SET to_id = excluded.to_id,
        incarnation = excluded.incarnation, versions = excluded.versions, shape = excluded.shape,
        format = excluded.format, shop_seq = excluded.shop_seq, events_seq = excluded.events_seq,
        members = excluded.members, made_us = excluded.made_us, sha256 = excluded.sha256,
        body = excluded.body
"""
_DROP_INSIDE: Final = "DELETE FROM member_part WHERE after_id > %s AND after_id < %s"
_DROP_OLD: Final = (
    "DELETE FROM member_part WHERE extract(epoch FROM now()) * 1000000 - made_us > %s"
)
_ERASE: Final = "UPDATE erasure_turn SET turns = turns + 1"
_DROP_OF: Final = """
    DELETE FROM member_part USING unnest(%s::text[]) AS erased (id)
    WHERE after_id < id AND id <= to_id
"""
_NOBODY_ERASES: Final = "SELECT turns FROM erasure_turn FOR SHARE"
_ENDS: Final = """
    SELECT after_id FROM member_part WHERE after_id > %(after)s AND after_id <= %(to)s
    UNION SELECT to_id FROM member_part WHERE to_id > %(after)s AND to_id <= %(to)s
"""
# Each by the end of its feed: whatever happened since, and nothing else, is looked at.
_CHANGED: Final = """
    SELECT member_id FROM happened JOIN inbox USING (device, epoch, seq)
    WHERE feed_seq > %(events)s AND member_id > %(after)s AND member_id <= %(to)s
    UNION
    SELECT member_id FROM (
        SELECT CASE kind WHEN 'card' THEN regexp_replace(key, '/[^/]*$', '') ELSE key END
            COLLATE "C" AS member_id
        FROM change WHERE seq > %(shop)s AND kind IN ('member', 'card')
    ) AS told WHERE member_id > %(after)s AND member_id <= %(to)s
    LIMIT %(limit)s
"""
_LIVES_US: Final = 24 * 60 * 60 * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHead:
    """Which members a part is about, and up to where in the feeds."""

    after: str
    to: str
    shop_seq: int
    events_seq: int
    members: int
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class PartBody:
    """What is sent of it, and the hash of that."""

    sha256: bytes
    packed: bytes

    @classmethod
    def of(cls, packed: bytes) -> Self:
        """That of a part which was just packed."""
        return cls(sha256(packed).digest(), packed)


def head(link: Link, after: str, *, incarnation: int, versions: int) -> PartHead | None:
    """The part of members after an id; None where none is, or it means nothing any more."""
    row = link.execute(_HEAD, (_LIVES_US, after, incarnation, versions)).fetchone()
    if row is None:
        return None
    to, shop_seq, events_seq, members, is_old = row
    return PartHead(
        after=after,
        to=to,
        shop_seq=shop_seq,
        events_seq=events_seq,
        members=members,
        is_old=is_old,
    )


def body(link: Link, after: str) -> PartBody:
    """What is sent of a part that is there."""
    ((digest, packed),) = link.execute(_BODY, (after,), binary=True).fetchall()
    return PartBody(bytes(digest), bytes(packed))


def changed(link: Link, part: PartHead, *, limit: int) -> Collection[str]:
    """Members of whom something was told since the part was made, at most so many."""
    values = {
        "events": part.events_seq,
        "shop": part.shop_seq,
        "after": part.after,
        "to": part.to,
        "limit": limit,
    }
    return [member for (member,) in link.execute(_CHANGED, values)]


def ends(link: Link, *, after: str, to: str) -> Collection[str]:
    """Where parts end or begin between two members."""
    return [end for (end,) in link.execute(_ENDS, {"after": after, "to": to})]


def keep(link: Link, part: PartHead, packed: bytes, *, incarnation: int, versions: int) -> PartBody:
    """Keep a part in the place of those that it takes up. Raises ClashError if one was erased."""
    made = PartBody.of(packed)
    link.execute(_NOBODY_ERASES)
    link.execute(_DROP_INSIDE, (part.after, part.to))
    link.execute(
        _PUT,
        (
            part.after,
            part.to,
            incarnation,
            versions,
            part.shop_seq,
            part.events_seq,
            part.members,
            made.sha256,
            made.packed,
        ),
    )
    return made


def drop_old(link: Link) -> None:
    """Drop what nobody has made anew for days: no other part leads there."""
    link.execute(_DROP_OLD, (2 * _LIVES_US,))


def drop_of(link: Link, members: Collection[str]) -> None:
    """Drop what tells of these members, and have nobody keep what he is just making."""
    link.execute(_ERASE)
    link.execute(_DROP_OF, ([storable(member) for member in members],))
