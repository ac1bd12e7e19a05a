from fractions import Fraction

import pytest

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import MOST_POINTS
from pos_loyalty.domain.explanation import Rule
from pos_loyalty.domain.sale import SaleQuote
from pos_loyalty.domain.sale_context import ShopUsage
from tests.support.builders import BASIS, COFFEE, GOLD, basket, line, program
from tests.support.story import Story

SPENDABLE = {"points": 1, "value": "0.01"}


def quoted(bought: Basket | str, **sections: object) -> SaleQuote:
    """What a new member with 1000 points gets under the given sections."""
    story = Story(program(**{"redemption": SPENDABLE, **sections}), welcome=True)
    story.grant(1_000)
    return story.quote(bought)


def lines_of(quote: SaleQuote) -> list[tuple[str, str, int]]:
    """The explanation, without its figures in money."""
    return [(line.rule.value, line.name, line.points) for line in quote.explanation]


@pytest.mark.parametrize(
    ("earn", "amount", "points"),
    [
        ({}, "36.50", 36),
        ({"points": 3, "per": "2.00"}, "36.50", 54),
        ({"rounding": "half-up"}, "36.50", 37),
        ({"rounding": "up"}, "36.01", 37),
        ({"points": 2, "whole_units": True}, "10.99", 20),
        ({"points": 0}, "36.50", 0),
        ({"minimum_purchase": "36.50"}, "36.50", 36),
        ({"minimum_purchase": "36.51"}, "36.50", 0),
        ({"cap_per_purchase": 30}, "36.50", 30),
    ],
)
def test_the_base_rate(earn: dict[str, object], amount: str, points: int) -> None:
    """``points`` per ``per`` of eligible money, rounded once as the program says."""
    assert quoted(amount, earn=earn).earned == points


def test_rounding_happens_once() -> None:
    """Three lines of half a point make one and a half, not nothing."""
    assert quoted(basket("0.50", "0.50", "0.50")).earned == 1


def test_full_units_are_counted_once_per_rate() -> None:
    """Lines under one rate count together, and are multiplied line by line."""
    rules = {
        "earn": {"whole_units": True, "category": [{"category": "kaffee", "points": 2}]},
        "campaign": [{"id": "c", "name": "C", "multiplier": "2", "categories": ["brot"]}],
    }
    bought = basket(line("0.60"), line("0.60", "brot"), line("1.50", "kaffee"))
    # One full unit over 1.20, half of it doubled, and 2 for one full unit of coffee.
    assert quoted(bought, **rules).earned == 3
    assert lines_of(quoted(bought, **rules)) == [("base", "", 3)]
    assert lines_of(quoted(basket("1.20", line("1.20", "brot")), **rules)) == [
        ("base", "", 2),
        ("campaign", "C", 1),
    ]


def test_the_most_specific_rate_wins() -> None:
    """A category with a product before a product, that before a category, that before all."""
    rates = [
        {"category": "kaffee", "points": 2},
        {"product": "latte", "points": 3},
        {"category": "kaffee", "product": "latte", "points": 5},
        {"category": "tee", "points_per_item": 7},
    ]
    bought = {
        line("1.00"): 1,
        line("1.00", "kaffee"): 2,
        line("1.00", product="latte"): 3,
        line("1.00", "kaffee", product="latte"): 5,
        line("1.00", "tee", quantity="1.5"): 10,
        line("0.00", "tee"): 0,
    }
    for each, points in bought.items():
        assert quoted(basket(each), earn={"category": rates}).earned == points


def test_points_per_item_count_every_item_of_a_line_with_money_on_it() -> None:
    """Also when part of it is paid with points."""
    rates = [{"category": "tee", "points_per_item": 7}]
    bought = basket(line("5.00", "tee", quantity="2"), points=999)
    assert quoted(bought, earn={"category": rates}).earned == 14


def test_discounts_and_points_are_spread_by_value() -> None:
    """Excluded categories take part in the spreading and count zero."""
    earn = {"exclude_categories": ["tabak"]}
    bought = basket("30.00", line("10.00", "tabak"), order_discount="8.00", points=800)
    quote = quoted(bought, earn=earn)
    assert (quote.earned, quote.eligible_minor) == (18, 1_800)


def test_eligible_money_is_shown_rounded_and_compared_exactly() -> None:
    """A third of a cent below the minimum is below it."""
    bought = basket("1.00", line("2.00", "tabak"), order_discount="0.01")
    quote = quoted(bought, earn={"exclude_categories": ["tabak"], "minimum_purchase": "1.00"})
    assert (quote.eligible_minor, quote.earned) == (100, 0)
    assert quote.purchased.eligible == Fraction(299, 3)


def test_the_part_paid_with_points_may_earn() -> None:
    """With ``earn_on_points_part`` eligible money is counted before points and rewards."""
    bought = basket("10.00", points=500, rewards=("free-coffee",))
    paid = quoted(bought, reward=[COFFEE])
    before = quoted(bought, reward=[COFFEE], earn={"earn_on_points_part": True})
    assert (paid.earned, paid.eligible_minor) == (1, 180)
    assert (before.earned, before.eligible_minor) == (10, 1_000)


def test_a_purchase_that_spends_points_may_earn_nothing() -> None:
    """With ``earn_when_redeeming`` off; a reward that costs nothing spends no points."""
    free = {**COFFEE, "cost": 0}
    sections = {"earn": {"earn_when_redeeming": False}, "reward": [free]}
    assert quoted(basket("10.00", points=1), **sections).earned == 0
    assert quoted(basket("10.00", rewards=("free-coffee",)), **sections).earned == 6
    assert quoted(basket("10.00"), **sections).earned == 10


def test_without_earn_nothing_is_earned_but_money_counts() -> None:
    """Eligible money is what the customer pays; tiers, welcome and referral rest on it."""
    quote = quoted(
        basket("10.00", points=100),
        earn=None,
        welcome={"points": 5, "on": "first-purchase"},
        tier=[BASIS, {**GOLD, "threshold": "9", "multiplier": "3"}],
        campaign=[{"id": "c", "name": "C", "bonus": 50}],
    )
    assert quote.eligible_minor == 900
    assert lines_of(quote) == [("welcome", "", 5)]


def test_the_tier_multiplies() -> None:
    """Its line says by how much."""
    story = Story(program(tier=[BASIS, GOLD]))
    story.set_tier("gold")
    quote = story.quote("36.50")
    assert lines_of(quote) == [("base", "", 36), ("tier", "Gold", 18)]
    assert (quote.explanation[0].amount_minor, quote.explanation[1].factor) == (
        3650,
        Fraction(3, 2),
    )
    assert (quote.earned, quote.tier_used) == (54, "gold")


def test_the_base_may_be_rounded_before_it_is_multiplied() -> None:
    """36.50 is 36, doubled 72; not 73."""
    campaign = [{"id": "c", "name": "C", "multiplier": "2"}]
    assert quoted("36.50", campaign=campaign).earned == 73
    assert quoted("36.50", campaign=campaign, earn={"round_base_first": True}).earned == 72
    assert quoted("0.40", campaign=campaign, earn={"round_base_first": True}).earned == 0
    free = {"round_base_first": True, "points": 0}
    assert quoted("0.40", campaign=campaign, earn=free).earned == 0


@pytest.mark.parametrize(
    ("stacking", "expected"),
    [
        ("best", [("base", "", 10), ("campaign", "B", 20)]),
        ("priority", [("base", "", 10), ("campaign", "A", 10)]),
        ("multiply", [("base", "", 10), ("campaign", "A", 10), ("campaign", "B", 40)]),
        ("add", [("base", "", 10), ("campaign", "A", 10), ("campaign", "B", 20)]),
    ],
)
def test_how_multipliers_combine(stacking: str, expected: list[tuple[str, str, int]]) -> None:
    """Campaigns are credited in document order; flat bonuses are paid whatever the stacking."""
    campaigns = [
        {"id": "a", "name": "A", "multiplier": "2", "priority": 1},
        {"id": "b", "name": "B", "multiplier": "3"},
        {"id": "c", "name": "C", "multiplier": "3"},
        {"id": "d", "name": "D", "bonus": 5},
        {"id": "e", "name": "E", "bonus": 7},
    ]
    bought = quoted(
        "10.00", campaign=campaigns[:2] + campaigns[3:], stacking={"campaigns": stacking}
    )
    assert lines_of(bought) == [*expected, ("bonus", "D", 5), ("bonus", "E", 7)]


def test_the_first_of_equals_wins() -> None:
    """On a tie the first in the document is the best, and the one of priority."""
    twins = [{"id": n, "name": n, "multiplier": "2", "priority": 1} for n in "ab"]
    for stacking in ("best", "priority"):
        quote = quoted("10.00", campaign=twins, stacking={"campaigns": stacking})
        assert lines_of(quote) == [("base", "", 10), ("campaign", "a", 10)]


def test_adding_factors_below_one_never_costs_points() -> None:
    """Three times nothing is nothing, not less."""
    campaigns = [{"id": n, "name": n, "multiplier": "0"} for n in "abc"]
    quote = quoted("10.00", campaign=campaigns, stacking={"campaigns": "add"})
    assert (quote.earned, lines_of(quote)) == (0, [("base", "", 10), ("campaign", "a", -10)])


def test_a_multiplier_works_on_its_lines_only() -> None:
    """The tier multiplies with the result; each campaign its own lines."""
    campaign = [{"id": "c", "name": "C", "multiplier": "2", "categories": ["kaffee"]}]
    story = Story(program(campaign=campaign, tier=[BASIS, GOLD]))
    story.set_tier("gold")
    quote = story.quote(basket("10.00", line("4.00", "kaffee")))
    assert lines_of(quote) == [("base", "", 14), ("tier", "Gold", 7), ("campaign", "C", 6)]
    assert [line.factor for line in quote.explanation] == [None, Fraction(3, 2), Fraction(2)]


def test_nothing_is_multiplied_on_lines_that_earn_nothing() -> None:
    """Excluded goods stay without points, whatever the campaign."""
    campaign = [{"id": "c", "name": "C", "multiplier": "2"}]
    bought = basket(line("4.00", "tabak"), line("10.00", "kuchen"))
    quote = quoted(bought, campaign=campaign, earn={"exclude_categories": ["tabak"]})
    assert lines_of(quote) == [("base", "", 10), ("campaign", "C", 10)]


def test_a_multiplier_adds_up_over_lines_that_match_differently() -> None:
    """The coffee is multiplied by both, the cake by one."""
    campaigns = [
        {"id": "a", "name": "A", "multiplier": "2"},
        {"id": "b", "name": "B", "multiplier": "3", "categories": ["kaffee"]},
    ]
    bought = basket(line("4.00", "kaffee"), line("10.00", "kuchen"))
    quote = quoted(bought, campaign=campaigns, stacking={"campaigns": "add"})
    assert lines_of(quote) == [("base", "", 14), ("campaign", "A", 14), ("campaign", "B", 8)]


def test_a_flat_bonus_needs_one_matching_line_with_money_on_it() -> None:
    """Once per purchase and not multiplied; per item it counts the items of all its lines."""
    flat = {"id": "f", "name": "F", "bonus": 50, "categories": ["kaffee"]}
    each = {"id": "i", "name": "I", "bonus_per_item": 5, "categories": ["kaffee"]}
    coffee = line("1.00", "kaffee", quantity="2")
    gift = line("1.00", "kaffee", discount="1.00")
    assert quoted(basket(coffee, coffee), campaign=[flat]).earned == 54
    assert quoted(basket(coffee, coffee), campaign=[each]).earned == 24
    assert quoted(basket("1.00", gift), campaign=[flat, each]).earned == 1


def test_a_budget_gives_what_is_left() -> None:
    """A campaign whose budget is used up does not match; fractions of others are kept."""
    campaigns = [
        {"id": "b", "name": "B", "multiplier": "3", "budget": 50},
        {"id": "h", "name": "H", "bonus_per_item": 1},
    ]
    story = Story(program(campaign=campaigns))
    bought = basket(line("20.00", quantity="0.5"), "0.50")
    story.usage = ShopUsage({"b": 40})
    assert lines_of(story.quote(bought)) == [
        ("base", "", 10),
        ("campaign", "B", 10),
        ("bonus", "H", 2),
    ]
    story.usage = ShopUsage({"b": 50})
    assert lines_of(story.quote(bought)) == [("base", "", 10), ("bonus", "H", 2)]


def test_a_factor_below_one_after_a_cut_budget_never_costs_points() -> None:
    """Tripled with a budget for two points, then halved: nothing at least."""
    campaigns = [
        {"id": "t", "name": "T", "multiplier": "3", "budget": 2},
        {"id": "h", "name": "H", "multiplier": "0.1"},
    ]
    quote = quoted("10.00", campaign=campaigns, stacking={"campaigns": "multiply"})
    assert lines_of(quote) == [("base", "", 10), ("campaign", "T", 2), ("campaign", "H", -12)]


def test_what_a_campaign_gave_is_kept_before_caps() -> None:
    """The budget is charged with its explanation line; the cap is a negative line after."""
    quote = quoted(
        "10.00",
        earn={"cap_per_purchase": 15},
        campaign=[{"id": "c", "name": "C", "multiplier": "2"}],
    )
    assert lines_of(quote) == [("base", "", 10), ("campaign", "C", 10), ("cap", "", -5)]
    assert [use.points for use in quote.purchased.campaigns] == [10]
    assert quote.purchased.capped_points == 15


def test_caps_hold_per_purchase_and_then_per_local_day() -> None:
    """What is left of the day; a day that is used up gives nothing; the next begins anew."""
    story = Story(program(earn={"cap_per_purchase": 30, "cap_per_day": 40}))
    assert [story.buy("35.00").earned for _ in range(3)] == [30, 10, 0]
    assert story.to("2026-01-05T23:59").quote("35.00").earned == 0
    assert story.to("2026-01-06").quote("35.00").earned == 30


def test_a_purchase_taken_back_gives_its_part_of_the_day_back() -> None:
    """It counts for nothing any more; one taken back in part counts in full."""
    story = Story(program(earn={"cap_per_day": 40}))
    story.buy("35.00", "a")
    story.refund("a", 3_400)
    assert story.quote("35.00").earned == 5
    story.refund("a")
    assert story.quote("35.00").earned == 35


def test_welcome_and_referral_are_outside_the_caps_and_unmultiplied() -> None:
    """They are the last lines, and part of what is earned."""
    story = Story(
        program(
            earn={"cap_per_purchase": 5},
            campaign=[{"id": "c", "name": "C", "multiplier": "2"}],
            welcome={"points": 50, "on": "first-purchase"},
            referral={"referrer": 100, "referred": 30},
        ),
        referrer_id="ben",
        welcome=True,
    )
    quote = story.quote("10.00")
    assert lines_of(quote)[2:] == [("cap", "", -15), ("welcome", "", 50), ("referral", "", 30)]
    assert (quote.earned, quote.purchased.capped_points) == (85, 5)
    assert [each.rule for each in quote.explanation][-1] is Rule.REFERRAL


def test_more_points_than_the_ledger_holds_are_refused() -> None:
    """A mistyped amount crashes nothing, and is refused before anything is booked."""
    with pytest.raises(NotAllowedError) as refusal:
        quoted("100000000000000000.00", earn={"points": 100, "per": "1.00"})
    assert refusal.value.facts == {"reason": "too-many-points"}
    assert quoted("1.00", earn={"points": MOST_POINTS, "per": "1.00"}).earned == MOST_POINTS
