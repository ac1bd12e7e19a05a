"""The feeds of the hub: who reads on from a place never misses what is being written.

A place is given out under the lock of the feed's row, which is held until the commit: places are
seen in their order, without a gap. The row is locked last, so that others wait for one commit.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final, LiteralString

from pos_loyalty.domain.tills import FeedPage, FeedRow
from pos_loyalty.storage.hub_rows import Link, copy_rows, storable

SHOP: Final = "shop"
EVENTS: Final = "events"

_HEADS: Final = "SELECT feed, last FROM feed_head"
_TELL: Final = """
    WITH head AS (
        UPDATE feed_head SET last = last + %(count)s WHERE feed = 'shop' RETURNING last
    ), told AS (
        INSERT INTO change (kind, key, seq, device, min_version, body)
        SELECT kind, key, last - %(count)s + place, device, min_version, body
        FROM head, unnest(%(kinds)s::text[], %(keys)s::text[], %(devices)s::text[],
            %(versions)s::integer[], %(bodies)b::bytea[])
            WITH ORDINALITY AS row (kind, key, device, min_version, body, place)
        ON CONFLICT (kind, key) DO UPDATE SET seq = excluded.seq, device = excluded.device,
            min_version = excluded.min_version, body = excluded.body
    )
    SELECT last FROM head
"""
_MOVE_ON: Final = "UPDATE feed_head SET last = last + %s WHERE feed = 'events' RETURNING last"
_LINE_UP: Final[LiteralString] = """
    COPY happened (feed_seq, device, epoch, seq, min_version) FROM STDIN (FORMAT BINARY)
"""
_LINE_UP_TYPES: Final = ("int8", "text", "int8", "int8", "int4")
# The head and the rows are of one instant. Rows of one till are left out after counting: a till
# that sold a thousand things itself does not make its hub look at all of them at once.
_SHOP_PAGE: Final = """
    SELECT head.last, row.* FROM feed_head AS head LEFT JOIN (
        SELECT seq, kind, key, body, device, min_version FROM change
        WHERE seq > %(after)s ORDER BY seq LIMIT %(limit)s
    ) AS row ON true WHERE head.feed = 'shop' ORDER BY row.seq
"""
_EVENTS_PAGE: Final = """
    SELECT head.last, place.feed_seq, event.type, event.id, event.body, place.device,
        place.min_version
    FROM feed_head AS head LEFT JOIN (
        SELECT feed_seq, device, epoch, seq, min_version FROM happened
        WHERE feed_seq > %(after)s ORDER BY feed_seq LIMIT %(limit)s
    ) AS place ON true
    LEFT JOIN inbox AS event ON place.device <> %(without)s AND event.device = place.device
        AND event.epoch = place.epoch AND event.seq = place.seq
    WHERE head.feed = 'events' ORDER BY place.feed_seq
"""
_OF_KIND: Final = (
    "SELECT seq, key, body, device, min_version FROM change WHERE kind = %s ORDER BY seq"
)
_PAGES: Final = {SHOP: _SHOP_PAGE, EVENTS: _EVENTS_PAGE}


def heads(link: Link) -> Mapping[str, int]:
    """The newest place of each feed."""
    return dict(link.execute(_HEADS).fetchall())


def tell(link: Link, rows: Sequence[FeedRow]) -> int:
    """Tell of things in the shop feed; the new head. Holds the feed's lock from here on."""
    # Of a thing that is told twice at once the last word counts.
    last = {(storable(row.kind), storable(row.key)): row for row in rows}
    if not last:
        return heads(link)[SHOP]
    values = {
        "count": len(last),
        "kinds": [kind for kind, _key in last],
        "keys": [key for _kind, key in last],
        "devices": [row.device for row in last.values()],
        "versions": [row.min_version for row in last.values()],
        "bodies": [row.body for row in last.values()],
    }
    found = link.execute(_TELL, values).fetchone()
    return int(found[0]) if found else 0


def line_up(link: Link, places: Sequence[tuple[str, int, int]], versions: Sequence[int]) -> int:
    """Add events to their feed by their places; the new head. Holds its lock from here on."""
    if not places:
        return heads(link)[EVENTS]
    found = link.execute(_MOVE_ON, (len(places),)).fetchone()
    head = int(found[0]) if found else 0
    numbered = zip(count(head - len(places) + 1), places, versions, strict=False)
    copy_rows(
        link,
        _LINE_UP,
        _LINE_UP_TYPES,
        ((number, *place, version) for number, place, version in numbered),
    )
    return head


def shop_rows(link: Link, kind: str) -> Sequence[FeedRow]:
    """Everything of one kind that the shop feed tells."""
    found = link.execute(_OF_KIND, (kind,), binary=True)
    return [
        FeedRow(seq=seq, kind=kind, key=key, body=bytes(body), device=device, min_version=version)
        for seq, key, body, device, version in found
    ]


def page(link: Link, feed: str, *, after: int, limit: int, without_device: str) -> FeedPage:
    """Rows of a feed after a place."""
    values = {"after": after, "limit": limit, "without": without_device}
    found = link.execute(_PAGES[feed], values, binary=True).fetchall()
    head = found[0][0]
    places = [row for row in found if row[1] is not None]
    rows = tuple(
        FeedRow(
            seq=seq, kind=kind, key=key, body=bytes(body), device=device, min_version=min_version
        )
        for _head, seq, kind, key, body, device, min_version in places
        # The hub's own word is no till's.
        if not device or device != without_device
    )
    # A cursor from before a restore may be ahead of this feed; it does not go back by itself.
    to = places[-1][1] if len(places) == limit else max(head, after)
    return FeedPage(rows, to, head)
