from datetime import timedelta

import pytest

from pos_loyalty.domain.errors import ExceedsPurchaseError
from pos_loyalty.domain.events import Activity, CreditKind, HistoryNoted
from tests.support.builders import BASIS, COFFEE, GOLD, SILVER, at, basket, line, program, timeline
from tests.support.story import Story

CENTS = {"points": 1, "value": "0.01"}
REFERRAL = {"referrer": 100, "referred": 50, "minimum_purchase": "20.00"}
WELCOME = {"points": 30, "on": "first-purchase", "minimum_purchase": "10.00"}


def test_the_order_of_a_purchase() -> None:
    """Line discounts, order discount, rewards, points, gift card; ``due`` is what is left."""
    story = Story(program(redemption=CENTS, reward=[COFFEE]))
    story.grant(500)
    bought = basket(
        line("10.00", discount="1.00"),
        "5.00",
        order_discount="2.00",
        rewards=("free-coffee",),
        points=100,
        gift_card="3.00",
    )
    quote = story.quote(bought)
    assert (quote.total_minor, quote.discount_minor, quote.due_minor) == (1_200, 420, 480)
    assert (quote.purchased.paid_minor, quote.spent) == (780, 150)
    assert (quote.burn.reward_values, quote.burn.points_value_minor) == ((320,), 100)
    # Paying with a gift card earns.
    assert (quote.eligible_minor, quote.earned) == (780, 7)


def test_a_gift_card_above_what_is_left_is_refused() -> None:
    """It cannot pay more than the purchase needs."""
    story = Story(program(redemption=CENTS))
    story.grant(500)
    assert story.quote(basket("5.00", points=200, gift_card="3.00")).due_minor == 0
    with pytest.raises(ExceedsPurchaseError) as refusal:
        story.quote(basket("5.00", points=200, gift_card="3.01"))
    assert refusal.value.facts == {"asked_minor": 301, "limit_minor": 300}


def test_an_empty_basket_is_worth_nothing() -> None:
    """No lines, no money, no points, but a visit."""
    quote = Story(program(tier=[BASIS])).quote(basket())
    assert (quote.total_minor, quote.earned, quote.due_minor) == (0, 0, 0)


def test_points_may_be_pending() -> None:
    """Spendable only after so many days; expiry counts from then."""
    story = Story(program(earn={"pending_days": 2}, expiry={"kind": "days", "length": 1}))
    award = story.buy("10.00").purchased.award
    assert (award.spendable_at, award.expires_at) == (
        at("2026-01-07T09:00"),
        at("2026-01-08T09:00"),
    )
    assert (story.state.spendable, story.state.pending) == (0, 10)


def test_a_sale_earns_at_the_tier_held_before_it() -> None:
    """Or, with timing ``after``, at the higher of it and the one reached with the purchase."""
    tiers = [BASIS, SILVER, GOLD]
    before = Story(program(tier=tiers)).quote("200.00")
    after = Story(program(tier=tiers, tiers={"timing": "after"}))
    assert (before.earned, before.tier_used) == (200, "basis")
    assert (after.quote("200.00").earned, after.quote("200.00").tier_used) == (250, "silver")
    after.set_tier("gold")
    assert after.quote("200.00").tier_used == "gold"


def test_the_tier_reached_changes_nothing_else_about_the_purchase() -> None:
    """Its code and what it spends count as they do at the tier held before it."""
    code = [{"id": "c", "name": "C", "bonus": 7, "code": "SOMMER"}]
    after = {"tier": [BASIS, SILVER], "tiers": {"timing": "after"}}
    coded = Story(program(campaign=code, **after))
    assert coded.quote(basket("200.00", code="SOMMER")).earned == 257
    spending = Story(program(redemption=CENTS, earn={"earn_when_redeeming": False}, **after))
    spending.grant(500)
    quote = spending.quote(basket("200.00", points=100))
    assert (quote.earned, quote.tier_used) == (0, "silver")


def test_without_tiers_no_tier_is_used() -> None:
    """Also with timing ``after``."""
    assert Story(program(tiers={"timing": "after"})).quote("200.00").tier_used is None


def test_a_late_record_reaches_the_tier_of_its_own_time() -> None:
    """What was bought after it does not lift it; what has left the window since does."""
    rules = program(
        tier=[BASIS, SILVER], tiers={"timing": "after", "window": "rolling-days", "length": 30}
    )
    story = Story(rules)
    story.to("2026-01-10").buy("60.00")
    story.to("2026-03-01").buy("90.00")
    late = at("2026-01-20")
    assert story.quote("39.00", occurred_at=late).tier_used == "basis"
    assert story.quote("40.00", occurred_at=late).tier_used == "silver"


@pytest.mark.parametrize(
    ("count_bonus", "measured"), [(False, 10), (True, 20)], ids=["base", "award"]
)
def test_points_that_count_for_a_tier(*, count_bonus: bool, measured: int) -> None:
    """The rounded base, or the award after caps without welcome and referral."""
    rules = program(
        earn={"cap_per_purchase": 20},
        tier=[BASIS, GOLD],
        tiers={"measure": "points", "count_bonus_points": count_bonus},
        campaign=[{"id": "c", "name": "C", "multiplier": "3"}],
        welcome=WELCOME,
    )
    quote = Story(rules, welcome=True).quote("10.50")
    assert (quote.earned, quote.purchased.measure_points) == (50, measured)


def test_the_base_counts_at_most_what_was_awarded() -> None:
    """A cap cuts it too."""
    rules = program(earn={"cap_per_purchase": 4}, tier=[BASIS], tiers={"measure": "points"})
    assert Story(rules).quote("10.00").purchased.measure_points == 4


def test_the_first_purchase_of_at_least_the_minimum_is_welcomed() -> None:
    """A smaller one before does not use it up; a larger one does, unless it is taken back."""
    story = Story(program(welcome=WELCOME), welcome=True)
    assert story.buy("9.99").earned == 9
    assert story.buy("10.00", "a").earned == 40
    assert story.quote("10.00").earned == 10
    story.refund("a")
    assert story.quote("10.00").earned == 40


def test_members_with_a_history_are_not_welcomed() -> None:
    """Nor is anybody for a purchase without eligible money."""
    assert Story(program(welcome=WELCOME)).quote("10.00").earned == 10
    free = {**WELCOME, "minimum_purchase": "0.00"}
    excluded = {"exclude_categories": ["tabak"]}
    story = Story(program(earn=excluded, welcome=free), welcome=True)
    assert story.buy(basket(line("50.00", "tabak"))).earned == 0
    assert story.quote("0.00").earned == 0
    assert story.quote("1.00").earned == 31


def test_a_welcome_of_nothing_is_no_line() -> None:
    """An explanation has no empty lines beside its base."""
    story = Story(program(welcome={**WELCOME, "points": 0}), welcome=True)
    assert len(story.quote("10.00").explanation) == 1


def test_both_sides_of_a_referral() -> None:
    """With the first purchase of at least the minimum; the referrer's points are never pending."""
    rules = program(
        earn={"pending_days": 9}, referral=REFERRAL, expiry={"kind": "days", "length": 1}
    )
    story = Story(rules, referrer_id="ben")
    assert story.buy("19.99").referrer_credit is None
    quote = story.buy("20.00", "a")
    assert quote.earned == 70
    given = quote.referrer_credit
    assert given is not None
    assert (given.kind, given.reference) == (CreditKind.REFERRAL, "a")
    assert (given.credit.points, given.credit.spendable_at) == (100, story.now)
    assert given.credit.expires_at == story.now + timedelta(days=1)
    assert story.quote("20.00").referrer_credit is None


def test_no_referral_without_a_referrer_or_points_for_one() -> None:
    """Nor one of a program that does not know it."""
    assert Story(program(referral=REFERRAL)).quote("20.00").earned == 20
    assert Story(program(), referrer_id="ben").quote("20.00").referrer_credit is None
    one_sided = program(referral={**REFERRAL, "referrer": 0})
    quote = Story(one_sided, referrer_id="ben").quote("20.00")
    assert (quote.earned, quote.referrer_credit) == (70, None)


def test_a_late_record_is_priced_by_its_own_time() -> None:
    """Tier, campaigns, caps, pending and expiry of then; points and tier review of now."""
    rules = program(
        earn={"cap_per_day": 50, "pending_days": 1},
        tier=[BASIS, {**GOLD, "threshold": "40"}],
        expiry={"kind": "days", "length": 90},
        redemption=CENTS,
        campaign=[{"id": "l", "name": "L", "bonus": 7, "members": ["lapsed-5-days"]}],
    )
    story = Story(rules)
    story.buy("30.00")
    story.to("2026-01-20").buy("10.00")
    assert story.state.tier.held == "gold"
    story.grant(5)
    same_day = story.quote(basket("30.00", points=5), occurred_at=at("2026-01-05T20:00"))
    assert (same_day.tier_used, same_day.earned, same_day.spent) == ("basis", 20, 5)
    assert same_day.purchased.award.spendable_at == at("2026-01-06T20:00")
    assert same_day.purchased.award.expires_at == at("2026-04-06T20:00")
    assert story.quote("30.00", occurred_at=at("2026-01-12")).earned == 37


def test_a_purchase_is_computed_under_the_version_of_its_own_time() -> None:
    """Also when it arrives a week later; the quote names that version's tier and expiry."""
    versions = timeline(
        program(expiry={"kind": "days", "length": 30}),
        {"2026-02-01": program(earn={"points": 5}, expiry={"kind": "days", "length": 300})},
    )
    story = Story(versions).to("2026-02-05")
    quote = story.quote("10.00", occurred_at=at("2026-01-31T12:00"))
    assert quote.earned == 10
    assert quote.purchased.award.expires_at == at("2026-03-02T12:00")


def test_visits_count_purchases() -> None:
    """Also those that earn nothing; brought history counts what it says."""
    tiers = [BASIS, {**SILVER, "threshold": "4"}]
    story = Story(program(tier=tiers, tiers={"measure": "visits"}))
    story.note(HistoryNoted((Activity(at("2025-12-01"), visits=2),)))
    story.buy("0.00", "a")
    assert story.state.tier.held == "basis"
    story.buy("5.00", "b")
    assert story.state.tier.held == "silver"
    story.refund("b", 499)
    assert story.state.tier.held == "silver"
    story.refund("b")
    assert story.state.tier.held == "basis"


def test_a_cent_is_a_first_purchase() -> None:
    """Whatever is above zero; what comes after it is not the first."""
    story = Story(program(earn=None, welcome={"points": 5, "on": "first-purchase"}), welcome=True)
    assert story.buy("0.01").earned == 5
    assert story.state.lots[0].spendable_at == story.now
    assert story.buy("0.01").earned == 0
