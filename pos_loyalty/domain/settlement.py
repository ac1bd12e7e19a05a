"""Settling a coalition: what a partner has given and taken of points, and what is owed for it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Self

from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.money import Currency, half_up
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Movement:
    """Points that moved at one place. ``corrections`` is below zero where they took more."""

    issued: int = 0
    taken_back: int = 0
    redeemed: int = 0
    restored: int = 0
    corrections: int = 0

    @classmethod
    def of(cls, points: Mapping[EntryKind, int]) -> Self:
        """What points of each kind of entry come to."""

        def sum_of(*kinds: EntryKind) -> int:
            return sum(points.get(kind, 0) for kind in kinds)

        return cls(
            issued=sum_of(EntryKind.EARN, EntryKind.CREDIT),
            taken_back=sum_of(EntryKind.REVERSED, EntryKind.CREDIT_TAKEN_BACK)
            - sum_of(EntryKind.RETURNED),
            redeemed=sum_of(EntryKind.BURN),
            restored=sum_of(EntryKind.RESTORED) - sum_of(EntryKind.RECLAIMED),
            corrections=sum_of(EntryKind.ADJUSTED) - sum_of(EntryKind.DEBITED),
        )

    def __add__(self, other: "Movement") -> "Movement":
        return Movement(
            self.issued + other.issued,
            self.taken_back + other.taken_back,
            self.redeemed + other.redeemed,
            self.restored + other.restored,
            self.corrections + other.corrections,
        )

    @property
    def issued_net(self) -> int:
        """Points given, less those taken back."""
        return self.issued - self.taken_back

    @property
    def redeemed_net(self) -> int:
        """Points taken for something, less those given back."""
        return self.redeemed - self.restored

    @property
    def total(self) -> int:
        """By how much members' balances have grown here; points that lapse move nowhere."""
        return self.issued_net - self.redeemed_net + self.corrections


def settled_minor(movement: Movement, value: Fraction, currency: Currency) -> int:
    """What a partner receives, or pays when below zero, at ``value`` major units a point.

    Points redeemed there were paid for by the partner, points issued there are paid for by
    others. Exact, and rounded half-up once; a half is rounded away from zero, so that it
    is the same sum whoever reckons.
    """
    points = movement.redeemed_net - movement.issued_net
    minor = half_up(abs(points) * value * currency.minor_per_major)
    return minor if points >= 0 else -minor
