import random
from datetime import timedelta

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.services.simulation.simulation import Simulations
from pos_loyalty.services.simulation.trial import Period
from tests.support.shop import rules
from tests.support.tills_and_hub import Ring


@pytest.mark.parametrize("days", [None, 1, 3])
def test_what_two_tills_took_back_apart_goes_back_once_under_a_draft_too(days: int | None) -> None:
    """Found anew it goes back once; where it stands as it was recorded, it is put right as well."""
    ring = Ring(("till-a", "till-b"), random.Random(1))  # noqa: S311 - nothing is left to chance
    one, other = ring.tills.values()
    start, anna = one.now, one.enroll()
    one.give(anna, 300)
    sale = one.sell(anna, "80.00").id
    burned = one.application.redemptions.redeem(one.request(), anna, Burn(points=100)).value.id
    ring.settle()
    for shop in (one, other):
        shop.application.sales.refund(shop.request(), sale)
        shop.application.redemptions.undo(shop.request(), burned)
    ring.clock.advance(timedelta(days=2))
    ring.settle()

    simulations = Simulations(other.application.store.read, other.application.shelf)
    period = None if days is None else Period(starts_at=start + timedelta(days=days))
    report = simulations.run(rules(), now=other.now, period=period)

    assert report.tried == report.recorded
    assert (report.tried.open_points, report.tried.spent, report.gained, report.lost) == (
        300,
        0,
        0,
        0,
    )
