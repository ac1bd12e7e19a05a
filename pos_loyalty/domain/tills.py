"""Several tills of one shop: how far each has come, and what the hub keeps of it."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from pos_loyalty.domain.chain import GENESIS
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TillPlace:
    """How far a till has come with the hub.

    ``sent_seq`` is the newest event that was ever put into a push; ``acked_seq`` the newest that
    the hub is known to have. ``cursors`` is by feed. ``has_changes``: records were changed here
    that the hub has not heard of.
    """

    device: str
    epoch: int
    seq: int
    tip_hash: bytes
    sent_seq: int
    acked_seq: int
    incarnation: int
    cursors: Mapping[str, int]
    has_changes: bool


class DeviceStatus(StrEnum):
    """Whether a till takes part."""

    ACTIVE = "active"
    TWIN = "twin"
    """Two machines write under its name: it goes on selling, and gets no shares."""
    REVOKED = "revoked"
    """Its sales are kept aside for a person; it is told nothing."""
    GONE = "gone"
    """Written off: what it held was given back to the members."""


@dataclass(frozen=True, slots=True)
class TillName:
    """Another till as people know it."""

    name: str
    store: str
    status: DeviceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A till as the hub knows it. ``seq`` and ``tip_hash`` belong to ``epoch``.

    ``hello_incarnation`` is the hub's incarnation at its last hello.
    """

    device: str
    public_key: bytes
    store: str
    name: str
    status: DeviceStatus = DeviceStatus.ACTIVE
    epoch: int = 1
    seq: int = 0
    tip_hash: bytes = GENESIS
    version: int = 1
    app: str = ""
    schema: str = ""
    backlog: int = 0
    clock_offset_ms: int = 0
    cursors: Mapping[str, int] = field(default_factory=dict)
    enrolled_us: int = 0
    seen_us: int = 0
    hello_incarnation: int = 0


class InboxStatus(StrEnum):
    """What became of an event."""

    APPLIED = "applied"
    EXCEPTION = "exception"
    """Booked, and a person should see it: points were burned that no share covered."""
    REFUSED = "refused"
    """Kept and not booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One event of a till as the hub keeps it for good. ``body`` is its exact bytes.

    ``subject`` is the id of the sale or the redemption that it made.
    """

    device: str
    epoch: int
    seq: int
    id: str
    type: str
    member: str | None
    subject: str | None = None
    effective_us: int
    body: bytes
    hash: bytes
    received_us: int
    status: InboxStatus = InboxStatus.APPLIED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HubMeta:
    """What a hub knows of itself. ``key_version`` is 0 while there is no shop.

    ``is_recovering``: it was put back from a backup, and waits for its tills.
    """

    incarnation: int
    is_recovering: bool
    key_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """One row of a feed. ``body`` is a record's fields as JSON, or an event's exact bytes.

    ``min_version`` is the oldest protocol whose tills understand it; others lay it by.
    """

    seq: int = 0
    kind: str
    key: str
    body: bytes = b"null"
    device: str = ""
    min_version: int = 1


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Rows of a feed: where a reader goes on from, and the newest place there is."""

    rows: tuple[FeedRow, ...]
    to: int
    head: int
