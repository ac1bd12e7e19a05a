"""A year of a large shop under other rules: as many sales as people will ever try rules on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

from pos_loyalty.services.presets import find_document
from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.simulation import Simulations
from pos_loyalty.storage.timeline import TimelineShelf
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Setting
from tests.bench.shops import VISITS, shop_of

_CAMPAIGN: Final = {
    "id": "double-tuesday",
    "name": "Doppelter Dienstag",
    "weekdays": ["tue"],
    "multiplier": "2",
}


def simulate(setting: Setting) -> list[Result]:
    """The rules in force, which must change nothing, and a draft that changes a lot."""
    members = setting.scale.tried_members
    shop = shop_of(setting.place, members)
    simulations = Simulations.on_file(shop.folder.database, TimelineShelf())
    rules = find_document("sonnenblume")
    same, same_s = _tried(simulations, rules)
    draft, draft_s = _tried(simulations, {**rules, "campaign": [_CAMPAIGN]})
    if not same.is_identical or draft.sales != members * VISITS:
        raise AssertionError(same.differing, draft.sales)
    title = f"{draft.sales:,} sales"
    goal = Goal(Figure.P50, 60)
    return [
        measured(f"{title} under the rules in force", [same_s], unit="s", goal=goal),
        measured(f"{title} under a draft", [draft_s], unit="s", goal=goal),
    ]


def _tried(
    simulations: Simulations, document: Mapping[str, object]
) -> tuple[SimulationReport, float]:
    began = perf_counter()
    report = simulations.run(document, now=datetime.now(UTC))
    return report, perf_counter() - began
