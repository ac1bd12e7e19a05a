"""Why a credit is what it is: lines that always sum to it."""

from enum import StrEnum
from fractions import Fraction

from pos_loyalty.domain.values import dataclass


class Rule(StrEnum):
    """What a line of an explanation stands for."""

    BASE = "base"
    TIER = "tier"
    MEMBERSHIP = "membership"
    CAMPAIGN = "campaign"
    BONUS = "bonus"
    CAP = "cap"
    WELCOME = "welcome"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One addend. ``name`` is that of the tier, membership or campaign.

    ``amount_minor`` is the money behind it.
    """

    rule: Rule
    points: int
    name: str = ""
    amount_minor: int | None = None
    factor: Fraction | None = None
