"""Members as the counter sees them, ready made."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from pos_loyalty.domain.counter import (
    ExpiryAhead,
    MemberGlance,
    Receipt,
    RewardOffer,
    TierAhead,
    TierGlance,
)
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.slip import SlipKind, TierMeasure

NOON = datetime(2026, 3, 5, 13, 32, tzinfo=UTC)
SILBER = TierGlance("silber", "Silber", "#5a6d7a", Fraction(5, 4))
GOLD = TierGlance("gold", "Gold", "#8f6900", Fraction(3, 2))
ANNA = MemberGlance(
    member_id="m1",
    number="K4821-7P2M9X-B",
    first_name="Anna",
    last_name="Berger",
    enrolled_at=NOON,
    balance=1284,
    spendable=1284,
    value_minor=1284,
    tier=SILBER,
    ahead=TierAhead(GOLD, TierMeasure.SPEND, missing=17_590, progress_permille=750),
    rewards=(
        RewardOffer("coffee", "Kaffee gratis", 500, RewardKind.PRODUCT),
        RewardOffer("five", "5,00 € Rabatt", 500, RewardKind.AMOUNT_OFF),
        RewardOffer("basket", "Geschenkkorb", 2500, RewardKind.PRODUCT, missing_points=1216),
    ),
    expiry=ExpiryAhead(120, date(2026, 12, 31)),
)
NOBODY = MemberGlance(member_id="m2", number="K1", enrolled_at=NOON, balance=0, spendable=0)


def receipt(kind: SlipKind = SlipKind.SALE, **facts: object) -> Receipt:
    """Anna's purchase of 36.50, or what the facts make of it."""
    made = Receipt(
        id="r1",
        kind=kind,
        at=NOON,
        member_id="m1",
        member_name="Anna Berger",
        earned=65,
        amount_minor=3650,
        balance_after=1349,
    )
    return replace(made, **facts)  # type: ignore[arg-type]  # the caller names its fields
