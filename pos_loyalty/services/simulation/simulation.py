"""Try on my sales: what the shop's own history would have come to under other rules.

Nothing is written, and the database is opened so that nothing could be. Members are replayed apart,
in several processes; only when a budget or a stock would have run out are those whom it
concerns replayed side by side, in the order in which it happened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final, Self

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import Position
from pos_loyalty.domain.program import Program, ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.simulation.parts import Apart, InOrder, Part
from pos_loyalty.services.simulation.report import SimulationReport, report_of
from pos_loyalty.services.simulation.shop_use import Use, limits_of, pressed
from pos_loyalty.services.simulation.tally import Tally
from pos_loyalty.services.simulation.trial import Period, Remembered, Trial, families
from pos_loyalty.services.simulation.workers import room_for_processes, run_parts
from pos_loyalty.storage.recorded import (
    Extent,
    Person,
    draws_held,
    extent_of,
    has_sales,
    looking_at,
    people_of,
    read_ahead,
)
from pos_loyalty.storage.store import Reading
from pos_loyalty.storage.timeline import TimelineShelf

Progress = Callable[[int, int], None]
"""Told several times a second how many events of how many are done; what it raises ends it all."""

_LARGEST_PART: Final = 250
_PARTS_EACH: Final = 16

Family = Sequence[Person]
Look = Callable[[], AbstractContextManager[Reading]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to work.

    From ``worth_processes`` events on with processes, which take a second to begin; ``niceness``
    is how far they stand back behind a till that sells meanwhile.
    """

    worth_processes: int = 20_000
    niceness: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to replay."""

    timeline: ProgramTimeline
    people: list[Person]
    extent: Extent
    draws_held: tuple[tuple[Position, str], ...]


class Simulations:
    """Replays the shop's history under a draft."""

    def __init__(self, look: Look, shelf: TimelineShelf, database: Path | None = None) -> None:
        """``look`` opens the shop for reading; with its ``database`` processes can do so too."""
        self._look = look
        self._shelf = shelf
        self._database = database

    @classmethod
    def on_file(cls, database: Path, shelf: TimelineShelf) -> Self:
        """On a database that is opened so that nothing can be written, whatever is asked of it."""
        return cls(lambda: looking_at(database), shelf, database)

    def has_sales(self) -> bool:
        """Whether there is anything to try rules on."""
        with self._look() as reading:
            return has_sales(reading)

    def run(
        self,
        draft: Mapping[str, object],
        *,
        now: datetime,
        period: Period | None = None,
        remembered: Remembered = Remembered.EARN_NOTHING,
        progress: Progress = lambda _done, _all: None,
        effort: Effort | None = None,
    ) -> SimulationReport:
        """What the history up to ``now``, or to the end of ``period``, would have come to.

        The draft rules from the beginning of the period, else from the beginning of all. A draft
        that says what is in force now stands for the rules as they were published. Sales that an
        import only ``remembered`` earn nothing, as they did, or are priced like all others.

        Raises WrongDocumentError, NotAllowedError for another currency or time zone,
        WorkerLostError, and the outages of a database.
        """
        program = read_program(draft)
        with self._look() as reading:
            found = _Found(
                self._shelf.timeline(reading),
                people_of(reading),
                extent_of(reading),
                draws_held(reading),
            )
            trial = _trial(found, program, period or Period(), remembered, now)
            rounds = _Rounds(trial, found, progress)
            effort = effort or Effort()
            if self._database is None or rounds.events < effort.worth_processes:
                return report_of(trial, rounds.run(lambda parts: _here(parts, reading, rounds)))
        database, niceness = self._database, effort.niceness
        with _reading_ahead(database):
            return report_of(
                trial,
                rounds.run(
                    lambda parts: run_parts(
                        parts,
                        database,
                        processes=room_for_processes(),
                        niceness=niceness,
                        told=rounds.tell,
                    )
                ),
            )


class _Rounds:
    """One round for all members, and others for those who fought for what had run out."""

    def __init__(self, trial: Trial, found: _Found, progress: Progress) -> None:
        self.events = found.extent.member_events
        self._trial = trial
        alone = [[person] for person in found.people]
        self._families = families(found.people) if trial.has_referral else alone
        self._limits = limits_of(trial.tried)
        self._progress = progress
        # A second round is likely enough where something can run out.
        self._all = self.events * (2 if self._limits else 1)
        self._done = 0

    def tell(self, events: int) -> None:
        """Say how far it has come."""
        self._done += events
        self._all = max(self._all, self._done)
        self._progress(self._done, self._all)

    def run(self, go: Callable[[Sequence[Part]], Iterator[Tally]]) -> Tally:
        """The sum over all members."""
        self.tell(0)
        whole = _merged(go(self._apart(self._families)))
        rivals = pressed(whole.uses, self._limits)
        while rivals:
            inside = [f for f in self._families if any(p.id in rivals for p in f)]
            outside = [f for f in self._families if not any(p.id in rivals for p in f)]
            ids = {person.id for family in inside for person in family}
            others = [use for use in whole.uses if use.member_id not in ids]
            people = [person for family in inside for person in family]
            parts = [InOrder(self._trial, people, others), *self._apart(outside)]
            whole = _merged(go(parts))
            more = pressed(whole.uses, self._limits) - ids
            if not more:
                break
            rivals = frozenset(ids | more)
        self._progress(self._all, self._all)
        return whole

    def _apart(self, members: Sequence[Family]) -> list[Part]:
        size = len(members) // (room_for_processes() * _PARTS_EACH)
        size = max(1, min(_LARGEST_PART, size))
        return [
            Apart(self._trial, members[place : place + size])
            for place in range(0, len(members), size)
        ]


def _trial(
    found: _Found, program: Program, period: Period, remembered: Remembered, now: datetime
) -> Trial:
    published = found.timeline
    at = max(now, found.extent.last_effective_at)
    in_force = published.at(at).program
    if (in_force.currency, in_force.timezone) != (program.currency, program.timezone):
        raise NotAllowedError(reason="currency-or-timezone-fixed")
    until = at if period.ends_at is None else min(at, period.ends_at)
    is_same = period.starts_at is None and program == in_force
    return Trial(
        published=published,
        tried=published if is_same else _tried(published, program, period.starts_at),
        rules_from=period.starts_at,
        until=until,
        is_cut=until < at,
        has_same_rules=is_same,
        last_seq=found.extent.last_seq,
        told=found.extent.told,
        draws_held=found.draws_held,
        remembered=remembered,
    )


def _tried(
    published: ProgramTimeline, program: Program, starts_at: datetime | None
) -> ProgramTimeline:
    if starts_at is None:
        first = published.versions[0]
        return ProgramTimeline((ProgramVersion(first.number, first.valid_from, program),))
    before = tuple(each for each in published.versions if each.valid_from < starts_at)
    number = 1 + max(each.number for each in published.versions)
    return ProgramTimeline((*before, ProgramVersion(number, starts_at, program)))


def _here(parts: Sequence[Part], reading: Reading, rounds: _Rounds) -> Iterator[Tally]:
    for part in parts:
        for said in part.run(reading):
            if isinstance(said, int):
                rounds.tell(said)
            else:
                yield said


def _merged(tallies: Iterator[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    whole.uses.sort(key=_place)
    return whole


def _place(use: Use) -> tuple[object, ...]:
    return (use.position, use.member_id)


@contextmanager
def _reading_ahead(database: Path) -> Iterator[None]:
    """Have the file fetched beside the work; nothing waits for it."""
    over = Event()
    thread = Thread(
        target=read_ahead,
        args=(database,),
        kwargs={"go_on": lambda: not over.is_set()},
        name="read-ahead",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
