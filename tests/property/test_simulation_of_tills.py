from dataclasses import replace
from datetime import timedelta

from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.simulation import Simulations
from tests.support.exchange import two_tills
from tests.support.shop import Shop, rules


def _tried(shop: Shop) -> SimulationReport:
    application = shop.application
    simulations = Simulations(application.store.read, application.shelf)
    now = shop.now + timedelta(hours=1)
    return replace(simulations.run(rules(earn={"points": 2}), now=now), until=now)


def test_what_other_tills_sold_is_replayed_too() -> None:
    """Two tills that know the same come to the same report, in whatever order they heard of it."""
    exchange, first, second = two_tills()
    anna, ben = first.enroll(), second.enroll()
    for shop, member in ((first, anna), (second, ben)):
        shop.sell(member, "36.50")
    exchange.sync(first, second)
    exchange.sync(first, second)
    for shop, member in ((second, anna), (first, ben), (first, anna)):
        shop.wait(minutes=1)
        shop.sell(member, "10.00")
    exchange.sync(first, second)
    exchange.sync(first, second)
    report = _tried(first)
    assert report.sales == 5
    assert report.tried.issued > report.recorded.issued
    assert report == _tried(second)
