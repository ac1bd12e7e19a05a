"""A shop's sales to try programs on, in memory; and a report with something of everything."""

from collections.abc import Mapping

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.services.simulation.report import (
    Figures,
    LimitUse,
    Refusals,
    RuleSum,
    SimulationReport,
    TierMove,
)
from pos_loyalty.services.simulation.tally import Change, RuleChange
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook
from tests.support.builders import at

NAMES: Mapping[str, str] = {
    "A1": "Anna Alt",
    "B2": "Bert Brandt",
    "C3": "Cem Can",
    "D4": "Dora Wolfeschlegelsteinhausenbergerdorff",
}
_BASE = RuleChange("base", "", 2165)
_TUESDAY = RuleChange("campaign", "Doppelter Dienstag", 104)
_LAPSED = RuleChange("expiry", "", -220)


def _figures(factor: int) -> Figures:
    return Figures(
        issued=112_940 * factor,
        issued_minor=112_940 * factor,
        spent=54_976,
        given_minor=52_501,
        lapsed=1_240 * (factor - 1),
        open_points=57_964 * factor,
        liability_minor=57_964 * factor,
        debt=0,
    )


REPORT = SimulationReport(
    starts_at=None,
    until=at("2026-03-05T14:32"),
    members=300,
    sales=3_716,
    differing=212,
    recorded=_figures(1),
    tried=_figures(2),
    gained=200,
    lost=12,
    winners=(
        Change("A1", 2269, 2269, (_BASE, _TUESDAY), "basis", "silber"),
        Change("B2", 1810, 1810, (_BASE,), "basis", "basis"),
    ),
    losers=(
        Change("D4", -220, -220, (_LAPSED,), "gold", "silber"),
        Change("C3", -40, -40, (_LAPSED,), "gold", "gold"),
    ),
    tier_moves=(TierMove("basis", "silber", 47), TierMove("gold", "silber", 3)),
    tiers=(TierMove("basis", "silber", 47), TierMove("gold", "silber", 3)),
    rules=(
        RuleSum("base", "", 87_484, 174_968),
        RuleSum("campaign", "Doppelter Dienstag", 0, 3_000),
        RuleSum("expiry", "", 0, -1_240),
        RuleSum("welcome", "", 13_500, 13_500),
    ),
    budgets=(LimitUse("di", "Doppelter Dienstag", 3_000, 3_000, at("2026-01-27T11:27")),),
    stocks=(LimitUse("basket", "Geschenkkorb", 40, 12, None),),
    refused=(Refusals("insufficient-points", 3),),
    refused_points=900,
)


class FakeSimulationRoom:
    """Answers as it is told to."""

    def __init__(self, *, has_sales: bool = True) -> None:
        self.sales = has_sales
        self.files: dict[str, Mapping[str, object]] = {}
        self.error: LoyaltyError | None = None
        self.begun: list[Mapping[str, object]] = []
        self.remembered: list[Remembered] = []
        self.stopped = 0
        self.now = SimulationLook()

    def has_sales(self) -> bool:
        return self.sales

    def read(self, path: str) -> Mapping[str, object]:
        if self.error is not None:
            raise self.error
        return self.files[path]

    def begin(self, document: Mapping[str, object], remembered: Remembered) -> None:
        if self.error is not None:
            raise self.error
        self.begun.append(document)
        self.remembered.append(remembered)

    def look(self) -> SimulationLook:
        return self.now

    def stop(self) -> None:
        self.stopped += 1
