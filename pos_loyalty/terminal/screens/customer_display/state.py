"""All that the member's screen shows, already in the member's words."""

from dataclasses import field
from enum import Enum

from pos_loyalty.domain.values import dataclass


class Moment(Enum):
    """What is going on in front of the counter."""

    IDLE = "idle"
    GREETING = "greeting"
    COUNTING = "counting"
    """The cashier types; the points run along."""
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Badge:
    """The tier held, in the tier's color."""

    name: str
    color: str = ""
    icon: str = "star"


@dataclass(frozen=True, slots=True)
class Journey:
    """The way to the next tier: what stands left, what right, and the bar."""

    held: str
    distance: str
    target: str
    share: float
    from_color: str = ""
    to_color: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """The big number: a line above it, the number with its unit, and a line below."""

    above: str = ""
    points: int = 0
    text: str = ""
    unit: str = ""
    is_gain: bool = False
    below: str = ""
    below_strong: str = ""
    below_rest: str = ""


@dataclass(frozen=True, slots=True)
class Celebration:
    """A tier that was reached just now."""

    title: str
    detail: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class DisplayState:
    """One picture of the member's screen. Names a person only while that person is here."""

    moment: Moment = Moment.IDLE
    shop_name: str = ""
    heading: str = field(default="", repr=False)
    lead: str = ""
    clock: str = ""
    date: str = ""
    badge: Badge | None = None
    figure: Figure | None = None
    journey: Journey | None = None
    challenge: Journey | None = None
    celebration: Celebration | None = None
    hints_title: str = ""
    hints: tuple[str, ...] = ()
    expiry: str = ""
