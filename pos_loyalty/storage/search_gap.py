"""Members who have no words yet that they are searched by.

A till that joins a large shop takes its members in first and sells; their words follow.
"""

from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection

_GAP: Final = "SELECT from_id, missing FROM search_gap"
_LEAVE: Final = """
    INSERT INTO search_gap (only_row, from_id, missing) VALUES (1, ?, ?)
    ON CONFLICT (only_row) DO UPDATE SET from_id = min(from_id, excluded.from_id),
        missing = missing + excluded.missing
"""


@dataclass(frozen=True, slots=True)
class SearchGap:
    """How many members have no words, and the id from which on they are found."""

    from_id: str
    missing: int


def search_gap(connection: Connection) -> SearchGap | None:
    """Whose words are missing; None where everybody has them."""
    row = connection.execute(_GAP).first()
    return SearchGap(*row) if row else None


def leave_gap(connection: Connection, *, from_id: str, members: int) -> None:
    """Note that so many members were just added without words, none with a lesser id."""
    connection.execute(_LEAVE, (from_id, members))
