"""Where cards were seen of late."""

from datetime import datetime
from typing import Final

from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.shape import Shape

_SIGHTING: Final = Shape("card_sighting", Sighting)


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


class SightingWriter(SightingReader):
    """Adds sightings, and forgets them."""

    def add(self, sighting: Sighting) -> None:
        """Remember where a card was seen."""
        self._connection.execute(_SIGHTING.insertion, _SIGHTING.values(sighting))

    def forget_member(self, member_id: str) -> None:
        """Drop all sightings of a member's cards."""
        self._connection.execute("DELETE FROM card_sighting WHERE member_id = ?", (member_id,))

    def forget(self, seen_before: datetime) -> None:
        """Drop all sightings of before that instant."""
        self._connection.execute(
            "DELETE FROM card_sighting WHERE seen_us < ?", (to_us(seen_before),)
        )
