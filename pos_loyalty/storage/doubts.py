"""Members of whom this till and another one may have taken the same back.

Who is among them is looked at whenever something more is heard of them, and no other fold is made.
"""

from collections.abc import Collection, Sequence
from typing import Final

from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.store import Reading, Work

REVERSALS: Final = frozenset(
    {"refunded", "redemption-undone", "credit-taken-back", "spin-taken-back"}
)
"""The types of events that take something back."""

_ADD: Final = """
    INSERT INTO doubt (member_id, is_open)
    SELECT value, 1 FROM json_each(:members) WHERE value IS NOT NULL AND (
        EXISTS (SELECT 1 FROM outbox WHERE member_id = value
            AND type IN (SELECT kind.value FROM json_each(:types) AS kind))
        OR EXISTS (SELECT 1 FROM foreign_event WHERE member_id = value
            AND device = (SELECT device_id FROM device_state)
            AND type IN (SELECT kind.value FROM json_each(:types) AS kind)))
    ON CONFLICT DO NOTHING
"""
_OPEN: Final = """
    UPDATE doubt SET is_open = 1 WHERE member_id IN (SELECT value FROM json_each(:members))
"""
_TYPES: Final = encode_json(sorted(REVERSALS)).decode()


def note_doubts(
    work: Work, members: Collection[str | None], reversed_: Collection[str | None]
) -> None:
    """Something was heard of ``members``, and of some of them that a thing was taken back."""
    if reversed_:
        named = encode_json(sorted(filter(None, reversed_))).decode()
        work.connection.execute(_ADD, {"members": named, "types": _TYPES})
    heard = encode_json(sorted(filter(None, members))).decode()
    work.connection.execute(_OPEN, {"members": heard})


def doubtful(reading: Reading) -> Sequence[str]:
    """Members who are to be looked at."""
    rows = reading.connection.execute(
        "SELECT member_id FROM doubt WHERE is_open = 1 ORDER BY member_id"
    )
    return list(rows.column())


def settle(work: Work, member_id: str) -> None:
    """A member was looked at: until something more is heard there is nothing to do."""
    work.connection.execute("UPDATE doubt SET is_open = 0 WHERE member_id = ?", (member_id,))
