"""A story as values: what its steps ask for, read and checked, before anything is played."""

from collections.abc import Mapping
from datetime import datetime

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import Activity
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Enroll:
    """A member joins."""

    birthday: tuple[int, int] | None = None
    referrer: str | None = None
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """Points as a lot of their own, which ends at ``expires_at``; None is never."""

    points: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class GrantByPolicy:
    """Points as a lot of their own, which ends as the program says."""

    points: int


@dataclass(frozen=True, slots=True)
class History:
    """Earlier activity that counts for the tier."""

    entries: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Purchase:
    """A sale; ``id`` is the story's own name for it."""

    basket: Basket
    id: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a sale would do."""

    basket: Basket


@dataclass(frozen=True, slots=True)
class Refund:
    """Money goes back: all that is left, without an amount."""

    purchase: str
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Void:
    """A sale that never should have been."""

    purchase: str


@dataclass(frozen=True, slots=True)
class Redeem:
    """Points or a reward without a sale; ``purchase_total_minor`` is what they pay for."""

    points: int = 0
    reward: str = ""
    purchase_total_minor: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class UndoRedeem:
    """A redemption is taken back."""

    id: str


@dataclass(frozen=True, slots=True)
class Adjust:
    """Points given or taken by hand."""

    points: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PerformAction:
    """Points for something other than a purchase."""

    action: str


@dataclass(frozen=True, slots=True)
class SetTier:
    """A tier given by hand."""

    tier: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Stamps given or, below zero, taken by hand."""

    card: str
    count: int


@dataclass(frozen=True, slots=True)
class Balance:
    """A look at where the member stands."""


@dataclass(frozen=True, slots=True)
class Advance:
    """Time passes."""

    to: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """The member may not take part any more."""


@dataclass(frozen=True, slots=True)
class Unblock:
    """The member may take part again."""


@dataclass(frozen=True, slots=True)
class BuyMembership:
    """A paid membership is bought; ``id`` is the story's own name for it."""

    membership: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class CancelMembership:
    """A bought membership is taken back."""

    id: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """Tickets of a prize draw, bought with points; undone by their ``id``."""

    draw: str
    count: int = 1
    id: str = ""


@dataclass(frozen=True, slots=True)
class HoldDraw:
    """A prize draw is held."""

    draw: str
    seed: str


@dataclass(frozen=True, slots=True)
class Spin:
    """The wheel is turned."""

    wheel: str
    seed: str


@dataclass(frozen=True, slots=True)
class Donate:
    """Points are given to a good cause."""

    points: int
    reward: str
    id: str = ""


Deed = (
    Enroll
    | Grant
    | GrantByPolicy
    | History
    | Purchase
    | Quote
    | Refund
    | Void
    | Redeem
    | UndoRedeem
    | Adjust
    | PerformAction
    | SetTier
    | Stamp
    | Balance
    | Advance
    | Block
    | Unblock
    | BuyMembership
    | CancelMembership
    | Ticket
    | HoldDraw
    | Spin
    | Donate
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what is done, for whom, when, at which partner, and under which key."""

    do: str
    deed: Deed
    member: str | None = None
    at: datetime | None = None
    key: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A program and a story. ``document`` is the program as it stands in the file."""

    id: str
    program: Program
    document: Mapping[str, object]
    start: datetime
    steps: tuple[Step, ...]
