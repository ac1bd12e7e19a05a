"""Letters that wait to be sent."""

from datetime import datetime
from typing import Final

from pos_loyalty.domain.letter import LEASE, Letter
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.storage.shape import Shape

_LETTER: Final = Shape("letter", Letter)
_CLAIM: Final = """
    UPDATE letter SET attempts = attempts + 1, next_us = ?
    WHERE id = (SELECT id FROM letter WHERE state = 'queued' AND next_us <= ?
        ORDER BY next_us, id LIMIT 1)
    RETURNING id
"""
_PUT: Final = """
    UPDATE letter SET state = ?, next_us = ?, problem = ?, finished_us = ?
    WHERE id = ? AND attempts = ? AND state = 'queued'
"""


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """How many letters wait, and how many were given up."""

    waiting: int = 0
    failed: int = 0


class LetterReader:
    """Reads letters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def letter(self, letter_id: str) -> Letter | None:
        """The letter of that id."""
        row = self._connection.execute(
            f"SELECT {_LETTER.columns} FROM letter WHERE id = ?", (letter_id,)
        ).first()
        return _LETTER.record(row) if row else None

    def latest(self, limit: int = 100) -> tuple[Letter, ...]:
        """Letters whatever their state, newest first."""
        rows = self._connection.execute(
            f"SELECT {_LETTER.columns} FROM letter ORDER BY created_us DESC, id DESC LIMIT ?",
            (limit,),
        )
        return tuple(_LETTER.record(row) for row in rows)

    def counts(self) -> LetterCounts:
        """How many wait, and how many were given up."""
        rows = self._connection.execute(
            "SELECT state, count(*) FROM letter WHERE state <> 'sent' GROUP BY state"
        )
        found = {row[0]: row[1] for row in rows}
        return LetterCounts(waiting=found.get("queued", 0), failed=found.get("failed", 0))

    def next_due(self) -> datetime | None:
        """When the next letter is to be tried; None while none waits."""
        row = self._connection.execute(
            "SELECT min(next_us) FROM letter WHERE state = 'queued'"
        ).first()
        return from_us(row[0]) if row and row[0] is not None else None


class LetterWriter(LetterReader):
    """Adds letters and moves them on."""

    def add(self, letter: Letter) -> None:
        """Queue a letter."""
        self._connection.execute(_LETTER.insertion, _LETTER.values(letter))

    def claim(self, now: datetime) -> Letter | None:
        """The letter that is due first, ours for the time of a lease; None when none is due."""
        row = self._connection.execute(_CLAIM, (to_us(now + LEASE), to_us(now))).first()
        return self.letter(row[0]) if row else None

    def put(self, letter: Letter) -> bool:
        """Note what became of this attempt; False when somebody else tried since."""
        changed = self._connection.execute(
            _PUT,
            (
                letter.state.value,
                to_us(letter.next_at),
                letter.problem.value if letter.problem else None,
                None if letter.finished_at is None else to_us(letter.finished_at),
                letter.id,
                letter.attempts,
            ),
        ).changed
        return changed == 1
