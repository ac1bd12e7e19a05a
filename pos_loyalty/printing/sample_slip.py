"""A slip that was never sold: for the preview in the settings, and to warm the press up."""

from datetime import datetime, timedelta

from pos_loyalty.domain.slip import (
    SlipFacts,
    SlipKind,
    SlipLine,
    StampCount,
    TierDistance,
    TierMeasure,
)
from pos_loyalty.i18n.words import Words

_CARD = "LT10123456789ABCDEFGHJKLMNPQ"


def sample_slip(
    words: Words, *, shop_name: str, till_name: str, at: datetime, shop_lines: tuple[str, ...] = ()
) -> SlipFacts:
    """A sale with everything that a slip can show, in the shop's own words."""
    return SlipFacts(
        kind=SlipKind.SALE,
        shop_name=shop_name,
        shop_lines=shop_lines,
        till_name=till_name,
        at=at,
        language=words.translator.language,
        currency=words.formats.currency.code,
        timezone=words.formats.zone.key,
        unit_one=words.unit_one,
        unit_many=words.unit_many,
        receipt_number="1-000042",
        member_first_name="Anna",
        masked_number="K4821-…9X-B",
        amount_minor=3650,
        explanation=(
            SlipLine(words.text("Base"), 36),
            SlipLine(words.text("Silver ×1.25"), 9),
            SlipLine(words.text("Birthday"), 20),
        ),
        earned=65,
        balance=1349,
        balance_value_minor=1349,
        tier_name=words.text("Silver"),
        next_tier_name=words.text("Gold"),
        to_next=TierDistance(TierMeasure.SPEND, 21240),
        tier_progress_permille=640,
        stamps=(StampCount(words.text("Coffee card"), 7, 10),),
        rewards_in_reach=(words.text("Free coffee"),),
        next_expiry_points=120,
        next_expiry_on=(at + timedelta(days=40)).date(),
        qr_text=_CARD,
    )
