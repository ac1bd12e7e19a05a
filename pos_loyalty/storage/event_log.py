"""The log of this device: every event once, dense, chained, and never changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Final

from uuid_utils import uuid7

from pos_loyalty.domain.chain import chain_hash
from pos_loyalty.domain.events import Happening, MemberEvent, Position
from pos_loyalty.domain.ledger import Entry, entries_of
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import (
    Envelope,
    decode_member_event,
    encode_body,
    type_name,
)
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.foreign import ForeignReader
from pos_loyalty.storage.instants import from_us, to_us

_READ_DEVICE: Final = """
    SELECT device_id, epoch, next_seq, next_number, tip_hash, last_effective_us, last_hlc
    FROM device_state
"""
_WRITE_DEVICE: Final = """
    UPDATE device_state
    SET epoch = ?, next_seq = ?, next_number = ?, tip_hash = ?, last_effective_us = ?, last_hlc = ?
"""
_ADD_EVENT: Final = """
    INSERT INTO outbox (seq, epoch, id, type, ver, member_id, effective_us, occurred_wall_us,
        boot_id, mono_ms, body, prev_hash, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_ENTRY: Final = """
    INSERT INTO entry (epoch, seq, line, device, member_id, sale_id, kind, debit_account,
        credit_account, points, effective_us, occurred_us, business_day, program_version, partner)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_HISTORY: Final = """
    SELECT type, body FROM outbox WHERE member_id = ? ORDER BY effective_us, seq
"""
_BODIES: Final = "SELECT body FROM outbox WHERE type = ? ORDER BY seq"
_LAST_OF: Final = "SELECT max(effective_us) FROM outbox WHERE member_id = ? AND type = ?"
_HLC_SHIFT: Final = 16
_BELIEVED_AHEAD: Final = timedelta(minutes=10)
_WRONG_BY: Final = timedelta(days=1)
"""How far the clock of another till may be ahead of this one's and be followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event that is about to be written.

    ``data`` is a happening, a frozen record or plain values, and names nobody: what does
    goes into ``sealed``, encrypted. ``effective_at`` is what the caller takes for now;
    ``occurred_at`` is what the wall clock said.
    """

    type: str
    data: object
    effective_at: datetime
    occurred_at: datetime
    member_id: str | None = None
    program_version: int = 0
    staff_id: str | None = None
    approved_by: str | None = None
    key: str | None = None
    sealed: bytes | None = None
    partner: str = ""
    detail: object = None
    shares: Mapping[str, int] = field(default_factory=dict)
    ver: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A happening of one member that is about to be written, with its ledger entries.

    ``detail`` is what no fold needs and the hub will: a sale's basket, a refund's kind.
    ``partner`` names the partner of a coalition at which it happened, ``shares`` how many points
    were burned out of which share.
    """

    happening: Happening
    member_id: str
    effective_at: datetime
    occurred_at: datetime
    business_day: str
    program_version: int
    staff_id: str | None = None
    approved_by: str | None = None
    key: str | None = None
    sealed: bytes | None = None
    partner: str = ""
    detail: object = None
    shares: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it was written."""

    id: str
    position: Position


@dataclass(frozen=True, slots=True)
class DeviceState:
    """How far this device has come."""

    device_id: str
    epoch: int
    next_seq: int
    next_number: int
    tip_hash: bytes
    last_effective_us: int
    last_hlc: int

    @property
    def last_seq(self) -> int:
        """The seq of the newest event; 0 before the first."""
        return self.next_seq - 1


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One row of the log as it lies there."""

    seq: int
    epoch: int
    id: str
    type: str
    member_id: str | None
    effective_at: datetime
    body: bytes
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Boot:
    """This start of the machine, and the time since then that no clock change touches."""

    id: str
    monotonic_ms: Callable[[], int]


class LogReader:
    """Reads the log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def device(self) -> DeviceState:
        """How far this device has come."""
        return DeviceState(*self._connection.execute(_READ_DEVICE).one())

    def history(self, member_id: str) -> list[MemberEvent]:
        """Everything that happened to a member, here and at other tills, in order."""
        rows = self._connection.execute(_HISTORY, (member_id,))
        decoded = (decode_member_event(name, body) for name, body in rows)
        own = [event for event in decoded if event is not None]
        elsewhere = ForeignReader(self._connection).history(member_id)
        return sorted(own + elsewhere, key=_place) if elsewhere else own

    def bodies(self, kind: str) -> Iterator[bytes]:
        """The bodies of all events of a type, in their order, one by one."""
        for row in self._connection.execute(_BODIES, (kind,)):
            yield row[0]

    def last_of(self, member_id: str, kind: str) -> datetime | None:
        """When such an event was last written about a member."""
        last_us = self._connection.execute(_LAST_OF, (member_id, kind)).value()
        return from_us(last_us) if last_us is not None else None

    def events(self, *, after: int = 0, limit: int = -1) -> Iterator[LoggedEvent]:
        """Rows of the log in their order, one by one; ``after`` is a seq."""
        rows = self._connection.execute(
            "SELECT seq, epoch, id, type, member_id, effective_us, body, prev_hash, hash "
            "FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, limit),
        )
        for seq, epoch, id_, type_, member_id, effective_us, body, prev_hash, link in rows:
            at = from_us(effective_us)
            yield LoggedEvent(seq, epoch, id_, type_, member_id, at, body, prev_hash, link)


class LogWriter(LogReader):
    """Writes to the log, inside one transaction.

    The device's row is read at the first write and put back once, by ``flush``; the
    transaction holds the write lock, so nobody else can have moved it in between.
    """

    def __init__(self, connection: Connection, boot: Boot) -> None:
        super().__init__(connection)
        self._boot = boot
        self._loaded: DeviceState | None = None
        self._epoch = 0
        self._next_seq = 0
        self._next_number = 0
        self._tip_hash = b""
        self._effective_us = 0
        self._hlc = 0

    def effective(self, now: datetime) -> datetime:
        """``now``, or the time of the newest event when the clock fell behind it."""
        self._load()
        return from_us(max(to_us(now), self._effective_us))

    def append(self, draft: EventDraft) -> StoredEvent:
        """Write an event at the end of the log."""
        device = self._load()
        self._effective_us = max(to_us(draft.effective_at), self._effective_us)
        position = Position(
            from_us(self._effective_us), device.device_id, self._epoch, self._next_seq
        )
        id_ = str(uuid7())
        body = encode_body(
            Envelope(
                id=id_,
                type=draft.type,
                ver=draft.ver,
                position=position,
                occurred=draft.occurred_at,
                data=draft.data,
                member=draft.member_id,
                program=draft.program_version,
                staff=draft.staff_id,
                approved=draft.approved_by,
                key=draft.key,
                sealed=draft.sealed,
                partner=draft.partner,
                detail=draft.detail,
                shares=draft.shares,
            )
        )
        link = chain_hash(self._tip_hash, body)
        self._connection.execute(
            _ADD_EVENT,
            (
                self._next_seq,
                self._epoch,
                id_,
                draft.type,
                draft.ver,
                draft.member_id,
                self._effective_us,
                to_us(draft.occurred_at),
                self._boot.id,
                self._boot.monotonic_ms(),
                body,
                self._tip_hash,
                link,
            ),
        )
        self._tip_hash = link
        self._next_seq += 1
        return StoredEvent(id_, position)

    def record(self, fact: Fact) -> MemberEvent:
        """Write what happened to a member, and the entries that it makes in the ledger."""
        stored = self.append(
            EventDraft(
                type=type_name(fact.happening),
                data=fact.happening,
                effective_at=fact.effective_at,
                occurred_at=fact.occurred_at,
                member_id=fact.member_id,
                program_version=fact.program_version,
                staff_id=fact.staff_id,
                approved_by=fact.approved_by,
                key=fact.key,
                sealed=fact.sealed,
                partner=fact.partner,
                detail=fact.detail,
                shares=fact.shares,
            )
        )
        event = MemberEvent(
            stored.position, fact.member_id, fact.program_version, fact.happening, fact.partner
        )
        self._add_entries(event, entries_of(event), fact)
        return event

    def take_number(self) -> int:
        """The next running number of this till: sales, reversals and redemptions share it."""
        self._load()
        number = self._next_number
        self._next_number += 1
        return number

    def stamp(self, now: datetime) -> int:
        """A hybrid clock stamp for a settings-like record: later than all before it."""
        self._load()
        self._hlc = max((to_us(now) // 1000) << _HLC_SHIFT, self._hlc + 1)
        return self._hlc

    def next_stamp(self) -> int:
        """A hybrid clock stamp for what changes beside an event: later than all before it."""
        self._load()
        return self.stamp(from_us(self._effective_us))

    def note_stamp(self, stamp: int) -> None:
        """Stamps from now on are later than this one of another till's."""
        self._load()
        self._hlc = max(self._hlc, stamp)

    def note_time(self, at: datetime, *, now: datetime) -> None:
        """What happens here from now on comes after what happened elsewhere at that time.

        Not where the other till's clock is far ahead: all our days would be wrong with it.
        """
        self._load()
        if at <= now + _BELIEVED_AHEAD:
            self._effective_us = max(self._effective_us, to_us(at) + 1)

    def follow(self, at: datetime, *, now: datetime) -> bool:
        """As ``note_time``, for the hub's own clock; False where it is a day ahead."""
        self._load()
        if at > now + _WRONG_BY:
            return False
        self._effective_us = max(self._effective_us, to_us(at) + 1)
        return True

    @property
    def epoch(self) -> int:
        """The epoch in which this transaction writes."""
        self._load()
        return self._epoch

    def put_tip(self, link: bytes) -> None:
        """The newest event has another link by now: its place has changed."""
        self._load()
        self._tip_hash = link

    def raise_epoch(self, *, above: int, next_number: int) -> None:
        """Begin a new epoch: this file was put back to an older state of itself.

        The log goes on where the file ends, so it stays dense and chained; the epoch tells
        its new events from the lost ones of the same seq. Numbers on slips are not
        given out twice.
        """
        self._load()
        self._epoch = max(self._epoch, above) + 1
        self._next_number = max(self._next_number, next_number)

    def flush(self) -> None:
        """Put the device's row back; the last thing before the commit."""
        if self._loaded is None:
            return
        self._connection.execute(
            _WRITE_DEVICE,
            (
                self._epoch,
                self._next_seq,
                self._next_number,
                self._tip_hash,
                self._effective_us,
                self._hlc,
            ),
        )

    def _load(self) -> DeviceState:
        if self._loaded is None:
            self._loaded = device = self.device()
            self._epoch = device.epoch
            self._next_seq = device.next_seq
            self._next_number = device.next_number
            self._tip_hash = device.tip_hash
            self._effective_us = device.last_effective_us
            self._hlc = device.last_hlc
        return self._loaded

    def _add_entries(self, event: MemberEvent, entries: tuple[Entry, ...], fact: Fact) -> None:
        if not entries:
            return
        place = event.position
        effective_us, occurred_us = to_us(place.effective_at), to_us(fact.occurred_at)
        rows = [
            (
                place.epoch,
                place.seq,
                entry.line,
                place.device,
                event.member_id,
                entry.sale_id,
                entry.kind.value,
                entry.debit_account,
                entry.credit_account,
                entry.points,
                effective_us,
                occurred_us,
                fact.business_day,
                event.program_version,
                event.partner,
            )
            for entry in entries
        ]
        self._connection.execute_many(ADD_ENTRY, rows)


def _place(event: MemberEvent) -> tuple[datetime, str, int, int]:
    # A tuple is compared much faster than the position is.
    place = event.position
    return place.effective_at, place.device, place.epoch, place.seq
