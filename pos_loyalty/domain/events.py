"""What happened to a member: the facts that the ledger keeps and every state is folded from.

A fact holds the figures that were decided when it was made (points awarded, points
spent, the expiry of the credit), never a rule. What only follows from the order of facts
(which lots a burn took, the tier after a review) is not written; the fold finds it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """The place of an event in a member's history; comparing positions orders it.

    The effective time is fixed when the event is made and never runs backwards on a
    device; ``seq`` is dense within (``device``, ``epoch``).
    """

    effective_at: datetime
    device: str
    epoch: int
    seq: int

    @property
    def name(self) -> str:
        """A short unique name, used as the id of a lot that this event opened."""
        return f"{self.device}.{self.epoch}.{self.seq}"


MOST_POINTS = 2**63 - 1
"""As many as one entry of the ledger holds; a member never has more either."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Points given by one event. They open one lot with one expiry."""

    points: int
    spendable_at: datetime
    expires_at: datetime | None

    def __post_init__(self) -> None:
        if self.points < 0:
            raise ValueError(self.points)


class CreditKind(StrEnum):
    """Why points were given other than by a purchase or by hand."""

    WELCOME = "welcome"
    REFERRAL = "referral"
    ACTION = "action"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class RewardUse:
    """One use of a reward: what it cost, or that a free one was used up."""

    reward_id: str
    points: int
    free: bool = False


@dataclass(frozen=True, slots=True)
class CampaignUse:
    """One use of a campaign and the points that it gave, before caps."""

    campaign_id: str
    points: int


@dataclass(frozen=True, slots=True)
class StampGain:
    """Stamps on one card, with the card's size and reward at that time."""

    card_id: str
    count: int
    size: int
    reward_id: str

    def __post_init__(self) -> None:
        if self.size <= 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The member joined. ``welcome`` is False for members who come with a history."""

    referrer_id: str | None = None
    welcome: bool = True


@dataclass(frozen=True, slots=True)
class Credited:
    """Points outside a purchase. ``reference`` names the action or the sale behind them."""

    kind: CreditKind
    credit: Credit
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CreditTakenBack:
    """Part of a referrer's credit goes, in proportion to the refund behind it."""

    reference: str
    points: int


@dataclass(frozen=True, slots=True)
class Purchased:
    """A sale: what it burned and what it earned.

    ``paid_minor`` is money and gift card together: what can come back to the
    customer. ``eligible`` is exact, in minor units. ``capped_points`` are those that
    count for the cap of the day.
    """

    sale_id: str
    occurred_at: datetime
    paid_minor: int
    eligible: Fraction
    award: Credit
    capped_points: int
    measure_points: int
    spent: int = 0
    rewards: tuple[RewardUse, ...] = ()
    campaigns: tuple[CampaignUse, ...] = ()
    stamps: tuple[StampGain, ...] = ()


@dataclass(frozen=True, slots=True)
class StampsTaken:
    """Stamps that a refund takes from a card."""

    card_id: str
    count: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money went back for a sale. ``refunded_minor`` is the sum of all its refunds."""

    sale_id: str
    amount_minor: int
    refunded_minor: int
    complete: bool
    reversed_points: int
    restored_points: int
    stamps: tuple[StampsTaken, ...] = ()


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Points burned, or a free reward used, without a sale of ours."""

    redemption_id: str
    spent: int
    rewards: tuple[RewardUse, ...] = ()


@dataclass(frozen=True, slots=True)
class RedemptionUndone:
    """A redemption was taken back; its points return to their lots."""

    redemption_id: str
    restored_points: int


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Points given by hand."""

    credit: Credit


@dataclass(frozen=True, slots=True)
class Debited:
    """Points taken by hand."""

    points: int


@dataclass(frozen=True, slots=True)
class TierSet:
    """A tier given by hand: a floor until it is set again."""

    tier_id: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Qualifying activity brought from elsewhere; it moves no points."""

    at: datetime
    spend_minor: int = 0
    points: int = 0
    visits: int = 1

    def __post_init__(self) -> None:
        if min(self.spend_minor, self.points, self.visits) < 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class HistoryNoted:
    """Earlier activity that counts for the tier measure."""

    entries: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Stamped:
    """Stamps given or taken by hand."""

    gain: StampGain


Happening = (
    Enrolled
    | Credited
    | CreditTakenBack
    | Purchased
    | Refunded
    | Redeemed
    | RedemptionUndone
    | Adjusted
    | Debited
    | TierSet
    | HistoryNoted
    | Stamped
)


@dataclass(frozen=True, slots=True)
class MemberEvent:
    """One fact of one member, at its place, with the program version that ruled it."""

    position: Position
    member_id: str
    program_version: int
    happening: Happening
