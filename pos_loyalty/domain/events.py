"""What happened to a member: the facts that the ledger keeps and every state is folded from.

A fact holds the figures that were decided when it was made (points awarded, points
spent, the expiry of the credit), never a rule. What only follows from the order of facts
(which lots a burn took, the tier after a review) is not written; the fold finds it.
"""

from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from pos_loyalty.domain.program import ChallengeMeasure
from pos_loyalty.domain.values import dataclass


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
    CHALLENGE = "challenge"


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
class ChallengeGain:
    """What a purchase adds to a challenge, with the challenge's rules at that time.

    ``amount`` counts visits, exact minor units or points; ``marks`` are the categories or
    products bought. ``completed`` says how often the purchase reached the goal.
    """

    challenge_id: str
    measure: ChallengeMeasure
    goal: int
    amount: Fraction = Fraction(0)
    marks: tuple[str, ...] = ()
    completed: int = 0
    badge: str = ""
    repeat: bool = False

    def __post_init__(self) -> None:
        if self.goal <= 0 or self.amount < 0 or self.completed < 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class TicketGain:
    """Tickets of a prize draw."""

    draw_id: str
    count: int

    def __post_init__(self) -> None:
        if self.count <= 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class MembershipTerm:
    """The time for which a membership was bought or given; half-open."""

    membership_id: str
    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at >= self.ends_at:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The member joined. ``welcome`` is False for members who come with a history.

    ``since`` is when such a member joined elsewhere, if anybody knows.
    """

    referrer_id: str | None = None
    welcome: bool = True
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credited:
    """Points outside a purchase, and the tickets of a draw that an action gives.

    ``reference`` names the action or the sale behind them.
    """

    kind: CreditKind
    credit: Credit
    reference: str = ""
    tickets: tuple[TicketGain, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditTakenBack:
    """Part of a credit goes that stood for a sale: a referrer's, or a challenge's bonus."""

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
    challenges: tuple[ChallengeGain, ...] = ()
    tickets: tuple[TicketGain, ...] = ()
    terms: tuple[MembershipTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class StampsTaken:
    """Stamps that a refund takes from a card."""

    card_id: str
    count: int


@dataclass(frozen=True, slots=True)
class TicketsTaken:
    """Tickets that a refund takes out of a draw."""

    draw_id: str
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
    tickets: tuple[TicketsTaken, ...] = ()


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Points burned, or a free reward used, without a sale of ours.

    Buying tickets and giving points to a good cause are redemptions too.
    """

    redemption_id: str
    spent: int
    rewards: tuple[RewardUse, ...] = ()
    tickets: tuple[TicketGain, ...] = ()
    terms: tuple[MembershipTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class RedemptionUndone:
    """A redemption was taken back; its points return to their lots.

    Tickets of the draws in ``keeps_tickets_of`` have been in the urn, and stay.
    """

    redemption_id: str
    restored_points: int
    keeps_tickets_of: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class MembershipBought:
    """A paid membership; its fee was booked in the till and moves no points."""

    purchase_id: str
    term: MembershipTerm
    fee_minor: int


@dataclass(frozen=True, slots=True)
class MembershipCancelled:
    """A bought membership was taken back, with exactly the time that it gave."""

    purchase_id: str


@dataclass(frozen=True, slots=True)
class Spun:
    """A wheel was turned. The segment follows from the seed; anybody can recompute it.

    ``number`` counts the member's spins of this wheel from zero. ``sale_id`` names the
    purchase that gave the spin, where one was needed.
    """

    spin_id: str
    wheel_id: str
    number: int
    seed: str
    segment: int
    credit: Credit
    reward_id: str = ""
    sale_id: str = ""


@dataclass(frozen=True, slots=True)
class SpinTakenBack:
    """What a spin had given goes, for the purchase behind it was taken back whole."""

    spin_id: str
    points: int


class Subject(StrEnum):
    """What can be taken back."""

    SALE = "sale"
    REDEMPTION = "redemption"
    CREDIT = "credit"
    SPIN = "spin"


@dataclass(frozen=True, slots=True)
class TakenBackOnce:
    """Tills that were apart took the same thing back: after this it went back once.

    Written by the till whose reversal comes later. ``returned`` are points that were taken too
    much, ``reclaimed`` points that were given too much; below zero where they were too few.
    ``tickets`` are to go for the parts together, and went for none of them.
    """

    subject: Subject
    name: str
    returned: int = 0
    reclaimed: int = 0
    tickets: tuple[TicketsTaken, ...] = ()


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
    | MembershipBought
    | MembershipCancelled
    | Spun
    | SpinTakenBack
    | TakenBackOnce
)


@dataclass(frozen=True, slots=True)
class MemberEvent:
    """One fact of one member, at its place, with the program version that ruled it.

    ``partner`` names the partner of a coalition at which it happened; none is the shop itself.
    """

    position: Position
    member_id: str
    program_version: int
    happening: Happening
    partner: str = ""
