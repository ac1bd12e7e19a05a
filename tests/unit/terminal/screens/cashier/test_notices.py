from dataclasses import replace

import pytest

from pos_loyalty.domain.challenges import ChallengeBonus
from pos_loyalty.domain.counter import Receipt
from pos_loyalty.domain.errors import LoyaltyError, OutageError, RefusalError, UnknownMemberError
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.notices import about, enrolled, recorded, taken_back
from pos_loyalty.terminal.screens.cashier.state import Tone
from tests.support.counter import ANNA, GOLD, NOW, SILVER

_DE = words_for("de")
_EN = words_for("en")
_RECEIPT = Receipt(
    id="s1",
    kind=SlipKind.SALE,
    at=NOW,
    member_id=ANNA.member_id,
    member_name="Anna Berger",
    earned=65,
    balance_after=1349,
    amount_minor=3650,
    tier_before=SILVER,
    tier_after=SILVER,
)


def test_a_plain_sale_says_points_and_balance() -> None:
    """What was earned comes first, the new balance after it."""
    notice = recorded(_RECEIPT)(_DE)
    assert notice.title == "Anna Berger: +65 Punkte"
    assert notice.detail == "Neuer Stand 1.349 Punkte"
    assert notice.tone is Tone.GOOD


def test_a_discount_is_what_the_cashier_must_not_miss() -> None:
    """The amount to take off in the till is the headline."""
    notice = recorded(replace(_RECEIPT, off_minor=500, spent=500))(_DE)
    assert notice.title == "In der Kasse 5,00\u00a0€ abziehen"
    assert "Gutschrift +65 Punkte" in notice.detail


def test_a_rise_is_celebrated_and_hides_no_discount() -> None:
    """The new tier is the headline; the discount comes right after."""
    raised = replace(_RECEIPT, is_raised=True, tier_after=GOLD, off_minor=500)
    notice = recorded(raised)(_DE)
    assert notice.title == "Anna Berger ist jetzt Gold"
    assert notice.detail.startswith("In der Kasse 5,00\u00a0€ abziehen")


def test_a_full_card_is_told() -> None:
    """What a full stamp card granted is said at once."""
    notice = recorded(replace(_RECEIPT, granted=("Kaffee gratis",)))(_EN)
    assert "Card full: Kaffee gratis" in notice.detail


def test_taking_back_says_both_ways() -> None:
    """Points taken and points returned stand beside each other."""
    receipt = replace(_RECEIPT, kind=SlipKind.VOID, taken_back=65, restored=500, earned=0)
    notice = taken_back(receipt)(_DE)
    assert notice.title == "Einkauf storniert"
    assert "−65 Punkte" in notice.detail
    assert "500 Punkte zurückgegeben" in notice.detail


@pytest.mark.parametrize(
    ("error", "tone", "ways"),
    [
        (OutageError(), Tone.BAD, []),
        (RefusalError(), Tone.WARN, []),
        (UnknownMemberError(member="X"), Tone.WARN, ["search"]),
    ],
)
def test_an_error_says_what_happened_and_what_next(
    error: LoyaltyError, tone: Tone, ways: list[str]
) -> None:
    """Headline and sentence are there in both languages, and never the bare code."""
    for words in (_DE, _EN):
        notice = about(error)(words)
        assert notice.title
        assert error.code not in f"{notice.title} {notice.detail}"
        assert notice.tone is tone
        assert [choice.id for choice in notice.choices] == ways


def test_a_welcome_without_points_says_the_number() -> None:
    """The number is what a new member may want to write down."""
    notice = enrolled(replace(ANNA, balance=0))(_DE)
    assert notice.detail == "Kartennummer K4821-7P2M9-B"


def test_a_goal_that_was_reached_is_told() -> None:
    """With what it gave, or by its name alone."""
    reached = (ChallengeBonus("c", "Drei Besuche", 100), ChallengeBonus("d", "Vielfalt", 0))
    notice = recorded(replace(_RECEIPT, reached=reached))(_DE)
    assert "Geschafft: Drei Besuche +100 Punkte · Geschafft: Vielfalt" in notice.detail
