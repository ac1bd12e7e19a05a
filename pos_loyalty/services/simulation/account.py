"""What one member got: once as it was recorded, once under the rules that are tried."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from typing import Protocol

from pos_loyalty.domain.events import (
    Credited,
    CreditKind,
    CreditTakenBack,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    Spun,
    TakenBackOnce,
)
from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.program import Program, RewardKind
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.simulation.trial import burn_said, sold_in
from pos_loyalty.storage.recorded import Recorded

RuleKey = tuple[str, str]
"""A kind of rule and the name of the rule itself; kinds with one rule have no name."""

REFUND: RuleKey = ("refund", "")
EXPIRY: RuleKey = ("expiry", "")

_MONEY = frozenset({RewardKind.PRODUCT, RewardKind.AMOUNT_OFF, RewardKind.DONATION})


class Line(Protocol):
    """A line of an explanation, recorded or new."""

    @property
    def rule(self) -> str: ...

    @property
    def points(self) -> int: ...

    @property
    def name(self) -> str: ...


@dataclass(slots=True)
class Side:
    """One of the two worlds. Points of all kinds, and money given as a discount."""

    issued: int = 0
    taken_back: int = 0
    spent: int = 0
    restored: int = 0
    lapsed: int = 0
    given_minor: int = 0
    rules: dict[RuleKey, int] = field(default_factory=dict)
    _discounts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def earn(self, lines: Iterable[Line]) -> None:
        """Count what a purchase earned."""
        for line in lines:
            self.add((line.rule, line.name), line.points)

    def add(self, rule: RuleKey, points: int) -> None:
        """Count points that a rule gave; below zero where it kept some back."""
        self.rules[rule] = self.rules.get(rule, 0) + points
        self.issued += points

    def take_back(self, points: int) -> None:
        """Count points that went because a purchase was returned."""
        if points:
            self.rules[REFUND] = self.rules.get(REFUND, 0) - points
            self.taken_back += points

    def lapse(self, points: int) -> None:
        """Count what lapsed, at the end."""
        self.lapsed = points
        if points:
            self.rules[EXPIRY] = -points

    def discount(self, name: str, minor: int, *, paid_minor: int) -> None:
        """Count what a purchase or redemption was made cheaper by."""
        if minor:
            self.given_minor += minor
            self._discounts[name] = (minor, paid_minor)

    def refund(self, refunded: Refunded) -> None:
        """Count a refund, with the part of the discount that goes back with it."""
        self.take_back(refunded.reversed_points)
        self.restored += refunded.restored_points
        if refunded.sale_id in self._discounts:
            minor, left_minor = self._discounts[refunded.sale_id]
            back = minor if refunded.complete else _part(minor, refunded.amount_minor, left_minor)
            self.given_minor -= back
            left = (minor - back, left_minor - refunded.amount_minor)
            self._discounts[refunded.sale_id] = left

    def undo(self, redemption_id: str, restored: int) -> None:
        """Count a redemption that was taken back."""
        self.restored += restored
        minor, _ = self._discounts.pop(redemption_id, (0, 0))
        self.given_minor -= minor

    def put_right(self, once: TakenBackOnce) -> None:
        """Count what two tills took back apart as taken back once."""
        self.take_back(-once.returned)
        self.restored -= once.reclaimed


@dataclass(slots=True)
class Account:
    """Both sides of one member, and what the tried rules refused.

    ``remembered`` are those of the sales that an import only remembered.
    """

    recorded: Side = field(default_factory=Side)
    tried: Side = field(default_factory=Side)
    sales: int = 0
    remembered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refused_points: int = 0

    def refuse(self, code: str, *, points: int = 0) -> None:
        """Count something that the tried rules refuse; ``points`` were burned in it."""
        self.refused[code] += 1
        self.refused_points += points


def note(side: Side, recorded: Recorded, program: Program) -> None:
    """Count on one side what was recorded; ``program`` ruled it."""
    match recorded.event.happening:
        case Purchased() as sale:
            sold = sold_in(recorded)
            side.earn(sold.explanation)
            side.spent += sale.spent
            if sale.spent or sale.rewards or sold.membership_discount_minor:
                off_minor = sold.basket.total_minor - sale.paid_minor
                side.discount(sale.sale_id, off_minor, paid_minor=sale.paid_minor)
        case Refunded() as refunded:
            side.refund(refunded)
        case Redeemed() as redeemed:
            side.spent += redeemed.spent
            worth = worth_of(program, redeemed, burn_said(recorded).total_minor)
            side.discount(redeemed.redemption_id, worth, paid_minor=0)
        case RedemptionUndone(redemption_id, restored):
            side.undo(redemption_id, restored)
        case Credited() as credited:
            side.add(_rule_of(credited, program), credited.credit.points)
        case Spun(wheel_id=wheel_id, credit=credit):
            wheel = program.wheel(wheel_id)
            side.add(("wheel", wheel.name if wheel else wheel_id), credit.points)
        case CreditTakenBack(points=points) | SpinTakenBack(points=points):
            side.take_back(points)
        case TakenBackOnce() as once:
            side.put_right(once)
        case _:
            pass


def worth_of(program: Program, redeemed: Redeemed, total_minor: int | None) -> int:
    """What a redemption without a purchase of ours is worth, in minor units.

    A percentage of a purchase that nobody told us of is worth nothing here.
    """
    points, minor = redeemed.spent, 0
    for use in redeemed.rewards:
        points -= use.points
        reward = program.reward(use.reward_id)
        if reward is not None and reward.kind in _MONEY:
            minor += reward.value_minor
        elif reward is not None and reward.kind is RewardKind.PERCENT_OFF:
            minor += half_up((total_minor or 0) * reward.percent / 100)
    if points and program.redemption is not None and not redeemed.tickets:
        minor += program.redemption.value_of(points)
    return minor


def _rule_of(credited: Credited, program: Program) -> RuleKey:
    if credited.kind is CreditKind.ACTION:
        action = program.action(credited.reference)
        return (CreditKind.ACTION.value, action.name if action else credited.reference)
    return (credited.kind.value, "")


def _part(minor: int, amount_minor: int, of_minor: int) -> int:
    return minor * amount_minor // of_minor if of_minor else minor
