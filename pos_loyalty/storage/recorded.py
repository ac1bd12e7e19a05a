"""Histories as they were recorded, with what was said beside them: for replaying them.

Several processes may read at once, each through a connection of its own that cannot write. All of
them look at the same part of the log, whatever is sold meanwhile: its events up to one seq.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage import schema
from pos_loyalty.storage.codec import decode_json, detail_decoders
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.draws import HELD
from pos_loyalty.storage.errors import DatabaseMissingError, Edge
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.store import Reading

_EDGE: Final = Edge()
_MEBIBYTE: Final = 2**20
_OF_MEMBER: Final = """
    SELECT type, body FROM outbox WHERE member_id = ? AND seq <= ? ORDER BY effective_us, seq
"""
_IN_ORDER: Final = """
    SELECT type, body, member_id FROM outbox
    WHERE seq <= ? AND member_id IS NOT NULL ORDER BY seq
"""
_MEMBER_EVENTS: Final = "SELECT count(*) FROM outbox WHERE member_id IS NOT NULL"
_MEMBERS: Final = """
    SELECT id, referrer_id, birthday, segments FROM member ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event, and the part of what was said beside it that was asked for."""

    event: MemberEvent
    detail: object = None


@dataclass(frozen=True, slots=True)
class Person:
    """What rules ask about a member besides the history. ``birthday`` is as in the profile."""

    id: str
    referrer_id: str | None
    birthday: str | None
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the log is looked at, and the time of the newest event in it."""

    last_seq: int
    member_events: int
    last_effective_at: datetime


class RecordedReader:
    """Reads histories. ``details`` says what is wanted beside events, by the name of their type."""

    def __init__(self, reading: Reading, details: Mapping[str, type], *, last_seq: int) -> None:
        self._reading = reading
        self._connection = reading.connection
        self._last_seq = last_seq
        self._decoders = detail_decoders(details)
        self.rows = 0
        """How many rows of the log were read so far, also of events that move nothing."""

    def history(self, member_id: str) -> list[Recorded]:
        """Everything that happened to a member, in order."""
        rows = self._connection.execute(_OF_MEMBER, (member_id, self._last_seq)).all()
        self.rows += len(rows)
        found = (self._recorded(name, body) for name, body in rows)
        return [each for each in found if each is not None]

    def in_order(self, members: frozenset[str], *, types: Sequence[str] = ()) -> Iterator[Recorded]:
        """What happened to some members, in the order of the log; of some types only, if named."""
        for name, body, member_id in self._connection.execute(_IN_ORDER, (self._last_seq,)):
            if member_id in members and (not types or name in types):
                self.rows += 1
                recorded = self._recorded(name, body)
                if recorded is not None:
                    yield recorded

    def kept(self, member_id: str) -> MemberState | None:
        """The kept state, unless something that is not looked at has gone into it."""
        state = self._reading.projections.state(member_id)
        return None if state is None or state.last.seq > self._last_seq else state

    def _recorded(self, name: str, body: bytes) -> Recorded | None:
        decoder = self._decoders.get(name)
        if decoder is None:
            return None
        said = decoder.decode(body)
        event = MemberEvent(said.position, said.member, said.program, said.data, said.partner)
        return Recorded(event, said.detail)


def extent_of(reading: Reading) -> Extent:
    """The whole log as it is now."""
    device = reading.log.device()
    events = reading.connection.execute(_MEMBER_EVENTS).value()
    return Extent(device.last_seq, events, from_us(device.last_effective_us))


def has_sales(reading: Reading) -> bool:
    """Whether a member ever bought anything."""
    return reading.connection.execute("SELECT 1 FROM sale LIMIT 1").first() is not None


def people_of(reading: Reading) -> list[Person]:
    """Everybody who ever joined, by id."""
    return [
        Person(id_, referrer_id, birthday, tuple(decode_json(segments)))
        for id_, referrer_id, birthday, segments in reading.connection.execute(_MEMBERS)
    ]


def draws_held(reading: Reading) -> tuple[tuple[int, str], ...]:
    """The prize draws that took place, with the seq at which they did."""
    found = (
        (reading.draws.event(HELD, draw_id), draw_id)
        for draw_id in sorted(reading.draws.held_ids())
    )
    return tuple((said.position.seq, draw_id) for said, draw_id in found if said is not None)


def is_current(database: Path) -> bool:
    """Whether a database has today's tables. Raises DatabaseMissingError and other outages."""
    with looking_at(database) as reading:
        return schema.revision_of(reading.connection.driver) == schema.HEAD


@contextmanager
def looking_at(database: Path) -> Iterator[Reading]:
    """A look at a database through a connection that cannot write, whatever is asked of it.

    Raises DatabaseMissingError and the other outages of a database.
    """
    if not database.is_file():
        raise DatabaseMissingError(file=database.name)
    with (
        _EDGE,
        closing(Connection.to_look(database)) as connection,
        connection.snapshot(),
    ):
        yield Reading(connection)


def read_ahead(database: Path, *, go_on: Callable[[], bool]) -> None:
    """Have the system fetch the file from front to back.

    Histories lie scattered in it; fetching them page by page takes many times as long on a
    disk that has not seen them today. Nothing depends on it.
    """
    with database.open("rb", buffering=0) as file:
        while go_on() and file.read(_MEBIBYTE):
            pass
