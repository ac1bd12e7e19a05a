"""What both kinds of imports have in common: steps, trials, and counting what became of the lines.

A step is one short transaction over a few whole members, so the counter waits for
nothing, and an import that is stopped leaves only whole steps. Going on is importing
the file again: what is there already is recognized.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Final, Generic, TypeVar

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.imports import ImportProgress, ImportReport, RowProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.members import Members
from pos_loyalty.services.privacy import Privacy
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sales
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

Item = TypeVar("Item")

STEP_LINES: Final = 30
"""Lines in one transaction, about a tenth of a second."""


class Purpose(StrEnum):
    """Whether what is done stays, or is undone at the end of each step."""

    TRIAL = "trial"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class ImportRooms:
    """The services that an import works with."""

    store: Store
    shelf: TimelineShelf
    members: Members
    sales: Sales
    privacy: Privacy


@dataclass(slots=True)
class Tally:
    """What became of the lines of one step."""

    imported: int = 0
    repeated: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    members: int = 0
    sales: int = 0
    points: int = 0
    amount_minor: int = 0

    def add(self, other: "Tally") -> None:
        """Count another step in."""
        self.imported += other.imported
        self.repeated += other.repeated
        self.problems += other.problems
        self.members += other.members
        self.sales += other.sales
        self.points += other.points
        self.amount_minor += other.amount_minor

    def report(self) -> ImportReport:
        """What has become of the lines so far."""
        problems = sorted(self.problems, key=lambda problem: problem.line)
        return ImportReport(
            imported=self.imported,
            repeated=self.repeated,
            refused=len(problems),
            problems=tuple(problems),
            members=self.members,
            sales=self.sales,
            points=self.points,
            amount_minor=self.amount_minor,
        )


class FailedLineError(Exception):
    """The ledger refused a line after something of it was written; ``name`` tells which.

    Met within this room only: the step is undone and done again without it.
    """

    def __init__(self, name: str, refusal: RefusalError) -> None:
        super().__init__(name, refusal)
        self.name = name
        self.refusal = refusal


class ImportRun(ABC, Generic[Item]):
    """An import under way. Each ``advance`` is one step; nobody need call it again."""

    def __init__(
        self,
        rooms: ImportRooms,
        request: Request,
        steps: Sequence[Sequence[Item]],
        problems: Sequence[RowProblem],
        *,
        lines_of: Callable[[Item], int],
        purpose: Purpose,
    ) -> None:
        """``problems`` are the lines that could not even be read; they count as done."""
        self.rooms = rooms
        self.request = request
        self.purpose = purpose
        self._steps = steps
        self._lines_of = lines_of
        self._next = 0
        self._tally = Tally(problems=list(problems))
        self._failed: dict[str, RefusalError] = {}
        self._done = len(problems)
        self._total = self._done + sum(lines_of(item) for step in steps for item in step)

    @property
    def progress(self) -> ImportProgress:
        """How far it has come."""
        return ImportProgress(self._done, self._total, self._tally.report())

    def advance(self) -> ImportProgress:
        """Do the next step, if there is one. Raises outages; then nothing of the step was done."""
        if self._next < len(self._steps):
            step = self._steps[self._next]
            self._tally.add(self._stepped(step))
            self._done += sum(map(self._lines_of, step))
            self._next += 1
        return self.progress

    @abstractmethod
    def take(self, work: Work, tally: Tally, item: Item) -> None:
        """Take in one item. Raises FailedLineError."""

    def refusal_of(self, name: str) -> RefusalError | None:
        """Why the ledger would not have a line, found out by an attempt."""
        return self._failed.get(name)

    def _stepped(self, step: Sequence[Item]) -> Tally:
        while True:
            tally = Tally()
            try:
                with self.rooms.store.begin() as work:
                    for item in step:
                        self.take(work, tally, item)
                    if self.purpose is Purpose.REAL:
                        work.commit()
            except FailedLineError as failed:
                self._failed[failed.name] = failed.refusal
            else:
                return tally


def stepped(
    items: Sequence[Item], lines_of: Callable[[Item], int], most: int = STEP_LINES
) -> list[list[Item]]:
    """Items in their order as steps of about ``most`` lines."""
    steps: list[list[Item]] = []
    lines = most
    for item in items:
        if lines >= most:
            steps.append([])
            lines = 0
        steps[-1].append(item)
        lines += lines_of(item)
    return steps
