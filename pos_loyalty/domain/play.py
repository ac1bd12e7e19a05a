"""What a member can take part in besides the purchase: offers, what is done, and what came of it.

Points are whole points, money is minor units; nothing in here is formatted.
"""

from dataclasses import field
from datetime import date
from fractions import Fraction

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.counter import RewardBar
from pos_loyalty.domain.program import Program, RewardKind
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.wheels import WheelBar


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """Points for something other than a purchase."""

    id: str
    name: str
    points: int
    needs_manager: bool = False
    is_used_up: bool = False


@dataclass(frozen=True, slots=True)
class StampOffer:
    """A stamp card that may be stamped by hand."""

    id: str
    name: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class MembershipOffer:
    """A paid membership, and the days for which it would be good when it is bought now."""

    id: str
    name: str
    fee_minor: int
    first_day: date
    last_day: date
    multiplier: Fraction = Fraction(1)
    percent_off: Fraction = Fraction(0)
    benefits: tuple[str, ...] = ()
    is_running: bool = False
    """Whether buying prolongs it."""


@dataclass(frozen=True, slots=True)
class BoughtMembership:
    """A term that was bought and can be cancelled."""

    purchase_id: str
    name: str
    first_day: date
    last_day: date
    fee_minor: int


@dataclass(frozen=True, slots=True)
class ChallengeOffer:
    """A challenge with the way to its goal, and what it gives."""

    progress: ChallengeProgress
    bonus: int
    badge: str = ""
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class DrawOffer:
    """A prize draw and the member's tickets. ``price`` is points for one; 0 where none is sold.

    ``room`` is how many more the member may have; ``None`` without a limit.
    """

    id: str
    name: str
    held: int
    price: int = 0
    room: int | None = None
    prizes: tuple[str, ...] = ()
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Odds:
    """One segment of a wheel: what it gives, and how likely it is."""

    points: int
    reward: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class WheelOffer:
    """A wheel with its odds; with a ``bar`` it cannot be spun now."""

    id: str
    name: str
    odds: tuple[Odds, ...]
    bar: WheelBar | None = None
    minimum_purchase_minor: int = 0


@dataclass(frozen=True, slots=True)
class DonationOffer:
    """A good cause. ``cost`` points give it ``value_minor``, as often as there are points."""

    id: str
    name: str
    cost: int
    value_minor: int
    bar: RewardBar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOffers:
    """All that one member can take part in now."""

    spendable: int
    actions: tuple[ActionOffer, ...] = ()
    stamps: tuple[StampOffer, ...] = ()
    memberships: tuple[MembershipOffer, ...] = ()
    bought: tuple[BoughtMembership, ...] = ()
    challenges: tuple[ChallengeOffer, ...] = ()
    badges: tuple[str, ...] = ()
    draws: tuple[DrawOffer, ...] = ()
    wheels: tuple[WheelOffer, ...] = ()
    donations: tuple[DonationOffer, ...] = ()


@dataclass(frozen=True, slots=True)
class PerformAction:
    """Points for something other than a purchase."""

    action_id: str


@dataclass(frozen=True, slots=True)
class GiveStamps:
    """Stamps by hand."""

    card_id: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class JoinClub:
    """A paid membership is bought or prolonged."""

    membership_id: str


@dataclass(frozen=True, slots=True)
class LeaveClub:
    """A bought membership is taken back."""

    purchase_id: str


@dataclass(frozen=True, slots=True)
class BuyTickets:
    """Tickets of a draw, bought with points."""

    draw_id: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class SpinWheel:
    """A wheel is spun."""

    wheel_id: str


@dataclass(frozen=True, slots=True)
class GivePoints:
    """Points for a good cause."""

    reward_id: str
    points: int


PlayDeed = PerformAction | GiveStamps | JoinClub | LeaveClub | BuyTickets | SpinWheel | GivePoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a deed. Points and money are positive; what does not apply is nothing.

    ``granted`` are names of free rewards, ``reward`` that of the one a wheel gave.
    """

    deed: PlayDeed
    name: str
    member_id: str
    member_name: str = field(default="", repr=False)
    balance_after: int = 0
    earned: int = 0
    spent: int = 0
    granted: tuple[str, ...] = ()
    reward: str = ""
    fee_minor: int = 0
    last_day: date | None = None
    tickets: int = 0
    donated_minor: int = 0


def takes_part(program: Program) -> bool:
    """Whether the program has anything to take part in besides purchases and rewards."""
    donations = any(reward.kind is RewardKind.DONATION for reward in program.rewards)
    return donations or bool(
        program.actions
        or program.stamp_cards
        or program.memberships
        or program.challenges
        or program.draws
        or program.wheels
    )
