"""How much is measured: in earnest, and just enough to see that it runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Sizes of shops, and how often each thing is done."""

    members: int
    searched_members: int
    starts: int
    commands: int
    scans: int
    sales: int
    slips: int
    searches: int
    counter_sales: int
    quotes: int
    long_history: int
    folds: int
    stories: int
    tried_members: int
    pictures: int
    """Of each trouble that a camera has."""
    sync_members: int
    called_sales: int
    away_members: int
    away_sales: int
    """Of each day and till."""
    joining_members: int


FULL: Final = Scale(
    members=100_000,
    searched_members=1_000_000,
    starts=9,
    commands=21,
    scans=200,
    sales=1_000,
    slips=150,
    searches=300,
    counter_sales=200,
    quotes=1_000,
    long_history=5_000,
    folds=15,
    stories=30,
    tried_members=125_000,
    pictures=50,
    sync_members=3_000,
    called_sales=300,
    away_members=300,
    away_sales=100,
    joining_members=100_000,
)
QUICK: Final = Scale(
    members=20,
    searched_members=50,
    starts=1,
    commands=1,
    scans=3,
    sales=5,
    slips=2,
    searches=3,
    counter_sales=3,
    quotes=5,
    long_history=20,
    folds=2,
    stories=2,
    tried_members=10,
    pictures=2,
    sync_members=5,
    called_sales=2,
    away_members=3,
    away_sales=1,
    joining_members=20,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where shops lie and how much is measured."""

    place: Path
    scale: Scale
