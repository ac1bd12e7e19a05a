"""What a till without a file keeps."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.shared_records import Stamped
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
    confirmed: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    deferred: int = 0
    programs: dict[int, ProgramNote] = field(default_factory=dict)

    def copy(self) -> "TillState":
        """A backup: values never change, so the collections are enough."""
        whole = replace(self)
        for name in ("cursors", "told", "grants", "records", "programs"):
            setattr(whole, name, dict(getattr(self, name)))
        whole.log = list(self.log)
        whole.dirty = {place: set(names) for place, names in self.dirty.items()}
        whole.confirmed, whole.doubted = set(self.confirmed), set(self.doubted)
        return whole
