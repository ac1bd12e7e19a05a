"""The result of a simulation, as people and programs are told of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.simulation.rulebook import point_value
from pos_loyalty.services.simulation.shop_use import CAMPAIGN, REWARD, Use
from pos_loyalty.services.simulation.tally import Change, SideSum, Tally
from pos_loyalty.services.simulation.trial import Remembered, Trial


@dataclass(frozen=True, slots=True)
class Figures:
    """What a program did in the time looked at, and where it left the shop. Money in minor units.

    ``issued`` is what rules gave less what returns took back. ``given_minor`` is what purchases
    were made cheaper by; ``liability_minor`` is what the open points are worth.
    """

    issued: int
    issued_minor: int
    spent: int
    given_minor: int
    lapsed: int
    open_points: int
    liability_minor: int
    debt: int


@dataclass(frozen=True, slots=True)
class RuleSum:
    """What one rule gave over all members, in both worlds."""

    rule: str
    name: str
    recorded: int
    tried: int


@dataclass(frozen=True, slots=True)
class TierMove:
    """How many members would end in another tier; ids, None for no tier."""

    before: str | None
    after: str | None
    members: int


@dataclass(frozen=True, slots=True)
class LimitUse:
    """What of a budget or a stock would have been used."""

    id: str
    name: str
    limit: int
    used: int
    ran_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often the tried rules refuse something that happened, for one reason."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """Two worlds beside each other: as it was recorded, and under the rules that are tried."""

    starts_at: datetime | None
    until: datetime
    members: int
    sales: int
    differing: int
    recorded: Figures
    tried: Figures
    gained: int
    lost: int
    winners: tuple[Change, ...]
    losers: tuple[Change, ...]
    tier_moves: tuple[TierMove, ...]
    tiers: tuple[TierMove, ...]
    rules: tuple[RuleSum, ...]
    budgets: tuple[LimitUse, ...]
    stocks: tuple[LimitUse, ...]
    refused: tuple[Refusals, ...]
    refused_points: int
    remembered: int = 0
    """How many of the sales an import only remembered."""
    treatment: Remembered = Remembered.EARN_NOTHING
    """What was made of them."""

    @property
    def is_identical(self) -> bool | None:
        """Whether every member would stand exactly where they stand.

        None where remembered sales were priced: they earn what they never gave, and no member
        who has any could stand as before.
        """
        if self.remembered and self.treatment is Remembered.PRICED:
            return None
        return self.differing == 0


def report_of(trial: Trial, tally: Tally) -> SimulationReport:
    """The report on the sum over all members."""
    program = trial.program
    tiers = tuple(
        TierMove(before, after, members)
        for (before, after), members in sorted(tally.tiers.items(), key=str)
    )
    return SimulationReport(
        starts_at=trial.rules_from,
        until=trial.until,
        members=tally.members,
        sales=tally.sales,
        differing=tally.differing,
        recorded=_figures(trial.published_program, tally.recorded),
        tried=_figures(program, tally.tried),
        gained=tally.gained,
        lost=tally.lost,
        winners=tuple(tally.winners),
        losers=tuple(tally.losers),
        tier_moves=tuple(move for move in tiers if move.before != move.after),
        tiers=tiers,
        rules=_rules(tally),
        budgets=_budgets(program, tally.uses),
        stocks=_stocks(program, tally.uses),
        refused=tuple(Refusals(*each) for each in sorted(tally.refused.items())),
        refused_points=tally.refused_points,
        remembered=tally.remembered,
        treatment=trial.remembered,
    )


def _figures(program: Program, sums: SideSum) -> Figures:
    value = point_value(program)
    issued = sums.issued - sums.taken_back
    return Figures(
        issued=issued,
        issued_minor=half_up(issued * value),
        spent=sums.spent,
        given_minor=sums.given_minor,
        lapsed=sums.lapsed,
        open_points=sums.open_points,
        liability_minor=half_up(sums.open_points * value),
        debt=sums.debt,
    )


def _rules(tally: Tally) -> tuple[RuleSum, ...]:
    recorded, tried = tally.recorded.rules, tally.tried.rules
    sums = (
        RuleSum(*rule, recorded[rule], tried[rule])
        for rule in sorted({*recorded, *tried})
        if recorded[rule] or tried[rule]
    )
    return tuple(sums)


def _budgets(program: Program, uses: Iterable[Use]) -> tuple[LimitUse, ...]:
    limits = {(CAMPAIGN, c.id): (c.name, c.budget) for c in program.campaigns if c.budget}
    return _uses(limits, uses)


def _stocks(program: Program, uses: Iterable[Use]) -> tuple[LimitUse, ...]:
    limits = {(REWARD, r.id): (r.name, r.stock) for r in program.rewards if r.stock}
    return _uses(limits, uses)


def _uses(
    limits: Mapping[tuple[str, str], tuple[str, int]], uses: Iterable[Use]
) -> tuple[LimitUse, ...]:
    used = dict.fromkeys(limits, 0)
    ran_out: dict[tuple[str, str], datetime] = {}
    for use in uses:
        if use.subject in limits:
            used[use.subject] += use.amount
            if used[use.subject] >= limits[use.subject][1]:
                ran_out.setdefault(use.subject, use.position.effective_at)
    return tuple(
        LimitUse(subject[1], name, limit, used[subject], ran_out.get(subject))
        for subject, (name, limit) in limits.items()
    )
