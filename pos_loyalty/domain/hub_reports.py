"""What the operator of a hub is shown: how it stands, its tills, what waits for a person."""

from collections.abc import Mapping

from pos_loyalty.domain.desk_acts import DeskAct
from pos_loyalty.domain.shares import GrantState
from pos_loyalty.domain.tills import DeviceRow, HubMeta, InboxRow
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HubTotals:
    """What a hub holds. ``points`` are those that entries left with members."""

    members: int = 0
    events: int = 0
    entries: int = 0
    points: int = 0
    shared_points: int = 0
    """Points that tills hold as shares."""
    refused: int = 0
    exceptions: int = 0
    conflicts: int = 0
    erasures: int = 0
    """Erased members that some till has not confirmed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubStanding:
    """How a hub stands: what it holds, and how far it and its tills are."""

    meta: HubMeta
    schema: str
    has_shop: bool
    """Whether a till has founded the shop; the first one to be paired does."""
    heads: Mapping[str, int]
    totals: HubTotals
    tills: Mapping[str, int]
    """How many, by status."""
    backlog: int
    """Events that tills said they had not sent yet, at their last word."""


@dataclass(frozen=True, slots=True)
class TillLine:
    """A till, and the points that it may burn without asking."""

    row: DeviceRow
    shares: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLine:
    """A store: how many tills it has, and when one of them was last heard of."""

    name: str
    tills: int
    seen_us: int
    backlog: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """An event that waits for a person: kept and not booked, or booked without a share's cover."""

    row: InboxRow
    till: str
    done: DeskAct | None = None
    """Who has dealt with it, once somebody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSide:
    """A share as the hub has it. ``till`` is the name of its holder."""

    share: str
    till: str
    points: int
    held: int
    state: GrantState


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleSide:
    """The sale or redemption of which something was taken back."""

    subject: str
    till: str
    at_us: int
    earned: int
    burned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSide:
    """Another taking back of the same. ``amount_minor`` is None where no money went."""

    event: str
    till: str
    at_us: int
    amount_minor: int | None
    reversed: int
    restored: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands in the log of a till."""

    device: str
    epoch: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSide:
    """What the hub knows that stands against an event which waits.

    ``points_then`` could be burned by all that had come before it, at its own time; ``points_now``
    can be now. ``due`` is the place at which the event came, ``said`` the one that it names.
    """

    points_then: int | None = None
    points_now: int | None = None
    shares: tuple[ShareSide, ...] = ()
    unknown_shares: tuple[str, ...] = ()
    elsewhere: tuple[ShareSide, ...] = ()
    """Other shares of the member that are held now."""
    sale: SaleSide | None = None
    returns: tuple[ReturnSide, ...] = ()
    amends: tuple[ReturnSide, ...] = ()
    """What a till has put right since, of what was taken back twice."""
    currency: str = ""
    acts: tuple[DeskAct, ...] = ()
    due: Place | None = None
    said: Place | None = None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An event that waits, with both sides.

    ``moved`` is what it did, or would do, to the member's points; None where it cannot be read.
    """

    line: RefusedLine
    moved: int | None
    side: OtherSide

    @property
    def row(self) -> InboxRow:
        """The event."""
        return self.line.row


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """An erased member, and the tills that have not said yet that they forgot them."""

    member: str
    erased_us: int
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingCode:
    """A code by which one till is let in at ``url``, until ``expires_us``."""

    code: str
    url: str
    store: str
    expires_us: int

    @property
    def qr_text(self) -> str:
        """What a till reads when it is shown the code."""
        return f"pos-loyalty-pair:{self.url}#{self.code}"
