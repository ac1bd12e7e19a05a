"""What was measured: percentiles, the floor beside them, and the goal that they had."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil


class Figure(StrEnum):
    """Which of the figures a goal is about."""

    P50 = "p50"
    P99 = "p99"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on one figure."""

    figure: Figure
    bound: float
    at_least: bool = False

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        times = "×" if self.figure is Figure.RATIO else ""
        return f"{self.figure} {sign} {self.bound:g}{times}"

    def is_met(self, value: float) -> bool:
        """Whether a measured value keeps the bound."""
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table. Without a floor there is no ratio, without a goal no verdict."""

    name: str
    unit: str
    p50: float
    p95: float
    p99: float
    floor_p50: float | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor the usual case takes."""
        return self.p50 / self.floor_p50 if self.floor_p50 else None

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None where there is none."""
        if self.goal is None:
            return None
        figures = {Figure.P50: self.p50, Figure.P99: self.p99, Figure.RATIO: self.ratio}
        value = figures[self.goal.figure]
        return None if value is None else self.goal.is_met(value)


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that so many percent of all do not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def measured(
    name: str,
    samples: Sequence[float],
    *,
    unit: str = "ms",
    floor: Sequence[float] = (),
    goal: Goal | None = None,
) -> Result:
    """A result from single samples, and from those of its floor."""
    return Result(
        name=name,
        unit=unit,
        p50=percentile(samples, 50),
        p95=percentile(samples, 95),
        p99=percentile(samples, 99),
        floor_p50=percentile(floor, 50) if floor else None,
        goal=goal,
    )


def rates(name: str, samples: Sequence[float], *, unit: str, goal: Goal | None = None) -> Result:
    """A result where more is better: p99 is what all but the worst hundredth reach."""
    return Result(
        name=name,
        unit=unit,
        p50=percentile(samples, 50),
        p95=percentile(samples, 5),
        p99=percentile(samples, 1),
        goal=goal,
    )


def again(result: Result, name: str, goal: Goal) -> Result:
    """The same figures held against another goal."""
    return replace(result, name=name, goal=goal)
