"""Whether the ledger is what the log says, and the log what was written.

Everything that can be derived is derived again and compared: links from bodies, entries
from events, kept states from histories. The first row that differs is named.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
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

Progress = Callable[[int], None]
"""Told now and then how many events and members were gone through."""

_TOLD_EVERY: Final = 1_000
_ENTRIES: Final = """
    SELECT epoch, seq, line, kind, debit_account, credit_account, points, sale_id,
        device, member_id, effective_us, occurred_us, program_version, partner
    FROM entry ORDER BY epoch, seq, line
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
    stored = _entries_by_event(reading)
    next_entries = next(stored, None)
    link, seq = GENESIS, 0
    for row in reading.log.events():
        said = _verified(row, link, seq + 1)
        link, seq = row.hash, row.seq
        place = (row.epoch, row.seq)
        if next_entries is not None and next_entries[0] < place:
            raise _BadRowError("entry", next_entries[0], "no such event")
        found: tuple[_StoredEntry, ...] = ()
        if next_entries is not None and next_entries[0] == place:
            found, next_entries = next_entries[1], next(stored, None)
        if found != _expected_entries(row, said):
            raise _BadRowError("entry", place, "differs from its event")
        counted.events += 1
        counted.entries += len(found)
        counted.tell()
    if next_entries is not None:
        raise _BadRowError("entry", next_entries[0], "no such event")
    device = reading.log.device()
    if (device.last_seq, device.tip_hash) != (seq, link):
        raise _BadRowError("outbox", device.last_seq, "the end of the log is missing")


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


def _expected_entries(row: LoggedEvent, said: Envelope[Any]) -> tuple[_StoredEntry, ...]:
    event = decode_member_event(row.type, row.body)
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
    reading: Reading,
) -> Iterator[tuple[tuple[int, int], tuple[_StoredEntry, ...]]]:
    rows = reading.connection.execute(_ENTRIES)
    for place, group in groupby(rows, key=lambda row: (row[0], row[1])):
        try:
            yield (
                place,
                tuple(
                    (Entry(r[2], EntryKind(r[3]), r[4], r[5], r[6], r[7]), *r[8:]) for r in group
                ),
            )
        except ValueError:
            raise _BadRowError("entry", place, "unreadable") from None


def _verify_states(reading: Reading, fold: Fold, counted: _Counted) -> None:
    members = reading.connection.execute(
        "SELECT DISTINCT member_id FROM outbox WHERE member_id IS NOT NULL ORDER BY member_id"
    )
    for (member_id,) in members:
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
