"""Where cards were seen of late."""

from datetime import datetime
from typing import Any, Final

from pos_loyalty.domain.sightings import Placed, Sighting
from pos_loyalty.storage.codec import Envelope, decode_body
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.shape import Shape

_SIGHTING: Final = Shape("card_sighting", Sighting)
_WIDTH: Final = _SIGHTING.columns.count(",") + 1
_UNTOLD: Final = (
    f"SELECT place, {_SIGHTING.columns} FROM card_sighting"
    " WHERE is_told = 0 AND seen_us >= ?{whose} ORDER BY place LIMIT ?"
)
_EVENTS: Final = """
    SELECT effective_us, body FROM outbox WHERE type = :type AND effective_us >= :since_us
    UNION ALL
    SELECT effective_us, body FROM foreign_event WHERE type = :type AND effective_us >= :since_us
    ORDER BY effective_us DESC
"""


class SightingReader:
    """Looks up sightings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, member_id: str) -> tuple[Sighting, ...]:
        """Where a member's cards were seen, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_SIGHTING.columns} FROM card_sighting"
            " WHERE member_id = ? ORDER BY seen_us, place",
            (member_id,),
        )
        return tuple(_SIGHTING.record(row) for row in rows)

    def before(self, member_id: str, place: int) -> tuple[Sighting, ...]:
        """What was known of a member's cards when the sighting at this place was written."""
        rows = self._connection.execute(
            f"SELECT {_SIGHTING.columns} FROM card_sighting WHERE member_id = ? AND place < ?",
            (member_id, place),
        )
        return tuple(_SIGHTING.record(row) for row in rows)

    def untold(self, *, since: datetime, limit: int) -> tuple[Placed, ...]:
        """This till's own of which the hub has not heard, by their places here."""
        rows = self._connection.execute(_UNTOLD.format(whose=""), (to_us(since), limit))
        return tuple(Placed(row[0], _SIGHTING.record(row[1:])) for row in rows)

    def untold_of(self, member_id: str, *, since: datetime, limit: int) -> tuple[Placed, ...]:
        """The same, of one member."""
        whose = _UNTOLD.format(whose=" AND member_id = ?")
        rows = self._connection.execute(whose, (to_us(since), member_id, limit))
        return tuple(Placed(row[0], _SIGHTING.record(row[1:])) for row in rows)

    def suspicions(self, kind: str, *, since: datetime) -> tuple[Envelope[Any], ...]:
        """Events of that type, here and at other tills, newest first."""
        rows = self._connection.execute(_EVENTS, {"type": kind, "since_us": to_us(since)})
        return tuple(decode_body(body) for _at, body in rows)


class SightingWriter(SightingReader):
    """Adds sightings, and forgets them."""

    def add(self, sighting: Sighting) -> None:
        """Remember where a card was seen."""
        self._connection.execute(_SIGHTING.insertion, _SIGHTING.values(sighting))

    def hear(self, sighting: Sighting) -> None:
        """Remember where a card was seen by another till; heard twice, it is remembered once."""
        self._connection.execute(
            f"INSERT INTO card_sighting ({_SIGHTING.columns}, is_told)"
            f" SELECT {', '.join('?' * _WIDTH)}, 1 WHERE NOT EXISTS ("
            "SELECT 1 FROM card_sighting WHERE member_id = ? AND device_id = ? AND issue = ?"
            " AND step IS ? AND seen_us = ?)",
            (
                *_SIGHTING.values(sighting),
                sighting.member_id,
                sighting.device_id,
                sighting.issue,
                sighting.step,
                to_us(sighting.seen_at),
            ),
        )

    def tell(self, place: int) -> bool:
        """The hub has heard of this one; whether that is news."""
        rows = self._connection.execute(
            "UPDATE card_sighting SET is_told = 1 WHERE place = ? AND is_told = 0", (place,)
        )
        return rows.changed > 0

    def forget_member(self, member_id: str) -> None:
        """Drop all sightings of a member's cards."""
        self._connection.execute("DELETE FROM card_sighting WHERE member_id = ?", (member_id,))

    def forget(self, seen_before: datetime) -> None:
        """Drop all sightings of before that instant."""
        self._connection.execute(
            "DELETE FROM card_sighting WHERE seen_us < ?", (to_us(seen_before),)
        )
