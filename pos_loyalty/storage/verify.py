"""Whether the ledger is what the log says, and the log what was written.

The log is this till's own, and what the hub told of others. Everything that can be derived is
derived again and compared: links from bodies, entries from events, kept states from histories. The
first row that differs is named.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby
from typing import Any, Final

import msgspec

from pos_loyalty.domain.chain import GENESIS, chain_hash
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.ledger import Entry, EntryKind, entries_of, member_account, moved_points
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import Envelope, decode_body, decode_member_event
from pos_loyalty.storage.event_log import LoggedEvent
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.store import Reading

Fold = Callable[[Sequence[MemberEvent], datetime], MemberState]
"""Where a member stands at an instant, from the member's whole history."""

_StoredEntry = tuple[Entry, str, str | None, int, int, int, str]
"""An entry with its device, member, both its times, program version and partner."""

_Place = tuple[str, int, int]
"""The till, epoch and seq of an event."""

Progress = Callable[[int], None]
"""Told now and then how many events and members were gone through."""

_TOLD_EVERY: Final = 1_000
_ENTRIES: Final = """
    SELECT device, epoch, seq, line, kind, debit_account, credit_account, points, sale_id,
        member_id, effective_us, occurred_us, program_version, partner
    FROM entry ORDER BY device, epoch, seq, line
"""
_FOREIGN: Final = """
    SELECT device, epoch, seq, id, type, member_id, effective_us, body
    FROM foreign_event ORDER BY device, epoch, seq
"""
_BASES: Final = "SELECT member_id, points FROM member_base ORDER BY member_id"
_MEMBERS: Final = """
    SELECT member_id FROM outbox WHERE member_id IS NOT NULL
    UNION SELECT member_id FROM foreign_event WHERE member_id IS NOT NULL ORDER BY member_id
"""


@dataclass(frozen=True, slots=True)
class BadRow:
    """The first row that is not what it should be: its table, its key, and what is wrong."""

    table: str
    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """How many rows were gone through, and the first bad one."""

    events: int
    entries: int
    members: int
    first_bad: BadRow | None = None

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return self.first_bad is None


class _BadRowError(Exception):
    def __init__(self, table: str, row: object, reason: str) -> None:
        super().__init__(table, row, reason)
        self.bad = BadRow(table, str(row), reason)


@dataclass(frozen=True, slots=True)
class _Checked:
    """An event that is as it was written, and the entries that follow from it."""

    place: _Place
    entries: tuple[_StoredEntry, ...]


@dataclass(slots=True)
class _End:
    """How far the own log was gone through."""

    link: bytes = GENESIS
    seq: int = 0


@dataclass(slots=True)
class _Counted:
    progress: Progress | None
    events: int = 0
    entries: int = 0
    members: int = 0

    def tell(self) -> None:
        done = self.events + self.members
        if self.progress is not None and done % _TOLD_EVERY == 0:
            self.progress(done)


def verify_ledger(
    reading: Reading, fold: Fold | None = None, *, progress: Progress | None = None
) -> LedgerReport:
    """Go through all of it; with ``fold``, through kept states and balances too.

    What ``progress`` raises ends it: that is how a person cancels.
    """
    counted = _Counted(progress)
    bad: BadRow | None = None
    try:
        _verify_log(reading, counted)
        if fold is not None:
            _verify_states(reading, fold, counted)
    except _BadRowError as found:
        bad = found.bad
    return LedgerReport(counted.events, counted.entries, counted.members, bad)


def _verify_log(reading: Reading, counted: _Counted) -> None:
    device = reading.log.device()
    stored = _entries_by_event(reading, device.device_id)
    next_entries = next(stored, None)
    end = _End()
    for event in merge(
        _own_events(reading, device.device_id, end), _foreign_events(reading), key=_place
    ):
        place = event.place
        if next_entries is not None and next_entries[0] < place:
            raise _BadRowError("entry", _told(next_entries[0], device.device_id), "no such event")
        found: tuple[_StoredEntry, ...] = ()
        if next_entries is not None and next_entries[0] == place:
            found, next_entries = next_entries[1], next(stored, None)
        if found != event.entries:
            told = _told(place, device.device_id)
            raise _BadRowError("entry", told, "differs from its event")
        counted.events += 1
        counted.entries += len(found)
        counted.tell()
    if next_entries is not None:
        raise _BadRowError("entry", _told(next_entries[0], device.device_id), "no such event")
    if (device.last_seq, device.tip_hash) != (end.seq, end.link):
        raise _BadRowError("outbox", device.last_seq, "the end of the log is missing")


def _own_events(reading: Reading, device_id: str, end: _End) -> Iterator[_Checked]:
    """This till's own log, link by link."""
    for row in reading.log.events():
        said = _verified(row, end.link, end.seq + 1)
        end.link, end.seq = row.hash, row.seq
        place = (device_id, row.epoch, row.seq)
        yield _Checked(place, _expected_entries(row.type, row.body, said))


def _foreign_events(reading: Reading) -> Iterator[_Checked]:
    """What the hub told of other tills; it has verified their chains."""
    for *place, id_, name, member_id, effective_us, body in reading.connection.execute(_FOREIGN):
        try:
            said = decode_body(body)
        except msgspec.DecodeError:
            raise _BadRowError("foreign_event", tuple(place), "unreadable") from None
        at = said.position
        told = (said.id, said.type, said.member, at.device, at.epoch, at.seq)
        if (*told, to_us(at.effective_at)) != (id_, name, member_id, *place, effective_us):
            raise _BadRowError("foreign_event", tuple(place), "differs from its body")
        yield _Checked((at.device, at.epoch, at.seq), _expected_entries(name, body, said))


def _place(event: _Checked) -> _Place:
    return event.place


def _told(place: _Place, own: str) -> object:
    """A place as a person reads it: own ones without the till."""
    return place[1:] if place[0] == own else place


def _verified(row: LoggedEvent, link: bytes, expected_seq: int) -> Envelope[Any]:
    if row.seq != expected_seq:
        raise _BadRowError("outbox", expected_seq, "missing")
    if row.prev_hash != link or row.hash != chain_hash(link, row.body):
        raise _BadRowError("outbox", row.seq, "chain")
    try:
        said = decode_body(row.body)
    except msgspec.DecodeError:
        raise _BadRowError("outbox", row.seq, "unreadable") from None
    place = said.position
    told = (said.id, said.type, said.member, place.epoch, place.seq, place.effective_at)
    if told != (row.id, row.type, row.member_id, row.epoch, row.seq, row.effective_at):
        raise _BadRowError("outbox", row.seq, "differs from its body")
    return said


def _expected_entries(name: str, body: bytes, said: Envelope[Any]) -> tuple[_StoredEntry, ...]:
    event = decode_member_event(name, body)
    if event is None:
        return ()
    place = said.position
    origin = (
        place.device,
        said.member,
        to_us(place.effective_at),
        to_us(said.occurred),
        said.program,
        said.partner,
    )
    return tuple((entry, *origin) for entry in entries_of(event))


def _entries_by_event(
    reading: Reading, own: str
) -> Iterator[tuple[_Place, tuple[_StoredEntry, ...]]]:
    rows = reading.connection.execute(_ENTRIES)
    for place, group in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        try:
            yield (
                place,
                tuple(
                    (Entry(r[3], EntryKind(r[4]), r[5], r[6], r[7], r[8]), r[0], *r[9:])
                    for r in group
                ),
            )
        except ValueError:
            raise _BadRowError("entry", _told(place, own), "unreadable") from None


def _verify_bases(reading: Reading) -> None:
    """Whether where members stood is what the entries in its stead left with them."""
    for member_id, points in reading.connection.execute(_BASES):
        state = reading.bases.state(member_id)
        if state is not None and state.balance + state.lapsed != points:
            raise _BadRowError("member_base", member_id, "differs from the balance")


def _verify_states(reading: Reading, fold: Fold, counted: _Counted) -> None:
    _verify_bases(reading)
    for (member_id,) in reading.connection.execute(_MEMBERS):
        if reading.bases.is_based(member_id):
            # The hub has the whole history, and proves it.
            continue
        history = reading.history(member_id)
        if not history:
            continue
        kept = reading.projections.state(member_id)
        at = history[-1].position.effective_at if kept is None else kept.at
        state = fold(history, at)
        # One made under fewer program versions is folded anew before it is next used.
        if kept is not None and kept.versions == state.versions and kept != state:
            raise _BadRowError("member_state", member_id, "differs from the fold")
        entries = [entry for event in history for entry in entries_of(event)]
        held = moved_points(entries, member_account(member_id))
        if held != state.balance + state.lapsed:
            raise _BadRowError("entry", member_id, "differs from the balance")
        counted.members += 1
        counted.tell()
