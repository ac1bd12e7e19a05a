"""What the counter shows and asks for: a member at a glance, a preview, what was just done.

Services fill these values and screens word them. Points are whole points, money is minor units,
instants are aware; nothing in here is formatted.
"""

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.challenges import ChallengeBonus, ChallengeProgress
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.domain.print_job import RECEIPT_PRINTER, JobState, PrintProblem
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.sightings import CardShown, Sighting
from pos_loyalty.domain.slip import SlipKind, StampCount, TierMeasure
from pos_loyalty.domain.values import dataclass

_WHOLE = 1000


@dataclass(frozen=True, slots=True)
class TierGlance:
    """A tier as a badge: its name, its color (``#rrggbb`` or empty) and what it multiplies."""

    id: str
    name: str
    color: str = ""
    multiplier: Fraction = Fraction(1)
    icon: str = ""


@dataclass(frozen=True, slots=True)
class TierAhead:
    """The next tier, what is missing to it, and how far the member has come."""

    tier: TierGlance
    measure: TierMeasure
    missing: int
    """Minor units, points or visits, as the measure says."""
    progress_permille: int

    def __post_init__(self) -> None:
        if self.missing < 0 or not 0 <= self.progress_permille <= _WHOLE:
            raise ValueError(self)


class RewardBar(StrEnum):
    """Why a reward cannot be had now, although there may be points enough."""

    TIER = "tier"
    DATES = "dates"
    STOCK = "stock"
    LIMIT = "limit"
    COOLDOWN = "cooldown"


@dataclass(frozen=True, slots=True)
class RewardOffer:
    """A reward as this member can have it now.

    ``cost`` is the member's own price; ``free`` counts granted ones that cost nothing.
    """

    id: str
    name: str
    cost: int
    kind: RewardKind
    missing_points: int = 0
    bar: RewardBar | None = None
    free: int = 0
    needs_purchase: bool = False
    """Percent-off rewards need the amount of a purchase."""

    @property
    def is_affordable(self) -> bool:
        """Whether it can be redeemed now."""
        return self.free > 0 or (self.missing_points == 0 and self.bar is None)


@dataclass(frozen=True, slots=True)
class ClubGlance:
    """A paid membership that is running, prolongations included, and its last good day."""

    id: str
    name: str
    ends_at: datetime
    last_day: date


@dataclass(frozen=True, slots=True)
class ExpiryAhead:
    """The points that lapse next, and the last day on which they are good."""

    points: int
    last_day: date


@dataclass(frozen=True, slots=True)
class PointsTerms:
    """Points as a discount: ``points`` are worth ``value_minor``, from ``minimum`` in ``step``."""

    points: int
    value_minor: int
    minimum: int
    step: int
    with_purchase_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGlance:
    """A member at the counter, ready to be served."""

    member_id: str
    number: str
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    enrolled_at: datetime
    balance: int
    spendable: int
    pending: int = 0
    redeemable_here: int | None = None
    """Spendable points that this till may burn without the hub's word; ``None`` where that is all
    of them."""
    value_minor: int | None = None
    """What the spendable points are worth as a discount; ``None`` where points buy rewards only."""
    tier: TierGlance | None = None
    ahead: TierAhead | None = None
    rewards: tuple[RewardOffer, ...] = ()
    points_terms: PointsTerms | None = None
    expiry: ExpiryAhead | None = None
    birthday_points: int | None = None
    """Extra points for a birthday around today; 0 when the day is near and the program gives none;
    ``None`` when it is not near."""
    clubs: tuple[ClubGlance, ...] = ()
    badges: tuple[str, ...] = ()
    challenge: ChallengeProgress | None = None
    """The challenge that is nearest to its goal."""
    takes_part: bool = False
    """Whether there is more to take part in than purchases and rewards."""
    stamps: tuple[StampCount, ...] = ()
    note: str = field(default="", repr=False)
    is_blocked: bool = False
    is_new: bool = False
    card: CardShown | None = None
    """The card that was shown; ``None`` for a number that was typed."""
    elsewhere: Sighting | None = None
    """Where the same card was a moment ago, too far away for there to be only one."""
    mailbox: str = field(default="", repr=False)
    """The masked address that the card can be sent to; empty where it cannot."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A member found by name, telephone, e-mail or number; enough to tell two apart."""

    member_id: str
    number: str
    name: str = field(repr=False)
    hint: str = field(default="", repr=False)
    """The masked telephone number or e-mail address."""
    tier: TierGlance | None = None
    is_blocked: bool = False


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """Of how many members' names and numbers so many can be searched by now."""

    ready: int
    members: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The first hits, and whether there are more than are worth showing.

    With ``progress``, members may be missing whose names have not been taken in yet.
    """

    hits: tuple[SearchHit, ...] = ()
    has_more: bool = False
    progress: SearchProgress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePreview:
    """What a sale would do. The explanation sums to ``earned``.

    ``membership`` is the one that takes ``membership_discount_minor`` off, before points and
    rewards make up ``discount_minor``.
    """

    total_minor: int
    discount_minor: int
    due_minor: int
    earned: int
    spent: int
    balance_after: int
    membership: str = ""
    membership_discount_minor: int = 0
    pending_days: int = 0
    explanation: tuple[ExplanationLine, ...] = ()
    tier_after: TierGlance | None = None
    """Only when the sale lifts the member into another tier."""

    @property
    def off_minor(self) -> int:
        """What the cashier takes off in the till, all in all."""
        return self.membership_discount_minor + self.discount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRequest:
    """A sale to be recorded, once: the same key with the same content gives the first receipt."""

    key: str
    member_id: str
    basket: Basket
    receipt_number: str = ""
    till_receipt: str = ""
    """The key of the receipt of the shop's till that it is the sale of."""
    card: CardShown | None = None
    """The card that was shown for it; ``None`` where somebody was found without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was recorded. Money and points are positive; ``kind`` says in which direction."""

    id: str
    kind: SlipKind
    at: datetime
    member_id: str
    member_name: str = field(repr=False)
    earned: int = 0
    spent: int = 0
    taken_back: int = 0
    restored: int = 0
    amount_minor: int | None = None
    off_minor: int = 0
    """What the cashier takes off in the till: points, rewards and membership."""
    balance_after: int = 0
    tier_before: TierGlance | None = None
    tier_after: TierGlance | None = None
    is_raised: bool = False
    granted: tuple[str, ...] = ()
    """Names of rewards that a full stamp card granted with it."""
    used: tuple[str, ...] = ()
    """Names of rewards that were handed over or used up."""
    reached: tuple[ChallengeBonus, ...] = ()
    """Challenges that were completed with it, and what they gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentSale:
    """One line of what was done last, newest first."""

    id: str
    kind: SlipKind
    at: datetime
    member_id: str
    member_name: str = field(repr=False)
    points: int
    """What the balance moved by: positive, negative or nothing."""
    amount_minor: int | None = None
    tier_name: str = ""
    slip: JobState | None = None
    left_minor: int = 0
    """Money of this purchase that has not been returned yet."""
    can_return: bool = False
    can_void: bool = False


@dataclass(frozen=True, slots=True)
class TodayTotals:
    """The business day so far, on this till."""

    purchases: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class RecentActivity:
    """What was done last, and the day's totals."""

    sales: tuple[RecentSale, ...] = ()
    today: TodayTotals = TodayTotals()
    as_of: datetime | None = None
    """When the list was read: what was done on another day is told by its day."""


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year; the year itself only where a member gives it."""

    month: int
    day: int
    year: int | None = None

    def __post_init__(self) -> None:
        date(self.year or 2024, self.month, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """A new member. Nothing is obligatory; ``card_text`` is the scan of a card handed over."""

    key: str
    card_text: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    birthday: Birthday | None = field(default=None, repr=False)
    referrer_number: str = field(default="", repr=False)
    may_contact: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """A product group that the program treats on its own."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class QueuedSlip:
    """A slip that is not out yet, or was just printed."""

    job_id: str
    kind: SlipKind
    at: datetime
    state: JobState
    member_name: str = field(default="", repr=False)
    problem: PrintProblem | None = None
    copy_number: int = 0
    printer: str = RECEIPT_PRINTER
    is_moved: bool = False
    """Whether another printer has it than the one that it was queued for."""
    other_printer: str = ""
    """The one that it can be given to; empty where there is only one."""
    reason: str = ""
    """Why it was taken out of the queue: a ``DropReason``, or somebody's own words."""


class Link(StrEnum):
    """How this till is joined to the others."""

    ALONE = "alone"
    """No hub: the till is its own."""
    CONNECTED = "connected"
    OFFLINE = "offline"
    REFUSED = "refused"
    """The hub answers, and does not let this till in."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The line to the hub: since when it is down, and how much waits to be sent."""

    link: Link
    since: datetime | None = None
    waiting: int = 0
