from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pos_loyalty.domain.counter import (
    ClubGlance,
    MemberGlance,
    RewardBar,
    RewardOffer,
    SalePreview,
    TierAhead,
)
from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.slip import TierMeasure
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.facts import CounterFacts, SaleFacts
from pos_loyalty.terminal.screens.cashier.state import MemberPanel, SalePanel
from pos_loyalty.terminal.screens.cashier.wording import (
    member_panel,
    redeem_panel,
    reward_line,
    sale_panel,
)
from tests.support.counter import ANNA, GOLD, JONAS, LONG, NOW
from tests.support.play import SPEND

_DE = words_for("de")
_EN = words_for("en")


def _panel(member: MemberGlance) -> MemberPanel:
    return member_panel(member, SaleFacts(), _DE)


def _preview(**changes: object) -> SalePreview:
    plain = SalePreview(
        total_minor=1000, discount_minor=0, due_minor=1000, earned=10, spent=0, balance_after=10
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # fields of SalePreview


def _sale(preview: SalePreview) -> SalePanel:
    sale = SaleFacts(amount_text="10", amount_minor=1000, preview=preview)
    facts = CounterFacts(member=ANNA, sale=sale)
    return sale_panel(facts, _DE, high_amount_minor=100_000)


def test_a_member_in_german() -> None:
    """Name, since, number, worth and expiry as a German cashier reads them."""
    panel = _panel(ANNA)
    assert panel.since == "Seit März 2024 · K4821-7P2M9-B"
    assert panel.worth == "= 12,84\u00a0€ · 120 verfallen am 31.12.2026"
    assert [hint.text for hint in panel.hints] == ["Geburtstag: +20 Punkte"]
    assert panel.progress is not None
    assert panel.progress.missing == "noch 212,40\u00a0€"
    assert panel.progress.target == "bis Gold ×1,5"
    assert panel.stamps[0].text == "Kaffeekarte 7\u00a0von\u00a010"


def test_a_member_in_english() -> None:
    """The same facts, in English words and formats."""
    panel = member_panel(ANNA, SaleFacts(), _EN)
    assert panel.since == "Since March 2024 · K4821-7P2M9-B"
    assert panel.worth.startswith("= €12.84 · 120 expire on")


@pytest.mark.parametrize(
    ("measure", "missing", "words"),
    [
        (TierMeasure.SPEND, 21240, "noch 212,40\u00a0€"),
        (TierMeasure.POINTS, 1, "noch 1 Punkt"),
        (TierMeasure.VISITS, 1, "noch 1 Einkauf"),
        (TierMeasure.VISITS, 3, "noch 3 Einkäufe"),
    ],
)
def test_the_way_is_told_in_the_programs_measure(
    measure: TierMeasure, missing: int, words: str
) -> None:
    """Money, points or purchases, as the program counts."""
    progress = _panel(replace(ANNA, ahead=TierAhead(GOLD, measure, missing, 700))).progress
    assert progress is not None
    assert progress.missing == words


def test_nobody_is_led_beyond_the_highest_tier() -> None:
    """At the top there is no bar."""
    assert _panel(LONG).progress is None


def test_a_debt_is_told_as_one() -> None:
    """A negative balance says that new points settle it first, and is worth nothing."""
    panel = _panel(replace(ANNA, balance=-40, spendable=0, value_minor=0, expiry=None))
    assert (panel.balance, panel.worth) == ("−40", "Neue Punkte gleichen zuerst das Minus aus")


def test_pending_points_are_told() -> None:
    """Points that cannot be redeemed yet are named beside the balance."""
    assert "30 vorgemerkt" in _panel(replace(ANNA, pending=30)).worth


def test_a_member_without_a_name_goes_by_number() -> None:
    """The number stands in for the name, and is not said twice."""
    panel = _panel(replace(ANNA, first_name="", last_name="", is_new=True))
    assert (panel.name, panel.since) == ("K4821-7P2M9-B", "Neu heute")


def test_notes_and_blocks_are_seen() -> None:
    """A block comes first and nothing can be booked; a note is shown as it was written."""
    blocked = replace(JONAS, is_blocked=True, note="Bitte {nicht} ändern")
    assert [hint.text for hint in _panel(blocked).hints] == [
        "Gesperrt: nichts kann gebucht werden",
        "Bitte {nicht} ändern",
    ]
    facts = CounterFacts(member=blocked)
    assert not sale_panel(facts, _DE, high_amount_minor=100_000).can_confirm


@pytest.mark.parametrize(
    ("changes", "detail", "action"),
    [
        ({}, "500 Punkte", "Einlösen"),
        ({"cost": 0}, "ohne Punkte", "Einlösen"),
        ({"missing_points": 20}, "noch 20 Punkte", ""),
        ({"bar": RewardBar.STOCK}, "vergriffen", ""),
        ({"bar": RewardBar.TIER, "missing_points": 20}, "für eine andere Stufe", ""),
        ({"free": 1, "missing_points": 500}, "geschenkt, ohne Punkte", "Einlösen"),
        ({"free": 2}, "2-mal geschenkt, ohne Punkte", "Einlösen"),
    ],
)
def test_a_reward_says_its_price_or_what_is_in_the_way(
    changes: dict[str, object], detail: str, action: str
) -> None:
    """Price, distance, bar or gift; what cannot be had has no button."""
    plain = RewardOffer("coffee", "Kaffee gratis", 500, RewardKind.PRODUCT)
    offer = replace(plain, **changes)  # type: ignore[arg-type] # fields of RewardOffer
    line = reward_line(offer, SaleFacts(), _DE)
    assert (line.detail, line.action) == (detail, action)


def test_a_cap_takes_points_away_in_a_line_of_its_own() -> None:
    """Each rule has its words; the first line is no addition and has no sign."""
    lines = (
        ExplanationLine(Rule.BASE, 36, amount_minor=3600),
        ExplanationLine(Rule.CAMPAIGN, 36, "Doppelte Punkte", factor=Fraction(2)),
        ExplanationLine(Rule.CAP, -22),
        ExplanationLine(Rule.WELCOME, 50),
        ExplanationLine(Rule.REFERRAL, 25),
    )
    panel = _sale(_preview(explanation=lines, earned=125))
    assert [(line.label, line.number) for line in panel.addends] == [
        ("Basis", "36"),
        ("Doppelte Punkte", "+36"),
        ("Obergrenze", "−22"),
        ("Willkommen", "+50"),
        ("Empfehlung", "+25"),
    ]


def test_a_sale_without_points_says_zero() -> None:
    """Nothing earned is told as 0, so that nobody waits for a preview."""
    assert _sale(_preview(earned=0)).earned == "0"


def test_a_rise_and_a_delay_are_told_before_enter() -> None:
    """The cashier can say both while the member still stands there."""
    panel = _sale(_preview(tier_after=GOLD, pending_days=14))
    assert panel.lift == "Steigt auf: Gold"
    assert panel.pending == "Einlösbar nach 14 Tagen"


def test_what_a_club_takes_off_and_the_one_figure_to_key_in() -> None:
    """The club by name; with points the sum as well, for the till takes one figure."""
    club = {"membership": "Sonnenclub", "membership_discount_minor": 50}
    alone = _sale(_preview(**club, due_minor=950)).money
    assert [(line.label, line.number) for line in alone] == [
        ("Sonnenclub", "−0,50\u00a0€"),
        ("An der Kasse zu zahlen", "9,50\u00a0€"),
    ]
    both = _sale(_preview(**club, discount_minor=100, spent=100, due_minor=850)).money
    assert [(line.label, line.number, line.is_strong) for line in both] == [
        ("Sonnenclub", "−0,50\u00a0€", False),
        ("Rabatt", "−1,00\u00a0€", False),
        ("In der Kasse abziehen", "−1,50\u00a0€", True),
        ("An der Kasse zu zahlen", "8,50\u00a0€", True),
    ]
    assert _sale(_preview()).money == ()


def test_clubs_badges_and_the_nearest_goal() -> None:
    """Quietly, and only where there are any."""
    club = ClubGlance("club", "Sonnenclub", NOW, date(2027, 11, 20))
    panel = _panel(replace(ANNA, clubs=(club,), badges=("herbst", "mai"), challenge=SPEND))
    assert panel.memberships == "Sonnenclub bis 20.11.2027 · Abzeichen: herbst, mai"
    assert panel.challenge is not None
    assert (panel.challenge.held, panel.challenge.target, panel.challenge.share) == (
        "Herbstkorb",
        "12,50\u00a0€ von 50,00\u00a0€",
        0.25,
    )
    assert (_panel(ANNA).memberships, _panel(ANNA).challenge) == ("", None)


def test_what_needs_the_network_is_told_before_somebody_asks_for_it() -> None:
    """A till that keeps less than all for a member says how much goes without the hub."""
    some = replace(ANNA, spendable=1284, redeemable_here=300)
    told = [redeem_panel(some, SaleFacts(), words).spendable for words in (_DE, _EN)]
    assert told == [
        "1.284 Punkte einlösbar, ohne Netz 300",
        "1,284 points can be redeemed, 300 without the network",
    ]
    alone = redeem_panel(replace(some, redeemable_here=None), SaleFacts(), _DE)
    assert alone.spendable == "1.284 Punkte einlösbar"
