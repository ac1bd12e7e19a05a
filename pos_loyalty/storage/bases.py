"""Members of whom this till knows where they stood when it joined, and not how they came there."""

from collections.abc import Collection, Sequence
from dataclasses import astuple
from typing import Final

import msgspec

from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import STATE_SHAPE, encode_json
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.packed_states import unpacked_state
from pos_loyalty.storage.projections import ProjectionWriter
from pos_loyalty.storage.uses import read_uses

_COVERED: Final = """
    SELECT member_id, feed_seq FROM member_base
    WHERE member_id IN (SELECT value FROM json_each(?))
"""
_STALE: Final = """
    UPDATE member_base SET is_stale = 1 WHERE member_id IN (SELECT value FROM json_each(?))
"""
_TAKE: Final = "DELETE FROM member_base WHERE member_id = ? RETURNING uses"


@dataclass(frozen=True, slots=True)
class Joining:
    """How far a new till was told of members: up to which, and where the feeds go on after.

    It was ``told`` of so many members of ``in_shop``, which is 0 where nobody has said how many.
    """

    after_id: str
    shop_seq: int
    events_seq: int
    told: int = 0
    in_shop: int = 0


class BaseReader:
    """Reads them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_based(self, member_id: str) -> bool:
        """Whether a member's whole history is not here."""
        found = self._connection.execute(
            "SELECT 1 FROM member_base WHERE member_id = ?", (member_id,)
        ).first()
        return found is not None

    def state(self, member_id: str) -> MemberState | None:
        """Where the member stood; None where this release cannot read it."""
        row = self._connection.execute(
            "SELECT state FROM member_base WHERE member_id = ? AND shape = ?",
            (member_id, STATE_SHAPE),
        ).first()
        return unpacked_state(row[0]) if row else None

    def may_lack(self) -> bool:
        """Whether somebody's history, or somebody, may be missing here that the shop has."""
        found = self._connection.execute(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM member_base) OR EXISTS (SELECT 1 FROM joining)"
        ).first()
        return found is not None

    def has_room_for(self, member_id: str) -> bool:
        """Whether the member's history can be taken in: not while the member is to come yet."""
        return self.is_based(member_id) or self.joining() is None

    def stale(self, limit: int) -> Sequence[str]:
        """Members whose history is to be asked for."""
        rows = self._connection.execute(
            "SELECT member_id FROM member_base WHERE is_stale = 1 ORDER BY member_id LIMIT ?",
            (limit,),
        )
        return list(rows.column())

    def covered(self, members: Collection[str]) -> dict[str, int]:
        """Those of them that are known so, and up to which event of the feed."""
        wanted = encode_json(sorted(members)).decode()
        return dict(self._connection.execute(_COVERED, (wanted,)))

    def joining(self) -> Joining | None:
        """How far this till has come in joining; None once it has, or where it reads all."""
        row = self._connection.execute(
            "SELECT after_id, shop_seq, events_seq, told, in_shop FROM joining"
        ).first()
        return Joining(*row) if row else None

    def is_new_till(self) -> bool:
        """Whether nothing is here yet of what a shop knows."""
        found = self._connection.execute(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM member) OR EXISTS (SELECT 1 FROM feed_cursor)"
            " OR EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM joining)"
        ).first()
        return found is None


class BaseWriter(BaseReader):
    """Writes them."""

    def note_stale(self, members: Collection[str]) -> None:
        """Something happened to them elsewhere: the whole history is to be asked for."""
        self._connection.execute(_STALE, (encode_json(sorted(members)).decode(),))

    def take(self, member_id: str) -> None:
        """The whole history comes in the place of what was known."""
        row = self._connection.execute(_TAKE, (member_id,)).first()
        if row is not None:
            self._uncount(row[0])

    def take_all(self) -> None:
        """Everything is read anew."""
        for (uses,) in self._connection.execute("DELETE FROM member_base RETURNING uses").all():
            self._uncount(uses)
        self._connection.execute("DELETE FROM joining")

    def put_joining(self, joining: Joining) -> None:
        """Note how far the till has come in joining."""
        self._connection.execute(
            "INSERT INTO joining (only_row, after_id, shop_seq, events_seq, told, in_shop)"
            " VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (only_row) DO UPDATE"
            " SET after_id = excluded.after_id, told = excluded.told, in_shop = excluded.in_shop",
            astuple(joining),
        )

    def end_joining(self) -> None:
        """The till has been told of all members."""
        self._connection.execute("DELETE FROM joining")

    def _uncount(self, uses: bytes) -> None:
        counters = ProjectionWriter(self._connection)
        for (kind, subject), amount in read_uses(msgspec.json.decode(uses)).items():
            counters.add_usage(kind, subject, -amount)
