"""Histories as they were recorded, with what was said beside them: for replaying them.

Several processes may read at once, each through a connection of its own that cannot write. All of
them look at the same part of what happened, whatever is sold meanwhile: the own log up to one seq,
and as many events of other tills as had been told by then.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from heapq import merge
from pathlib import Path
from typing import Final

from pos_loyalty.domain.events import MemberEvent, Position
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
_ELSEWHERE: Final = """
    SELECT type, body FROM foreign_event WHERE member_id = ? AND rowid <= ?
    ORDER BY effective_us, device, epoch, seq
"""
_ELSEWHERE_IN_ORDER: Final = """
    SELECT type, body, member_id FROM foreign_event
    WHERE rowid <= ? AND member_id IS NOT NULL ORDER BY effective_us, device, epoch, seq
"""
_MEMBER_EVENTS: Final = """
    SELECT (SELECT count(*) FROM outbox WHERE member_id IS NOT NULL)
        + (SELECT count(*) FROM foreign_event WHERE member_id IS NOT NULL)
"""
_TOLD: Final = "SELECT coalesce(max(rowid), 0) FROM foreign_event"
_SOLD: Final = """
    SELECT 1 WHERE EXISTS (SELECT 1 FROM sale)
        OR EXISTS (SELECT 1 FROM foreign_name WHERE kind = 'sale')
"""
_MEMBERS: Final = """
    SELECT id, referrer_id, birthday, segments FROM member
    WHERE id NOT IN (SELECT member_id FROM member_base) ORDER BY id
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
    """How much is looked at, and the time of the newest event in it.

    ``told`` counts what the hub has told of other tills.
    """

    last_seq: int
    told: int
    member_events: int
    last_effective_at: datetime


class RecordedReader:
    """Reads histories. ``details`` says what is wanted beside events, by the name of their type."""

    def __init__(
        self, reading: Reading, details: Mapping[str, type], *, last_seq: int, told: int = 0
    ) -> None:
        self._reading = reading
        self._connection = reading.connection
        self._device = reading.log.device().device_id
        self._last_seq = last_seq
        self._told = told
        self._decoders = detail_decoders(details)
        self.rows = 0
        """How many rows of the log were read so far, also of events that move nothing."""

    def history(self, member_id: str) -> list[Recorded]:
        """Everything that happened to a member, in order."""
        rows = self._connection.execute(_OF_MEMBER, (member_id, self._last_seq)).all()
        elsewhere = []
        if self._told:
            elsewhere = self._connection.execute(_ELSEWHERE, (member_id, self._told)).all()
        self.rows += len(rows) + len(elsewhere)
        read = (self._recorded(name, body) for name, body in rows + elsewhere)
        found = [each for each in read if each is not None]
        return sorted(found, key=_place) if elsewhere else found

    def in_order(self, members: frozenset[str], *, types: Sequence[str] = ()) -> Iterator[Recorded]:
        """What happened to some members, in order; of some types only, if named."""
        own = self._those(_IN_ORDER, self._last_seq, members, types)
        if not self._told:
            return own
        return merge(own, self._those(_ELSEWHERE_IN_ORDER, self._told, members, types), key=_place)

    def _those(
        self, statement: str, until: int, members: frozenset[str], types: Sequence[str]
    ) -> Iterator[Recorded]:
        for name, body, member_id in self._connection.execute(statement, (until,)):
            if member_id in members and (not types or name in types):
                self.rows += 1
                recorded = self._recorded(name, body)
                if recorded is not None:
                    yield recorded

    def kept(self, member_id: str) -> MemberState | None:
        """The kept state, unless something that is not looked at has gone into it."""
        state = self._reading.projections.state(member_id)
        if state is None or state.last.device != self._device:
            return None
        return state if state.last.seq <= self._last_seq else None

    def _recorded(self, name: str, body: bytes) -> Recorded | None:
        decoder = self._decoders.get(name)
        if decoder is None:
            return None
        said = decoder.decode(body)
        event = MemberEvent(said.position, said.member, said.program, said.data, said.partner)
        return Recorded(event, said.detail)


def _place(recorded: Recorded) -> tuple[datetime, str, int, int]:
    place = recorded.event.position
    return place.effective_at, place.device, place.epoch, place.seq


def extent_of(reading: Reading) -> Extent:
    """The whole log as it is now."""
    device = reading.log.device()
    events, told = (reading.connection.execute(each).value() for each in (_MEMBER_EVENTS, _TOLD))
    return Extent(device.last_seq, told, events, from_us(device.last_effective_us))


def has_sales(reading: Reading) -> bool:
    """Whether a member ever bought anything."""
    return reading.connection.execute(_SOLD).first() is not None


def people_of(reading: Reading) -> list[Person]:
    """Everybody who ever joined and whose history is here, by id."""
    return [
        Person(id_, referrer_id, birthday, tuple(decode_json(segments)))
        for id_, referrer_id, birthday, segments in reading.connection.execute(_MEMBERS)
    ]


def draws_held(reading: Reading) -> tuple[tuple[Position, str], ...]:
    """The prize draws that took place, with the place of their event."""
    found = (
        (reading.draws.event(HELD, draw_id), draw_id)
        for draw_id in sorted(reading.draws.held_ids())
    )
    return tuple((said.position, draw_id) for said, draw_id in found if said is not None)


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
