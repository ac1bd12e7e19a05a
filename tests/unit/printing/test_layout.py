from dataclasses import replace

import pytest

from pos_loyalty.domain.slip import SlipFacts, SlipKind, StampCount, TierDistance, TierMeasure
from pos_loyalty.printing.document import BIG, INVERSE, Document, Logo, Qr, Row, Stamps, Text
from pos_loyalty.printing.layout import lay_out
from pos_loyalty.printing.plain_text import plain_text
from pos_loyalty.printing.template import ReceiptTemplate
from tests.support.slips import FONTS, other_slip, sale_slip
from tests.support.typography import TEMPLATE, WIDE, words


def document(facts: SlipFacts, template: ReceiptTemplate = TEMPLATE) -> Document:
    """The slip before it meets a printer."""
    return lay_out(facts, template, words(facts.language))


def text(facts: SlipFacts, template: ReceiptTemplate = TEMPLATE) -> str:
    """The slip as words, runs of spaces as one."""
    shown = plain_text(document(facts, template), WIDE)
    return "\n".join(" ".join(line.split()) for line in shown.splitlines())


def big_figures(facts: SlipFacts) -> list[str]:
    """What the eye falls on."""
    rows = [block for block in document(facts).blocks if isinstance(block, Row)]
    return [span.text for row in rows for span in row.right if span.style is BIG]


@pytest.mark.parametrize("kind", list(SlipKind))
def test_every_slip_says_that_it_is_no_fiscal_receipt(kind: SlipKind) -> None:
    """Nobody may take it for one, whatever it is about."""
    assert "Kein Kassenbeleg" in text(other_slip(kind))
    assert "Not a fiscal receipt" in text(other_slip(kind, "en"))


def test_a_sale_explains_its_points() -> None:
    """Each addend has its reason, and the sum stands below them."""
    shown = text(sale_slip())
    expected = "Basis +36\nSilber ×1,25 +9\nGeburtstag +20\nGutschrift +65 Punkte"
    assert expected in shown
    assert "Neuer Stand 1.349 Punkte\nWert 13,49 €" in shown


def test_earned_points_and_the_new_balance_are_biggest() -> None:
    """At arm's length a member reads what was earned and what there is now."""
    assert big_figures(sale_slip()) == ["+65", "1.349"]


def test_a_sale_paid_with_points_shows_what_is_still_to_pay() -> None:
    """The discount is keyed into the till: it stands on the slip to be checked."""
    facts = sale_slip(discount_minor=500, due_minor=3150, spent=500, spent_on=("5 € Rabatt",))
    shown = text(facts)
    assert "Einkauf 36,50 €\nRabatt -5,00 €\nZu zahlen 31,50 €" in shown
    assert "Eingelöst -500 Punkte\n5 € Rabatt" in shown


def test_a_sale_without_points_says_so() -> None:
    """Zero is an answer; silence would look like a fault."""
    assert "Gutschrift 0 Punkte" in text(sale_slip(earned=0, explanation=()))


@pytest.mark.parametrize(
    ("facts", "title", "figure"),
    [
        (other_slip(SlipKind.REFUND, amount_minor=1400, reversed_points=14), "Rückgabe", "-14"),
        (other_slip(SlipKind.VOID, reversed_points=65), "Storno", "-65"),
        (other_slip(SlipKind.VOID, restored_points=500), "Storno", "+500"),
        (other_slip(SlipKind.REDEMPTION, spent=500, spent_on=("Kaffee",)), "Einlösung", "-500"),
        (other_slip(SlipKind.ADJUSTMENT, adjusted_points=50, reason="Kulanz"), "Korrektur", "+50"),
        (other_slip(SlipKind.ADJUSTMENT, adjusted_points=-50), "Korrektur", "-50"),
    ],
)
def test_other_slips_name_themselves_and_what_moved(
    facts: SlipFacts, title: str, figure: str
) -> None:
    """A return is not mistaken for a purchase, and its points are the biggest figure."""
    shown = text(facts)
    assert title in shown
    assert f"{figure} Punkte" in shown
    assert len(big_figures(facts)) == 2


def test_a_statement_shows_the_balance_alone() -> None:
    """Nothing happened, so nothing is new."""
    shown = text(other_slip(SlipKind.BALANCE))
    assert "Ihr Stand" in shown
    assert "Neuer Stand" not in shown
    assert "\nStand 1.349 Punkte" in shown


def test_a_reprint_is_marked() -> None:
    """Nobody can hand in the same slip twice."""
    marks = [
        span.text.split()
        for block in document(sale_slip(copy_number=2)).blocks
        if isinstance(block, Text)
        for span in block.spans
        if span.style is INVERSE
    ]
    assert marks == [["Kopie", "2"]]
    assert "Kopie" not in text(sale_slip())


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (TierDistance(TierMeasure.SPEND, 21240), "noch 212,40 € bis Gold"),
        (TierDistance(TierMeasure.POINTS, 1500), "noch 1.500 Punkte bis Gold"),
        (TierDistance(TierMeasure.VISITS, 1), "noch 1 Einkauf bis Gold"),
        (TierDistance(TierMeasure.VISITS, 3), "noch 3 Einkäufe bis Gold"),
    ],
)
def test_the_way_to_the_next_tier_is_told_in_its_own_measure(
    distance: TierDistance, expected: str
) -> None:
    """Money, points or visits: what the program counts is what the member reads."""
    assert f"Silber {expected}" in text(sale_slip(to_next=distance))


def test_the_highest_tier_has_no_way_to_go() -> None:
    """Nothing is missing to anything."""
    facts = sale_slip(tier_name="Gold", next_tier_name=None, to_next=None)
    assert "Stufe Gold" in text(facts)
    assert "bis" not in text(facts).partition("Stufe Gold")[2].partition("\n")[0]


def test_points_are_called_by_the_program_own_name() -> None:
    """A shop that gives stars prints stars."""
    facts = sale_slip(earned=1, explanation=(), unit_one="Stern", unit_many="Sterne")
    stars = replace(words(), unit_one="Stern", unit_many="Sterne")
    shown = plain_text(lay_out(facts, TEMPLATE, stars), WIDE)
    assert "+1 Stern\n" in shown
    assert "1.349 Sterne\n" in shown


def test_many_rewards_are_cut_short() -> None:
    """A slip is no catalog: the first four, and how many more."""
    shown = text(sale_slip(rewards_in_reach=tuple(f"Prämie {n}" for n in range(1, 8))))
    assert "Prämie 4\nund 3 weitere" in shown
    assert "Prämie 5" not in shown


def test_large_stamp_cards_are_told_in_figures_only() -> None:
    """Fifty circles are no picture of anything."""
    facts = sale_slip(stamps=(StampCount("Jahreskarte", 17, 50),))
    assert "Jahreskarte 17 von 50" in text(facts)
    assert not any(isinstance(block, Stamps) for block in document(facts).blocks)


def test_what_next_expires_is_told() -> None:
    """No member learns of a lapse afterwards."""
    assert "120 Punkte gültig bis 31.12.2026" in text(sale_slip())


def test_pending_points_are_told_apart() -> None:
    """Points that cannot be spent yet are not in the balance."""
    assert "Vorgemerkt 65 Punkte" in text(sale_slip(pending=65))


@pytest.mark.parametrize(
    ("code", "caption"),
    [
        ("LT1ABC", "Ihre Karte für den nächsten Einkauf"),
        ("https://bonus.example/m/1", "Ihr Stand, jederzeit"),
    ],
)
def test_the_code_says_what_it_is_for(code: str, caption: str) -> None:
    """A card is shown at the till, a page is opened with a phone."""
    facts = sale_slip(qr_text=code)
    assert Qr(code) in document(facts).blocks
    assert caption in text(facts)


def test_a_shop_chooses_what_stands_on_its_slips() -> None:
    """What is switched off leaves no trace, not even an empty section."""
    bare = ReceiptTemplate(
        show_explanation=False,
        show_balance=False,
        show_next_tier=False,
        show_rewards=False,
        show_expiry=False,
        show_member_code=False,
    )
    shown = text(sale_slip(stamps=()), bare)
    for word in "Basis", "Stand", "Silber", "Kaffee", "gültig", "Karte":
        assert word not in shown
    assert not shown.rstrip().endswith("─")


def test_the_shop_own_words_frame_the_slip() -> None:
    """Logo and header above, footer below."""
    logo = FONTS / "no-logo.png"
    template = ReceiptTemplate(logo=logo, header=("Täglich frisch",), footer=("Bis bald!",))
    shown = text(sale_slip(), template)
    assert "79100 Freiburg\nTäglich frisch" in shown
    assert shown.rstrip().endswith("Bis bald!")
    assert document(sale_slip(), template).blocks[0] == Logo(logo)


def test_a_slip_without_a_member_name_still_greets_nobody_wrongly() -> None:
    """A card that was given out without a name is a member all the same."""
    assert "Mitglied K4821-...9X-B" in text(sale_slip(member_first_name=None))
    assert "Anna" not in text(sale_slip(member_first_name=None, masked_number=None))
