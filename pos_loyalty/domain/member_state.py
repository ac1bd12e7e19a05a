"""Where a member stands at an instant: the result of the fold, small enough to keep."""

from datetime import date, datetime
from fractions import Fraction

from pos_loyalty.domain.events import MembershipTerm, Position
from pos_loyalty.domain.lots import BetterEnd, Lot
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class TierStanding:
    """The tier held, and what a later review needs to know.

    ``below_since`` is the local day on which a review first found the member below
    the tier held; ``stepped_on`` the last local day on which a tier was taken.
    """

    held: str | None = None
    floor: str | None = None
    below_since: date | None = None
    stepped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Qualifying:
    """Activity inside the tier window: exact minor units, points and visits."""

    at: datetime
    spend: Fraction
    points: int
    visits: int


@dataclass(frozen=True, slots=True)
class Use:
    """One counting use of a reward, an action or a wheel, at its time."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayCredit:
    """Points that count for the cap of one local day."""

    day: date
    points: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """What has been counted of a member; what was completely taken back is not in it.

    ``largest_eligible`` is the largest eligible money of one purchase, in minor units: it
    tells whether a first purchase of some minimum has been made. ``credited`` keeps
    the latest days only.
    """

    purchases: int = 0
    last_purchase_at: datetime | None = None
    largest_eligible: Fraction = Fraction(0)
    credited: tuple[DayCredit, ...] = ()
    campaign_uses: tuple[tuple[str, int], ...] = ()
    reward_uses: tuple[Use, ...] = ()
    action_uses: tuple[Use, ...] = ()
    spin_uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeReward:
    """A granted reward that nobody has used yet; ``source`` is the stamp card or the spin."""

    reward_id: str
    source: str


@dataclass(frozen=True, slots=True)
class HeldTerm:
    """A membership's term, and what opened it.

    ``source`` is the id under which the term was bought, or the name of the event in which
    a reward gave it.
    """

    source: str
    term: MembershipTerm


@dataclass(frozen=True, slots=True)
class ChallengeStanding:
    """How far a member has come in a challenge, in its present round.

    ``amount`` counts visits, exact minor units or points; ``marks`` are distinct categories or
    products. ``badge`` is that of the last completion.
    """

    challenge_id: str
    amount: Fraction = Fraction(0)
    marks: tuple[str, ...] = ()
    completed: int = 0
    badge: str = ""


@dataclass(frozen=True, slots=True)
class TicketHold:
    """Tickets of a draw; ``source`` is the name of the event's position that gave them."""

    draw_id: str
    source: str
    count: int


@dataclass(frozen=True, slots=True)
class MemberState:
    """All that the next sale needs to know of a member, as of ``at``.

    ``valid_until`` is the next instant at which time alone changes something (an
    expiry, a release, a tier review); from then on the state must be moved forward first.
    ``versions`` counts the program versions known to the fold: a new one asks for
    a new fold. ``lots`` are in spending order; a debt and open lots exclude each other.
    """

    at: datetime
    last: Position
    versions: int
    enrolled_at: datetime
    referrer_id: str | None = None
    welcome: bool = True
    lots: tuple[Lot, ...] = ()
    debt: int = 0
    lapsed: int = 0
    better_ends: tuple[BetterEnd, ...] = ()
    tier: TierStanding = TierStanding()
    qualifying: tuple[Qualifying, ...] = ()
    tallies: Tallies = Tallies()
    stamps: tuple[tuple[str, int], ...] = ()
    free_rewards: tuple[FreeReward, ...] = ()
    memberships: tuple[HeldTerm, ...] = ()
    challenges: tuple[ChallengeStanding, ...] = ()
    tickets: tuple[TicketHold, ...] = ()
    valid_until: datetime | None = None

    @property
    def terms(self) -> tuple[MembershipTerm, ...]:
        """The terms of memberships that run or are still to come, in the order of their start."""
        return tuple(held.term for held in self.memberships)

    @property
    def spendable(self) -> int:
        """Points that can be burned at ``at``."""
        return sum(lot.points for lot in self.lots if lot.spendable_at <= self.at)

    @property
    def pending(self) -> int:
        """Points credited but not yet released at ``at``."""
        return sum(lot.points for lot in self.lots if lot.spendable_at > self.at)

    @property
    def balance(self) -> int:
        """Spendable and pending points, or the debt as a negative number."""
        return sum([lot.points for lot in self.lots]) - self.debt
