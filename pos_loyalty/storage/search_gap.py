"""How many members cannot be found by their words yet, and how far their words have come.

A till that joins a large shop takes its members in first and sells; ``search_filling`` writes
their words afterwards.
"""

from typing import Final

from pos_loyalty.domain.counter import SearchProgress
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.search_words import KINDS

ROWS: Final = "rows"
STAGES: Final = (ROWS, *KINDS)
"""First each member gets a row of words; then the words of each kind are put in order."""

_GAP: Final = "SELECT from_id, missing, members, stage, passed, round FROM search_gap"
_LEAVE: Final = f"""
    INSERT INTO search_gap (only_row, from_id, missing, members, stage, passed, round)
    VALUES (1, :from_id, :members, :members, '{ROWS}', 0, random())
    ON CONFLICT (only_row) DO UPDATE SET from_id = min(from_id, excluded.from_id),
        missing = missing + excluded.missing, members = members + excluded.members,
        stage = excluded.stage, passed = 0, round = excluded.round
"""
_NOTE_TAKEN: Final = "INSERT INTO search_taken (docid) VALUES (?) ON CONFLICT DO NOTHING"
_COUNT_DOWN: Final = "UPDATE search_gap SET missing = max(0, missing - ?)"
_COUNT_UP: Final = "UPDATE search_gap SET passed = passed + ?"
_GO_ON: Final = "UPDATE search_gap SET from_id = ?"
_NEXT_STAGE: Final = "UPDATE search_gap SET stage = ?, passed = 0, missing = 0"


@dataclass(frozen=True, slots=True)
class SearchGap:
    """Who lacks words: ``missing`` of ``members``, with ids from ``from_id`` on, have no row.

    ``passed`` words of the stage's kind are in order. Each time the gap got larger is a
    ``round`` of its own, which begins with the first stage.
    """

    from_id: str
    missing: int
    members: int
    stage: str
    passed: int
    round: int

    @property
    def progress(self) -> SearchProgress:
        """As people are told it: how many the work that is done would have been enough for."""
        return SearchProgress(self.members - self.unready, self.members)

    @property
    def unready(self) -> int:
        """For how many members the work that is left would be enough from its beginning."""
        steps = STAGES.index(self.stage)
        done = self.members - self.missing if self.stage == ROWS else self.passed
        left = self.members * (len(STAGES) - steps) - min(done, self.members)
        return -(-left // len(STAGES))


def search_gap(connection: Connection) -> SearchGap | None:
    """Whose words are missing; None where everybody has them."""
    row = connection.execute(_GAP).first()
    return SearchGap(*row) if row else None


def leave_gap(connection: Connection, *, from_id: str, members: int) -> None:
    """Note that so many members were just added without words, none with a lesser id."""
    connection.execute(_LEAVE, {"from_id": from_id, "members": members})


def note_changed(connection: Connection, docid: int | None) -> None:
    """Note that a member from before is about to get words of its own, or none any more.

    ``docid`` is the row that its words were taken from; without one it was among the missing.
    """
    if docid is None:
        count_down(connection, 1)
    else:
        connection.execute(_NOTE_TAKEN, (docid,))


def taken(connection: Connection) -> frozenset[int]:
    """Rows whose words are not what they were when the gap was left."""
    return frozenset(connection.execute("SELECT docid FROM search_taken").column())


def count_down(connection: Connection, members: int) -> None:
    """So many of those who had no words have got them."""
    connection.execute(_COUNT_DOWN, (members,))


def go_on(connection: Connection, from_id: str) -> None:
    """Nobody with a lesser id lacks a row."""
    connection.execute(_GO_ON, (from_id,))


def count_up(connection: Connection, words: int) -> None:
    """So many more words of the stage's kind are in order."""
    connection.execute(_COUNT_UP, (words,))


def end_stage(connection: Connection, gap: SearchGap) -> None:
    """Begin the next stage; after the last one there is no gap."""
    following = STAGES.index(gap.stage) + 1
    if following == len(STAGES):
        _close(connection)
    else:
        connection.execute(_NEXT_STAGE, (STAGES[following],))


def _close(connection: Connection) -> None:
    connection.execute("DELETE FROM search_gap")
    connection.execute("DELETE FROM search_taken")
