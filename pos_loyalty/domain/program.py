"""The loyalty program: one document, published in versions that never change.

The models hold the whole document of program schema 1. Money is in minor units of
the program's currency, multipliers are exact fractions, instants are UTC. They are
made by ``program_document.read_program``, which refuses what is wrong.
"""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, time
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from pos_loyalty.domain.money import Currency, Rounding
from pos_loyalty.domain.values import dataclass

ONE = Fraction(1)


class Measure(StrEnum):
    """What a tier is reached by."""

    SPEND = "spend"
    POINTS = "points"
    VISITS = "visits"


class Window(StrEnum):
    """Which time counts for a tier."""

    LIFETIME = "lifetime"
    ROLLING_MONTHS = "rolling-months"
    ROLLING_DAYS = "rolling-days"
    CALENDAR_YEAR = "calendar-year"


class Downgrade(StrEnum):
    """How a tier is lost."""

    TO_EARNED = "to-earned"
    ONE_STEP = "one-step"
    NEVER = "never"


class ExpiryKind(StrEnum):
    """When a credit lapses."""

    NEVER = "never"
    DAYS = "days"
    MONTHS = "months"
    END_OF_MONTH = "months-end-of-month"
    END_OF_QUARTER = "months-end-of-quarter"
    END_OF_YEAR = "months-end-of-year"
    FIXED_DATE = "fixed-date"


class RewardKind(StrEnum):
    """What a burn buys."""

    PRODUCT = "product"
    AMOUNT_OFF = "amount-off"
    PERCENT_OFF = "percent-off"
    SERVICE = "service"
    DONATION = "donation"
    TICKET = "ticket"
    MEMBERSHIP = "membership"


class Period(StrEnum):
    """The calendar period of a limit; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    LIFETIME = "lifetime"


class Stacking(StrEnum):
    """How several matching campaign multipliers on one line combine."""

    BEST = "best"
    MULTIPLY = "multiply"
    ADD = "add"
    PRIORITY = "priority"


class ChallengeMeasure(StrEnum):
    """What a challenge counts; categories and products are counted once each."""

    VISITS = "visits"
    SPEND = "spend"
    POINTS = "points"
    CATEGORIES = "categories"
    PRODUCTS = "products"


@dataclass(frozen=True, slots=True)
class Unit:
    """What members call a point."""

    one: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """``count`` uses per local calendar period."""

    count: int
    period: Period


@dataclass(frozen=True, slots=True)
class Rate:
    """A base rate: ``points`` per ``per_minor`` of money, or ``points_per_item``."""

    points: int
    per_minor: int
    points_per_item: int | None = None
    category: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Earn:
    """How a purchase earns."""

    rate: Rate
    whole_units: bool = False
    rounding: Rounding = "down"
    round_base_first: bool = False
    minimum_purchase_minor: int = 0
    exclude_categories: frozenset[str] = frozenset()
    cap_per_purchase: int = 0
    cap_per_day: int = 0
    pending_days: int = 0
    earn_on_points_part: bool = False
    earn_when_redeeming: bool = True
    special_rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier. ``threshold`` is in the measure's unit: minor units, points or visits."""

    id: str
    name: str
    threshold: int
    multiplier: Fraction = ONE
    redemption_multiplier: Fraction = ONE
    color: str = ""
    icon: str = ""
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """How tiers are reached and lost."""

    measure: Measure = Measure.SPEND
    count_bonus_points: bool = False
    window: Window = Window.LIFETIME
    length: int = 12
    after_purchase: bool = False
    downgrade: Downgrade = Downgrade.TO_EARNED
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class HourSpan:
    """A half-open span of local wall-clock time; ``end`` None is 24:00."""

    start: time
    end: time | None

    def holds(self, moment: time) -> bool:
        """Whether a wall-clock time lies in the span; it may run over midnight."""
        if self.end is None:
            return moment >= self.start
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Campaign:
    """More points for a time, a group or a product. Exactly one effect is set."""

    id: str
    name: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[HourSpan, ...] = ()
    categories: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    members: tuple[str, ...] = ()
    minimum_purchase_minor: int = 0
    code: str = ""
    multiplier: Fraction | None = None
    bonus: int = 0
    bonus_per_item: int = 0
    priority: int = 0
    per_member: int = 0
    budget: int = 0
    holdout_percent: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """Points for something other than a purchase."""

    id: str
    name: str
    points: int
    limit: Limit | None = None
    needs_manager: bool = False


@dataclass(frozen=True, slots=True)
class Welcome:
    """Points for joining."""

    points: int
    on_first_purchase: bool
    minimum_purchase_minor: int = 0


@dataclass(frozen=True, slots=True)
class Referral:
    """Points for bringing somebody along."""

    referrer: int
    referred: int
    minimum_purchase_minor: int = 0


@dataclass(frozen=True, slots=True)
class Redemption:
    """Points as a discount: ``points`` are worth ``value_minor``."""

    points: int = 100
    value_minor: int = 100
    minimum_points: int = 0
    step: int = 1
    maximum_share: Fraction = ONE
    with_purchase_only: bool = False

    def value_of(self, points: int) -> int:
        """Minor units that ``points`` are worth, rounded down."""
        return points * self.value_minor // self.points

    def limit_of(self, total_minor: int) -> int:
        """Minor units of a purchase that points may pay, rounded down."""
        numerator, denominator = self.maximum_share.as_integer_ratio()
        return total_minor * numerator // denominator


@dataclass(frozen=True, slots=True)
class Reward:
    """What points buy. ``value`` is minor units, or percent for percent-off."""

    id: str
    name: str
    cost: int
    kind: RewardKind
    value_minor: int = 0
    percent: Fraction = Fraction(0)
    maximum_value_minor: int = 0
    product: str = ""
    tiers: frozenset[str] = frozenset()
    stock: int = 0
    limit: Limit | None = None
    cooldown_days: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StampCard:
    """A punch card: ``size`` stamps give one ``reward`` free."""

    id: str
    name: str
    size: int
    reward: str
    category: str = ""
    product: str = ""
    any_purchase: bool = False
    per_item: bool = True
    maximum_per_purchase: int = 0


@dataclass(frozen=True, slots=True)
class PaidMembership:
    """A club that members pay for; the fee is booked in the till."""

    id: str
    name: str
    fee_minor: int
    months: int
    multiplier: Fraction = ONE
    percent_off: Fraction = Fraction(0)
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Challenge:
    """A goal with visible progress. ``goal`` is in the unit of ``measure``."""

    id: str
    name: str
    measure: ChallengeMeasure
    goal: int
    bonus: int = 0
    badge: str = ""
    repeat: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """A prize draw. A ticket costs spend, points, or an action."""

    id: str
    name: str
    prizes: tuple[str, ...]
    ticket_spend_minor: int = 0
    ticket_points: int = 0
    ticket_action: str = ""
    maximum_tickets: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WheelSegment:
    """One field of a wheel: points or a reward, with its integer weight."""

    weight: int
    points: int = 0
    reward: str = ""


@dataclass(frozen=True, slots=True)
class Wheel:
    """An instant win with printed odds."""

    id: str
    name: str
    segments: tuple[WheelSegment, ...]
    minimum_purchase_minor: int = 0
    limit: Limit | None = None

    @property
    def total_weight(self) -> int:
        """The sum of all weights: a segment's weight in it is its chance."""
        return sum(segment.weight for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Partner:
    """Who else issues and accepts; ``settlement_value`` is major units for one point."""

    id: str
    name: str
    settlement_value: Fraction


@dataclass(frozen=True, slots=True)
class ExpiryPolicy:
    """When credits lapse. ``fixed_day`` is month and day of the last good day."""

    kind: ExpiryKind = ExpiryKind.NEVER
    length: int = 0
    fixed_day: tuple[int, int] | None = None
    warn_days: int = 0


@dataclass(frozen=True, slots=True)
class Program:
    """The whole program of a shop, as one version of it."""

    name: str
    currency: Currency
    timezone: str
    zone: ZoneInfo
    unit: Unit = Unit()
    earn: Earn | None = None
    tiers: tuple[Tier, ...] = ()
    tier_policy: TierPolicy = TierPolicy()
    campaigns: tuple[Campaign, ...] = ()
    stacking: Stacking = Stacking.BEST
    actions: tuple[Action, ...] = ()
    welcome: Welcome | None = None
    referral: Referral | None = None
    redemption: Redemption | None = None
    rewards: tuple[Reward, ...] = ()
    stamp_cards: tuple[StampCard, ...] = ()
    memberships: tuple[PaidMembership, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    draws: tuple[Draw, ...] = ()
    wheels: tuple[Wheel, ...] = ()
    partners: tuple[Partner, ...] = ()
    expiry: ExpiryPolicy = ExpiryPolicy()

    def tier(self, tier_id: str | None) -> Tier | None:
        """The tier of that id, if this version has it."""
        for tier in self.tiers:
            if tier.id == tier_id:
                return tier
        return None

    def reward(self, reward_id: str) -> Reward | None:
        """The reward of that id, if this version has it."""
        return next((reward for reward in self.rewards if reward.id == reward_id), None)

    def membership(self, membership_id: str) -> PaidMembership | None:
        """The paid membership of that id, if this version has it."""
        return next((each for each in self.memberships if each.id == membership_id), None)

    def stamp_card(self, card_id: str) -> StampCard | None:
        """The stamp card of that id, if this version has it."""
        return next((card for card in self.stamp_cards if card.id == card_id), None)

    def action(self, action_id: str) -> Action | None:
        """The action of that id, if this version has it."""
        return next((action for action in self.actions if action.id == action_id), None)

    def draw(self, draw_id: str) -> Draw | None:
        """The prize draw of that id, if this version has it."""
        return next((draw for draw in self.draws if draw.id == draw_id), None)

    def wheel(self, wheel_id: str) -> Wheel | None:
        """The wheel of that id, if this version has it."""
        return next((wheel for wheel in self.wheels if wheel.id == wheel_id), None)

    def partner(self, partner_id: str) -> Partner | None:
        """The partner of that id, if this version has it."""
        return next((partner for partner in self.partners if partner.id == partner_id), None)


@dataclass(frozen=True, slots=True)
class ProgramVersion:
    """A published program: its number, its start, and the rules."""

    number: int
    valid_from: datetime
    program: Program


@dataclass(frozen=True, slots=True)
class ProgramTimeline:
    """All published versions of a shop's program; there is always at least one."""

    versions: tuple[ProgramVersion, ...] = field()

    def __post_init__(self) -> None:
        if not self.versions:
            raise ValueError(self.versions)

    def at(self, instant: datetime) -> ProgramVersion:
        """The version in force: of those begun, the one published last.

        Before the first start the first version applies, for a sale that was made
        before the shop set up its program has no other rules to go by.
        """
        begun = [version for version in self.versions if version.valid_from <= instant]
        return max(begun, key=_start_then_number) if begun else self.versions[0]

    def starts_after(self, instant: datetime) -> Sequence[datetime]:
        """The instants after ``instant`` at which another version takes over."""
        return sorted(v.valid_from for v in self.versions if v.valid_from > instant)


def _start_then_number(version: ProgramVersion) -> tuple[datetime, int]:
    return (version.valid_from, version.number)
