"""What a slip says, as plain facts; words, columns and ink are printing's matter.

The facts are stored with the print job, so that a slip can be shown and printed again as it was,
long after balance, program and prices have moved on.
"""

from dataclasses import field, replace
from datetime import date, datetime
from enum import StrEnum

from pos_loyalty.domain.values import dataclass

WHOLE_PERMILLE = 1000


class SlipKind(StrEnum):
    """What happened, or was asked for, at the counter."""

    SALE = "sale"
    REFUND = "refund"
    VOID = "void"
    REDEMPTION = "redemption"
    ADJUSTMENT = "adjustment"
    BALANCE = "balance"
    MEMBERSHIP = "membership"
    MEMBERSHIP_CANCELLED = "membership-cancelled"
    DONATION = "donation"
    SPIN = "spin"
    """A wheel gave something."""
    DRAW = "draw"
    CLAIM = "claim"
    """A purchase that somebody forgot the card for, to be credited later."""
    TEST = "test"


class TierMeasure(StrEnum):
    """In what the way to the next tier is counted."""

    SPEND = "spend"
    POINTS = "points"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One addend of the points earned: its label, already in the member's words, and its points."""

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class TierDistance:
    """How much is missing to the next tier: minor units, points or visits, as the measure says."""

    measure: TierMeasure
    missing: int

    def __post_init__(self) -> None:
        if self.missing < 0:
            raise ValueError(self.missing)


@dataclass(frozen=True, slots=True)
class SlipChallenge:
    """A challenge and how far it has come, already in the member's words."""

    name: str
    progress: str


@dataclass(frozen=True, slots=True)
class SlipReached:
    """A challenge that was completed: what it gave, if anything, and its badge, if any."""

    name: str
    points: int = 0
    badge: str = ""


@dataclass(frozen=True, slots=True)
class SlipTickets:
    """A prize draw, how many tickets of it there are, and by how many they have changed."""

    name: str
    held: int
    gained: int = 0


@dataclass(frozen=True, slots=True)
class SlipWinner:
    """Who won a prize: by first name and masked number, for the slip may be hung up."""

    prize: str
    name: str = field(repr=False)
    number: str
    ticket: str


@dataclass(frozen=True, slots=True)
class SlipDraw:
    """What came out of a prize draw, and what it can be recomputed from."""

    name: str
    tickets: int
    winners: tuple[SlipWinner, ...]
    seed: str
    seal: str
    was_published: bool


@dataclass(frozen=True, slots=True)
class StampCount:
    """A stamp card: how many of how many."""

    name: str
    count: int
    goal: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.goal:
            raise ValueError((self.count, self.goal))


@dataclass(frozen=True, slots=True)
class SlipTerm:
    """A membership and the days for which it is good, both included.

    ``benefits`` are said where the membership is new.
    """

    name: str
    first_day: date
    last_day: date
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipOdds:
    """A segment of a wheel in the member's words, and how likely it is: ``part`` in ``whole``."""

    label: str
    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole or not self.whole:
            raise ValueError((self.part, self.whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts:
    """Everything a slip can say. What is absent (None, 0 or empty) is not printed.

    ``balance`` is the balance after what happened; ``copy_number`` is 0 on the original.
    ``membership_discount_minor`` is what ``membership`` took off the purchase, ``terms`` are the
    memberships that were bought, given or taken back, ``clubs`` those that are running.
    ``reached`` are challenges completed with it, ``bonus_reversed`` what of such was taken back;
    ``challenges`` are those still open.
    Points are counted positively: ``spent`` and ``reversed_points`` went from the member,
    ``earned`` and ``restored_points`` came to the member.
    """

    kind: SlipKind
    shop_name: str
    till_name: str
    at: datetime
    language: str
    currency: str
    timezone: str
    receipt_number: str
    unit_one: str
    unit_many: str
    shop_lines: tuple[str, ...] = ()
    member_first_name: str | None = None
    masked_number: str | None = None
    amount_minor: int | None = None
    membership: str = ""
    membership_discount_minor: int = 0
    discount_minor: int = 0
    due_minor: int | None = None
    terms: tuple[SlipTerm, ...] = ()
    explanation: tuple[SlipLine, ...] = ()
    earned: int = 0
    spent: int = 0
    spent_on: tuple[str, ...] = ()
    reached: tuple[SlipReached, ...] = ()
    reversed_points: int = 0
    bonus_reversed: int = 0
    restored_points: int = 0
    adjusted_points: int = 0
    donated_minor: int = 0
    won: str = ""
    wheel_name: str = ""
    odds: tuple[SlipOdds, ...] = ()
    reason: str | None = None
    balance: int | None = None
    balance_value_minor: int | None = None
    pending: int = 0
    tier_name: str | None = None
    next_tier_name: str | None = None
    to_next: TierDistance | None = None
    tier_progress_permille: int | None = None
    clubs: tuple[SlipTerm, ...] = ()
    challenges: tuple[SlipChallenge, ...] = ()
    tickets: tuple[SlipTickets, ...] = ()
    stamps: tuple[StampCount, ...] = ()
    rewards_in_reach: tuple[str, ...] = ()
    next_expiry_points: int = 0
    next_expiry_on: date | None = None
    valid_until: date | None = None
    """The last day on which a claim slip is taken."""
    draw: SlipDraw | None = None
    qr_text: str | None = None
    copy_number: int = 0

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a slip's instant needs a time zone")
        counted = (
            self.earned,
            self.spent,
            self.reversed_points,
            self.bonus_reversed,
            self.restored_points,
            self.discount_minor,
            self.membership_discount_minor,
            self.donated_minor,
            self.pending,
            self.next_expiry_points,
            self.copy_number,
        )
        if min(counted) < 0:
            raise ValueError(counted)
        progress = self.tier_progress_permille
        if progress is not None and not 0 <= progress <= WHOLE_PERMILLE:
            raise ValueError(progress)

    def copy(self, number: int) -> "SlipFacts":
        """The same slip, to be marked as copy ``number``."""
        if number < 1:
            raise ValueError(number)
        return replace(self, copy_number=number)
