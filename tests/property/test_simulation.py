from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.services.simulation.simulation import Simulations
from pos_loyalty.services.simulation.trial import Period
from tests.property.business import STEPS, Business


def _simulations(business: Business) -> Simulations:
    application = business.shop.application
    return Simulations(application.store.read, application.shelf)


def _in_force(business: Business) -> Any:  # noqa: ANN401 - a document
    programs = business.shop.application.programs
    # The clock may have fallen behind the newest version.
    return programs.document(len(programs.timeline().versions))


def _after(steps: list[tuple[Any, ...]]) -> Business:
    business = Business()
    for step in steps:
        business.does(*step)
    return business


@settings(max_examples=30)
@given(st.lists(STEPS, min_size=8, max_size=30))
def test_the_same_rules_give_what_there_is(steps: list[tuple[Any, ...]]) -> None:
    """Whatever was done, replaying it under the rules in force ends where every member stands."""
    business = _after(steps)
    report = _simulations(business).run(_in_force(business), now=business.shop.now)
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
    report = _simulations(business).run(draft, now=business.shop.now, period=Period(later))
    assert report.is_identical
    assert report.recorded == report.tried
