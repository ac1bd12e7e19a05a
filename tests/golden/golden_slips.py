"""The slips that are kept as text and bytes, and how they are renewed.

``python -m tests.golden.golden_slips`` writes them anew; what it changes is reviewed like code.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pos_loyalty.domain.slip import (
    SlipChallenge,
    SlipFacts,
    SlipKind,
    SlipOdds,
    SlipReached,
    SlipTerm,
    SlipTickets,
    TierDistance,
    TierMeasure,
)
from pos_loyalty.printing.document import Document
from pos_loyalty.printing.layout import lay_out
from pos_loyalty.printing.plain_text import plain_text
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.sample_page import lay_out_test
from pos_loyalty.printing.typesetting import typeset
from tests.support.slips import claim_slip, draw_slip, other_slip, sale_slip
from tests.support.typography import NARROW, TEMPLATE, WIDE, encoded, words

FOLDER = Path(__file__).parent / "slips"
PAPERS: Mapping[str, PrinterProfile] = {"58": NARROW, "80": WIDE}
ADDRESS = "network://192.168.1.50:9100"

_LONG_NAMES: dict[str, Any] = {
    "shop_name": "Landbäckerei & Konditorei Wolfeschlegelsteinhausen GmbH",
    "member_first_name": "Maximiliane-Friederike",
    "balance": 9_999_999,
    "balance_value_minor": 9_999_999,
    "tier_name": "Ehrenmitglied in Silber",
    "to_next": TierDistance(TierMeasure.SPEND, 1_234_567),
    "rewards_in_reach": ("Frühstück für zwei Personen mit allem, was die Küche hergibt",),
}
_CLUB = SlipTerm(
    "Club", date(2026, 11, 22), date(2027, 11, 22), ("Gratis Lieferung", "5 % auf jeden Einkauf")
)
_WHEEL: dict[str, Any] = {
    "wheel_name": "Adventsrad",
    "won": "50 Punkte",
    "odds": (
        SlipOdds("Kein Gewinn", 80, 100),
        SlipOdds("50 Punkte", 19, 100),
        SlipOdds("Kaffee gratis", 1, 100),
    ),
}
SLIPS: Mapping[str, SlipFacts] = {
    "sale-de": sale_slip(),
    "sale-en": sale_slip("en"),
    "sale-redeemed-copy-de": sale_slip(
        discount_minor=500,
        due_minor=3150,
        spent=500,
        spent_on=("5,00\u00a0€ Rabatt",),
        copy_number=1,
    ),
    "sale-long-de": sale_slip(**_LONG_NAMES),
    "sale-club-de": sale_slip(
        membership="Club",
        membership_discount_minor=183,
        discount_minor=500,
        due_minor=2967,
        spent=500,
        spent_on=("5,00\u00a0€ Rabatt",),
        clubs=(SlipTerm("Club", _CLUB.first_day, _CLUB.last_day),),
    ),
    "membership-de": other_slip(SlipKind.MEMBERSHIP, amount_minor=2500, terms=(_CLUB,)),
    "membership-cancelled-en": other_slip(
        SlipKind.MEMBERSHIP_CANCELLED, "en", amount_minor=2500, terms=(_CLUB,)
    ),
    "sale-challenge-de": sale_slip(
        reached=(SlipReached("3 Besuche im November", 100, "Novembergast"),),
        challenges=(
            SlipChallenge("5 Sorten Brot", "2 von 5"),
            SlipChallenge("Für 100 € im Advent", "36,50\u00a0€ von 100,00\u00a0€"),
        ),
        tickets=(SlipTickets("Adventsverlosung", 4, 3), SlipTickets("Sommerrad", 1)),
    ),
    "sale-challenge-en": sale_slip(
        "en",
        reached=(SlipReached("3 visits in November", 0, "Regular"),),
        challenges=(SlipChallenge("5 kinds of bread", "2 of 5"),),
        tickets=(SlipTickets("Advent draw", 1, 1),),
    ),
    "void-challenge-de": other_slip(
        SlipKind.VOID,
        amount_minor=3650,
        reversed_points=65,
        bonus_reversed=100,
        challenges=(SlipChallenge("3 Besuche im November", "2 von 3"),),
        tickets=(SlipTickets("Adventsverlosung", 1, -3),),
    ),
    "draw-de": draw_slip(),
    "draw-en": draw_slip("en", was_published=False),
    "refund-de": other_slip(
        SlipKind.REFUND, amount_minor=1400, reversed_points=14, restored_points=100
    ),
    "redemption-en": other_slip(SlipKind.REDEMPTION, "en", spent=500, spent_on=("Free coffee",)),
    "donation-de": other_slip(
        SlipKind.DONATION, spent=500, spent_on=("Ein Baum für den Stadtwald",), donated_minor=2500
    ),
    "donation-en": other_slip(
        SlipKind.DONATION, "en", spent=500, spent_on=("A tree for the city",), donated_minor=2500
    ),
    "spin-de": other_slip(SlipKind.SPIN, earned=50, **_WHEEL),
    "statement-de": other_slip(SlipKind.BALANCE),
    "claim-de": claim_slip(),
    "claim-en": claim_slip("en"),
    "test-de": other_slip(SlipKind.TEST),
    "test-en": other_slip(SlipKind.TEST, "en"),
}


def text_of(facts: SlipFacts, paper: PrinterProfile) -> str:
    """The slip as words."""
    return plain_text(_document(facts, paper), paper)


def bytes_of(facts: SlipFacts, paper: PrinterProfile) -> bytes:
    """The slip as the printer gets it."""
    return encoded(typeset(_document(facts, paper), paper))


def _document(facts: SlipFacts, paper: PrinterProfile) -> Document:
    spoken = words(facts.language)
    if facts.kind is SlipKind.TEST:
        return lay_out_test(facts, paper, spoken, address=ADDRESS)
    return lay_out(facts, TEMPLATE, spoken)


def text_file(name: str, paper: str) -> Path:
    """Where the words are kept."""
    return FOLDER / f"{name}-{paper}.txt"


def bytes_file(name: str, paper: str) -> Path:
    """Where the bytes are kept."""
    return FOLDER / f"{name}-{paper}.escpos"


def renew() -> None:
    """Writes all of them as they are now."""
    for name, facts in SLIPS.items():
        for paper, profile in PAPERS.items():
            text_file(name, paper).write_text(text_of(facts, profile), encoding="utf-8")
            bytes_file(name, paper).write_bytes(bytes_of(facts, profile))


if __name__ == "__main__":
    renew()
