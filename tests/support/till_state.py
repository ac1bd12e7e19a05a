"""What a till without a file keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.shared_records import (
    RecordChange,
    Stamped,
    is_erased,
    next_told,
    overruled,
)
from pos_loyalty.domain.shares import GrantRow
from pos_loyalty.sync.protocol import ProgramNote

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at_us(us: int) -> datetime:
    """An instant from microseconds."""
    return EPOCH + timedelta(microseconds=us)


def us_at(at: datetime) -> int:
    """Microseconds from an instant."""
    return (at - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Logged:
    """One event as a till has it; ``event`` is None for what moves no member."""

    seq: int
    epoch: int
    id: str
    type: str
    member: str | None
    effective_us: int
    body: bytes
    prev_hash: bytes
    hash: bytes
    event: MemberEvent | None
    covered: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One event that the hub told."""

    id: str
    device: str
    epoch: int
    seq: int
    member: str | None
    body: bytes
    event: MemberEvent | None


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the log had come, noted where no backup reaches."""

    epoch: int
    high_seq: int
    tip_hash: bytes
    sent: int = 0


@dataclass
class TillState:
    """What a till's file holds."""

    device: str
    epoch: int = 1
    log: list[Logged] = field(default_factory=list)
    sent: int = 0
    acked: int = 0
    incarnation: int = 0
    effective_us: int = 0
    hlc: int = 0
    cursors: dict[str, int] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    grants: dict[str, GrantRow] = field(default_factory=dict)
    records: dict[tuple[str, str], dict[str, Stamped]] = field(default_factory=dict)
    dirty: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    overruled: dict[tuple[str, str], tuple[tuple[str, Stamped], ...]] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    deferred: int = 0
    programs: dict[int, ProgramNote] = field(default_factory=dict)

    def changes(self) -> Iterator[RecordChange]:
        """What the hub has not heard of records."""
        for kind, key in sorted({*self.dirty, *self.overruled}):
            place = (kind, key)
            fields = {name: self.records[place][name] for name in self.dirty.get(place, ())}
            due = next_told(fields, self.overruled.get(place, ()), device=self.device)
            yield RecordChange(kind=kind, key=key, fields=dict(sorted(due.items())))

    def put_record(self, place: tuple[str, str], fields: dict[str, Stamped]) -> None:
        """Put a record as it stands now."""
        self.records[place] = fields
        if is_erased(place[0], fields):
            self.overruled.pop(place, None)

    def keep_overruled(self, place: tuple[str, str], told: Mapping[str, Stamped]) -> None:
        """Keep own fields that were not told and give way to what the hub tells."""
        mine = self.records.get(place, {})
        new = {x: mine[x] for x in self.dirty.get(place, ()) if mine[x].device == self.device}
        change = RecordChange(kind=place[0], key=place[1], fields=new)
        kept = [*self.overruled.get(place, ()), *overruled(change, told).items()]
        if kept:
            self.overruled[place] = tuple(kept)

    def drop_overruled(self, change: RecordChange) -> None:
        """The hub has these fields."""
        place = (change.kind, change.key)
        told = [(name, stamped.hlc) for name, stamped in change.fields.items()]
        kept = [x for x in self.overruled.pop(place, ()) if (x[0], x[1].hlc) not in told]
        if kept:
            self.overruled[place] = tuple(kept)

    def copy(self) -> "TillState":
        """A backup: values never change, so the collections are enough."""
        whole = replace(self)
        for name in ("cursors", "told", "grants", "records", "programs", "overruled"):
            setattr(whole, name, dict(getattr(self, name)))
        whole.log = list(self.log)
        whole.dirty = {place: set(names) for place, names in self.dirty.items()}
        whole.confirmed, whole.doubted = set(self.confirmed), set(self.doubted)
        return whole
