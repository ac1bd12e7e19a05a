"""Prize draws: what was promised before, what came out, and who holds tickets."""

from dataclasses import replace
from typing import Any, Final

from pos_loyalty.storage.codec import Envelope, decode_body, encode_json
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.foreign import ForeignReader
from pos_loyalty.storage.records import DrawRecord
from pos_loyalty.storage.shape import Shape

DRAW: Final = Shape("draw", DrawRecord)
COMMITTED: Final = "draw-committed"
"""The event that publishes the hash of a seed; the seed is sealed beside it."""

HELD: Final = "draw-held"
"""The event that tells the seed and who won."""

_PUT_DRAW: Final = f"""
    {DRAW.insertion} ON CONFLICT (draw_id) DO UPDATE SET commitment = excluded.commitment,
        held_us = excluded.held_us, seed = excluded.seed,
        tickets_digest = excluded.tickets_digest, winners = excluded.winners
"""


def draw_after(before: DrawRecord | None, said: Envelope[Any]) -> DrawRecord:
    """What is on record of a draw after such an event."""
    data = said.data
    draw = before or DrawRecord(draw_id=data["draw_id"])
    if said.type == COMMITTED:
        return replace(draw, commitment=data["commitment"])
    return replace(
        draw,
        held_at=said.position.effective_at,
        seed=data["seed"],
        tickets_digest=data["tickets_digest"],
        winners=encode_json(data["winners"]),
    )


class DrawReader:
    """Reads them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draw(self, draw_id: str) -> DrawRecord | None:
        """What is on record of a draw; None before anything was promised or drawn."""
        row = self._connection.execute(
            f"SELECT {DRAW.columns} FROM draw WHERE draw_id = ?", (draw_id,)
        ).first()
        return DRAW.record(row) if row else None

    def draws(self) -> tuple[DrawRecord, ...]:
        """All that is on record."""
        rows = self._connection.execute(f"SELECT {DRAW.columns} FROM draw ORDER BY draw_id")
        return tuple(DRAW.record(row) for row in rows)

    def held_ids(self) -> frozenset[str]:
        """The draws that took place."""
        rows = self._connection.execute("SELECT draw_id FROM draw WHERE held_us IS NOT NULL")
        return frozenset(draw_id for (draw_id,) in rows)

    def holders(self, draw_id: str) -> tuple[str, ...]:
        """Members who were ever given a ticket; some may have none left."""
        rows = self._connection.execute(
            "SELECT member_id FROM ticket_holder WHERE draw_id = ? ORDER BY member_id", (draw_id,)
        )
        return tuple(member_id for (member_id,) in rows)

    def event(self, kind: str, draw_id: str) -> Envelope[Any] | None:
        """What was written of a draw: ``COMMITTED`` by this till, or ``HELD`` by any; once each."""
        rows = self._connection.execute(
            "SELECT body FROM outbox WHERE type = ? ORDER BY seq", (kind,)
        )
        bodies = [body for (body,) in rows]
        if kind == HELD:
            # A seed that was promised elsewhere is sealed there: of no use here.
            bodies += ForeignReader(self._connection).bodies(kind)
        said = (decode_body(body) for body in bodies)
        return next((each for each in said if each.data["draw_id"] == draw_id), None)


class DrawWriter(DrawReader):
    """Writes them."""

    def put_draw(self, draw: DrawRecord) -> None:
        """Note what was promised, or what came out."""
        self._connection.execute(_PUT_DRAW, DRAW.values(draw))

    def add_holder(self, draw_id: str, member_id: str) -> None:
        """Note that a member was given a ticket."""
        self._connection.execute(
            "INSERT INTO ticket_holder (draw_id, member_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (draw_id, member_id),
        )
