from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.basket import Basket
from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.simulation import Simulations
from pos_loyalty.services.simulation.trial import Period
from tests.property.business import STEPS, Business
from tests.property.stories import LINES
from tests.support.builders import COFFEE, COFFEE_CARD
from tests.support.shop import GIFT_BASKET, Shop, rules, scratch_shop

_PLAIN = rules(reward=[COFFEE])
_DRAFT = rules(
    earn={"points": 3, "rounding": "half-up", "cap_per_purchase": 200, "pending_days": 1},
    campaign=[
        {"id": "treat", "name": "Treat", "bonus": 25, "budget": 70},
        {"id": "coffee", "name": "Coffee", "multiplier": "2.5", "categories": ["kaffee"]},
        {"id": "short", "name": "Short", "multiplier": "3", "budget": 40},
    ],
    challenge=[{"id": "three", "name": "Three", "goal": {"visits": 3}, "bonus": 9}],
    expiry={"kind": "days", "length": 30},
    referral={"referrer": 11, "referred": 7, "minimum_purchase": "5.00"},
    reward=[COFFEE, GIFT_BASKET],
    stacking={"campaigns": "add"},
    stamp_card=[COFFEE_CARD],
    tiers={"measure": "points", "window": "rolling-days", "length": 20},
)
"""Rules under which members fight for budgets and bring each other points."""

_DEEDS = st.one_of(
    st.tuples(st.just("sell"), st.integers(0, 2), st.lists(LINES, min_size=1, max_size=3)),
    st.tuples(st.just("refund"), st.integers(0, 5), st.sampled_from([None, 30, 300, 2000])),
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 24 * 9, 24 * 33])),
)


def _simulations(shop: Shop) -> Simulations:
    return Simulations(shop.application.store.read, shop.application.shelf)


def _in_force(business: Business) -> Any:  # noqa: ANN401 - a document
    programs = business.shop.application.programs
    # The clock may have fallen behind the newest version.
    return programs.document(len(programs.timeline().versions))


def _after(steps: list[tuple[Any, ...]]) -> Business:
    business = Business()
    for step in steps:
        business.does(*step)
    return business


def _shop_with(document: dict[str, object], deeds: list[tuple[Any, ...]]) -> Shop:
    """A shop where all that was done under some rules."""
    shop = scratch_shop(document)
    anna = shop.enroll()
    members = (anna, shop.enroll(referrer_id=anna), shop.enroll())
    sales: list[tuple[str, int]] = []
    for name, *of in deeds:
        if name == "sell":
            sold = shop.sell_basket(members[of[0]], Basket(tuple(of[1])))
            sales.append((sold.id, sold.amount_minor))
        elif name == "wait":
            shop.wait(hours=of[0])
        elif sales:
            sale_id, left = sales.pop(of[0] % len(sales))
            amount = None if of[1] is None or of[1] >= left else of[1]
            shop.application.sales.refund(shop.request(), sale_id, amount_minor=amount)
    return shop


@settings(max_examples=30)
@given(st.lists(STEPS, min_size=8, max_size=30))
def test_the_same_rules_give_what_there_is(steps: list[tuple[Any, ...]]) -> None:
    """Whatever was done, replaying it under the rules in force ends where every member stands."""
    business = _after(steps)
    report = _simulations(business.shop).run(_in_force(business), now=business.shop.now)
    assert report.is_identical
    assert report.recorded == report.tried
    assert (report.winners, report.losers, report.tier_moves) == ((), (), ())
    held = sum(business.shop.balance(member_id) for member_id in business.members)
    assert report.tried.open_points - report.tried.debt == held


@settings(max_examples=15)
@given(st.lists(STEPS, min_size=8, max_size=30), st.integers(0, 24 * 30))
def test_a_draft_that_has_not_begun_changes_nothing(
    steps: list[tuple[Any, ...]], hours: int
) -> None:
    """Rules that begin after the last sale leave every figure as it was recorded."""
    business = _after(steps)
    later = business.shop.now + timedelta(days=60, hours=hours)
    draft = {**_in_force(business), "earn": {"points": 9}}
    report = _simulations(business.shop).run(draft, now=business.shop.now, period=Period(later))
    assert report.is_identical
    assert report.recorded == report.tried


@settings(max_examples=30)
@given(st.lists(_DEEDS, min_size=4, max_size=14))
def test_a_trial_tells_what_would_have_been(deeds: list[tuple[Any, ...]]) -> None:
    """A shop that had had the draft from the beginning stands where the trial says."""
    was, would_be = _shop_with(_PLAIN, deeds), _shop_with(_DRAFT, deeds)
    tried = _simulations(was).run(_DRAFT, now=was.now)
    real = _simulations(would_be).run(_DRAFT, now=would_be.now)
    assert real.is_identical
    assert tried.tried == real.recorded
    assert _told(tried) == _told(real)


def _told(report: SimulationReport) -> tuple[object, ...]:
    """What a report says of the rules that were tried."""
    rules_ = {(each.rule, each.name): each.tried for each in report.rules if each.tried}
    tiers: dict[str | None, int] = {}
    for move in report.tiers:
        tiers[move.after] = tiers.get(move.after, 0) + move.members
    return rules_, tiers, report.budgets, report.stocks
