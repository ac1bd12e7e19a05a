"""What the database gives and takes besides domain values: one frozen record per kind of row."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class MemberStatus(StrEnum):
    """Whether a member takes part."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    ERASED = "erased"


class CardStatus(StrEnum):
    """Whether a card still opens the member's account."""

    ACTIVE = "active"
    REPLACED = "replaced"
    BLOCKED = "blocked"


class ReversalKind(StrEnum):
    """Whether money went back, or the sale never should have been."""

    REFUND = "refund"
    VOID = "void"


class UsageKind(StrEnum):
    """What is counted over all members."""

    CAMPAIGN = "campaign"
    REWARD = "reward"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """A member's profile. ``phone`` is in international form, ``birthday`` an ISO day.

    A birthday without a year is ``--MM-DD``. Without personal fields the member is
    erased, or joined with nothing but a card. ``segments`` are the shop's own labels;
    ``reference`` is what another system calls the member.
    """

    id: str
    enrolled_at: datetime
    status: MemberStatus = MemberStatus.ACTIVE
    given_name: str | None = None
    family_name: str | None = None
    phone: str | None = None
    email: str | None = None
    birthday: str | None = None
    language: str | None = None
    note: str | None = None
    consents: Mapping[str, str] = field(default_factory=dict)
    referrer_id: str | None = None
    segments: tuple[str, ...] = ()
    reference: str | None = field(default=None, repr=False)
    hlc: int = 0


@dataclass(frozen=True, slots=True)
class CardRecord:
    """One issue of a member's card, 0 to 31."""

    member_id: str
    issue: int
    status: CardStatus
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRecord:
    """A sale as it was recorded. ``detail`` is JSON: basket and explanation."""

    number: int
    id: str
    seq: int
    occurred_at: datetime
    effective_at: datetime
    business_day: str
    total_minor: int
    discount_minor: int
    due_minor: int
    gift_card_minor: int
    paid_minor: int
    eligible_minor: int
    program_version: int
    member_id: str | None = None
    receipt_number: str = ""
    earned: int = 0
    spent: int = 0
    tier_used: str | None = None
    staff_id: str | None = None
    detail: bytes = b"{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalRecord:
    """A refund or a void of a sale, in full or in part."""

    number: int
    id: str
    seq: int
    kind: ReversalKind
    sale_id: str
    amount_minor: int
    reversed_points: int
    restored_points: int
    occurred_at: datetime
    effective_at: datetime
    business_day: str
    program_version: int
    member_id: str | None = None
    staff_id: str | None = None
    approved_by: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionRecord:
    """A burn without a sale of ours; or, when ``undoes`` names one, its taking back.

    ``rewards`` is JSON.
    """

    number: int
    id: str
    seq: int
    member_id: str
    spent: int
    discount_minor: int
    occurred_at: datetime
    effective_at: datetime
    business_day: str
    program_version: int
    undoes: str | None = None
    rewards: bytes = b"[]"
    staff_id: str | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class ProgramRecord:
    """A published program version; ``document`` is JSON, as it was published."""

    number: int
    valid_from: datetime
    document: bytes
    published_at: datetime
    published_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecord:
    """A prize draw: the promised hash of its seed, and what came out. ``winners`` is JSON."""

    draw_id: str
    commitment: str | None = None
    held_at: datetime | None = None
    seed: str | None = None
    tickets_digest: str | None = None
    winners: bytes | None = None


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request that was answered, with its answer as JSON."""

    key: str
    content_hash: bytes
    outcome: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """Somebody who signs in. ``pin_hash`` is None until a PIN is set."""

    id: str
    name: str
    role: str
    pin_hash: str | None = None
    active: bool = True
    failed_pins: int = 0
    last_failure_at: datetime | None = None
    hlc: int = 0
