"""Slips as shops print them, for tests to vary."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pos_loyalty.domain.print_job import PrintJob
from pos_loyalty.domain.slip import (
    SlipDraw,
    SlipFacts,
    SlipKind,
    SlipLine,
    SlipWinner,
    StampCount,
    TierDistance,
    TierMeasure,
)

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
CARD = "LT1ABCDEFGHJK0123456789ABCDE"
CLAIM = "LC1ABCDEFGHJK0123456789ABCDEFGHJKLMN"
AT = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)

_WORDS: dict[str, dict[str, Any]] = {
    "de": {
        "till_name": "Kasse 2",
        "explanation": (
            SlipLine("Basis", 36),
            SlipLine("Silber ×1,25", 9),
            SlipLine("Geburtstag", 20),
        ),
        "tier_name": "Silber",
        "stamps": (StampCount("Kaffeekarte", 7, 10),),
        "rewards_in_reach": ("Kaffee gratis", "5,00\u00a0€ Rabatt"),
    },
    "en": {
        "till_name": "Till 2",
        "explanation": (
            SlipLine("Base", 36),
            SlipLine("Silver ×1.25", 9),
            SlipLine("Birthday", 20),
        ),
        "tier_name": "Silver",
        "stamps": (StampCount("Coffee card", 7, 10),),
        "rewards_in_reach": ("Free coffee", "€5.00 off"),
    },
}


def sale_slip(language: str = "de", **changes: Any) -> SlipFacts:  # noqa: ANN401 - any of the facts
    """A sale with all that a slip can say after one."""
    facts: dict[str, Any] = {
        "kind": SlipKind.SALE,
        "shop_name": "Sonnenblume Naturkost",
        "shop_lines": ("Hauptstraße 12 · 79100 Freiburg",),
        "at": AT,
        "language": language,
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "receipt_number": "2-001284",
        "unit_one": "",
        "unit_many": "",
        "member_first_name": "Anna",
        "masked_number": "K4821-…9X-B",
        "amount_minor": 3650,
        "earned": 65,
        "balance": 1349,
        "balance_value_minor": 1349,
        "next_tier_name": "Gold",
        "to_next": TierDistance(TierMeasure.SPEND, 21240),
        "tier_progress_permille": 640,
        "next_expiry_points": 120,
        "next_expiry_on": date(2026, 12, 31),
        "qr_text": CARD,
        **_WORDS[language],
        **changes,
    }
    return SlipFacts(**facts)


def draw_slip(language: str = "de", *, was_published: bool = True) -> SlipFacts:
    """The result of a prize draw as it is hung up."""
    device = "0198c0de-1a2b-7c3d-8e4f-5a6b7c8d9e0f"
    draw = SlipDraw(
        name="Adventsverlosung",
        tickets=128,
        winners=(
            SlipWinner("Picknickkorb", "Anna", "…9X-B", f"{device}.1.1284/advent/2"),
            SlipWinner("Ein Jahr Brot und Kuchen für die ganze Familie", "", "…2K-4", "t.1.9/a/1"),
        ),
        seed="5f2c" * 16,
        seal="90ab" * 16,
        was_published=was_published,
    )
    nobody = {"member_first_name": None, "masked_number": None, "receipt_number": ""}
    return replace(other_slip(SlipKind.DRAW, language, **nobody), draw=draw)


def other_slip(kind: SlipKind, language: str = "de", **changes: Any) -> SlipFacts:  # noqa: ANN401 - as above
    """A slip of another kind: nothing was bought, and nothing earned."""
    nothing: dict[str, Any] = {"amount_minor": None, "explanation": (), "earned": 0, "stamps": ()}
    return sale_slip(language, kind=kind, **{**nothing, **changes})


def claim_slip(language: str = "de") -> SlipFacts:
    """A purchase without a card, to be credited later."""
    whole = sale_slip(language)
    return SlipFacts(
        kind=SlipKind.CLAIM,
        shop_name=whole.shop_name,
        shop_lines=whole.shop_lines,
        till_name=whole.till_name,
        at=whole.at,
        language=language,
        currency=whole.currency,
        timezone=whole.timezone,
        receipt_number="0815",
        unit_one="",
        unit_many="",
        amount_minor=3650,
        valid_until=date(2027, 1, 21),
        qr_text=CLAIM,
    )


def job_of(facts: SlipFacts, *, id: str = "job-1", at: datetime = AT) -> PrintJob:  # noqa: A002 - it is the job's id
    """A waiting print job for these facts."""
    return PrintJob(id=id, printer="receipt", facts=facts, created_at=at, waiting_since=at)
