"""What is tried: the rules, the time for which they rule, and how much of the log is looked at."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import Position
from pos_loyalty.domain.program import Program, ProgramTimeline
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.sales import SaleOrigin
from pos_loyalty.storage.recorded import Person, Recorded


@dataclass(frozen=True, slots=True)
class Period:
    """The time for which a draft rules; half-open, None leaves a side open."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValueError(self)


class Remembered(StrEnum):
    """What a trial makes of sales that an import only remembered: they never moved points."""

    EARN_NOTHING = "earn-nothing"
    PRICED = "priced"


@dataclass(frozen=True, slots=True)
class Trial:
    """All that a replay is told; it crosses to other processes.

    What happened before ``rules_from`` stands as it was recorded. ``until`` is the instant at
    which both worlds are compared; ``is_cut`` when more was recorded after it.
    ``has_same_rules`` when nothing is tried but what was published. ``draws_held`` are prize
    draws that took place, with the place of their event; ``told`` counts events of other tills.
    """

    published: ProgramTimeline
    tried: ProgramTimeline
    rules_from: datetime | None
    until: datetime
    is_cut: bool
    has_same_rules: bool
    last_seq: int
    told: int = 0
    draws_held: tuple[tuple[Position, str], ...] = ()
    remembered: Remembered = Remembered.EARN_NOTHING

    @property
    def program(self) -> Program:
        """The rules that are tried, as they are in force at the end."""
        return self.tried.at(self.until).program

    @property
    def published_program(self) -> Program:
        """The rules that were in force at the end."""
        return self.published.at(self.until).program

    @property
    def has_referral(self) -> bool:
        """Whether what one member does can give points to another."""
        return any(version.program.referral is not None for version in self.tried.versions)


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line of a recorded explanation."""

    rule: str
    points: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sold:
    """What was said beside a recorded sale. ``origin`` is ``HISTORY`` where it moved no points."""

    basket: Basket
    membership_discount_minor: int = 0
    explanation: tuple[SaidLine, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class BurnSaid:
    """What was said beside a recorded redemption: what its purchase came to, what was donated."""

    total_minor: int | None = None
    donated_minor: int | None = None


HISTORY: Final = SaleOrigin.HISTORY.value
DETAILS: Final = {"purchased": Sold, "redeemed": BurnSaid}
"""What a replay needs besides the facts."""


def sold_in(recorded: Recorded) -> Sold:
    """What was said beside a sale; it was always said."""
    if not isinstance(recorded.detail, Sold):
        raise TypeError(recorded)
    return recorded.detail


def burn_said(recorded: Recorded) -> BurnSaid:
    """What was said beside a redemption, if anything."""
    return recorded.detail if isinstance(recorded.detail, BurnSaid) else BurnSaid()


def families(people: list[Person]) -> list[list[Person]]:
    """Members who can give points to one another, each family in the order of ``people``."""
    heads: dict[str, str] = {}

    def head(member_id: str) -> str:
        while (above := heads.get(member_id, member_id)) != member_id:
            member_id = above
        return member_id

    for person in people:
        if person.referrer_id is not None:
            heads[head(person.id)] = head(person.referrer_id)
    found: dict[str, list[Person]] = {}
    for person in people:
        found.setdefault(head(person.id), []).append(person)
    return list(found.values())
