"""What is kept beside the log so that nobody has to count it again."""

from collections.abc import Collection
from typing import Final

import msgspec

from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage.codec import STATE_SHAPE, decode_state, encode_json, encode_state
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.instants import optional_us, to_us
from pos_loyalty.storage.packed_states import unpacked_state
from pos_loyalty.storage.records import UsageKind

_PUT_STATE: Final = """
    INSERT INTO member_state (member_id, shape, versions, valid_until_us, body)
    SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (
        SELECT 1 FROM foreign_event WHERE member_id = ?
            AND (effective_us, device, epoch, seq) > (?, ?, ?, ?))
    ON CONFLICT (member_id) DO UPDATE SET shape = excluded.shape, versions = excluded.versions,
        valid_until_us = excluded.valid_until_us, body = excluded.body
"""
_STATE: Final = "SELECT body FROM member_state WHERE member_id = ? AND shape = ?"
_UNTOUCHED: Final = """
    SELECT state FROM member_base WHERE member_id = ? AND shape = ?
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.member_id = member_base.member_id)
        AND NOT EXISTS (SELECT 1 FROM foreign_event AS told
            WHERE told.member_id = member_base.member_id)
"""
_ADD_USAGE: Final = """
    INSERT INTO usage (kind, subject, amount) VALUES (?, ?, ?)
    ON CONFLICT (kind, subject) DO UPDATE SET amount = amount + excluded.amount
    RETURNING amount
"""


class ProjectionReader:
    """Reads kept states and counters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self, member_id: str) -> MemberState | None:
        """The kept state of a member; None when there is none that this release can read.

        Of one whom nothing has happened to since this till joined, it is where the hub said.
        """
        values = (member_id, STATE_SHAPE)
        row = self._connection.execute(_STATE, values).first()
        if row is None:
            row = self._connection.execute(_UNTOUCHED, values).first()
            return unpacked_state(row[0]) if row else None
        try:
            return decode_state(row[0])
        except msgspec.DecodeError:
            return None

    def usage(self, kind: UsageKind) -> dict[str, int]:
        """What was used so far over all members, by campaign or reward."""
        rows = self._connection.execute(
            "SELECT subject, amount FROM usage WHERE kind = ?", (kind.value,)
        )
        return dict(rows)


class ProjectionWriter(ProjectionReader):
    """Keeps states and counters."""

    def put_state(self, member_id: str, state: MemberState) -> None:
        """Keep where a member stands, in the place of what was kept before.

        Where another till's clock is ahead, something may have happened there after the last
        event of this state: then none is kept, for the state is not that of the whole history.
        """
        last = state.last
        kept = self._connection.execute(
            _PUT_STATE,
            (
                member_id,
                STATE_SHAPE,
                state.versions,
                optional_us(state.valid_until),
                encode_state(state),
                member_id,
                to_us(last.effective_at),
                last.device,
                last.epoch,
                last.seq,
            ),
        ).changed
        if not kept:
            self.drop_states_of([member_id])

    def drop_states(self) -> None:
        """Forget every kept state; each is folded anew when it is next needed."""
        self._connection.execute("DELETE FROM member_state")

    def drop_states_of(self, member_ids: Collection[str]) -> None:
        """Forget the kept states of these members."""
        self._connection.execute(
            "DELETE FROM member_state WHERE member_id IN (SELECT value FROM json_each(?))",
            (encode_json(list(member_ids)).decode(),),
        )

    def add_usage(self, kind: UsageKind, subject: str, amount: int) -> int:
        """Count on, and get the new sum; ``amount`` is below zero when a use is undone."""
        total: int = self._connection.execute(_ADD_USAGE, (kind.value, subject, amount)).value()
        return total
