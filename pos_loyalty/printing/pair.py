"""A printer and the one that stands in for it while nothing comes out of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.print_job import QueueCounts
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.spooler import PrintQueue, Spooler, Step

_LOOKS_EVERY: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Relief:
    """When slips go to the other printer. Each is asked for anew, since settings change."""

    is_there: Callable[[], bool]
    """Whether the shop has a second printer."""
    after: Callable[[], timedelta]
    """For how long a printer must have been in trouble."""


class PrinterPair:
    """Two spoolers that take turns in one thread.

    Each has a queue of its own, so order is kept on either. What waits for a printer in trouble
    is given to the other in one piece, its order and all, unless that one is in trouble too.
    New slips are queued for the first printer: the first that it takes again, it keeps.
    """

    def __init__(
        self,
        first: Spooler,
        second: Spooler,
        *,
        queue: PrintQueue,
        relief: Relief,
        now: Callable[[], datetime],
    ) -> None:
        self._first = first
        self._second = second
        self._queue = queue
        self._relief = relief
        self._now = now
        self._turn = 0

    def recover_all(self) -> None:
        """As ``Spooler.recover_all``, for both."""
        self._first.recover_all()
        self._second.recover_all()

    def hurry(self) -> None:
        """As ``Spooler.hurry``, for both."""
        self._first.hurry()
        self._second.hurry()

    def step(self) -> Step:
        """Sends one slip to whichever printer has one and takes it."""
        if not self._relief.is_there():
            # Whoever takes the second printer away wants its slips from the first.
            self._divert(self._second, self._first)
            return self._first.step()
        self._relieve()
        spoolers = (self._first, self._second)
        rests: list[timedelta] = []
        for place in range(len(spoolers)):
            step = spoolers[(self._turn + place) % 2].step()
            if step.verdict is not None:
                # The other one may have something as well, and is first now.
                self._turn = (self._turn + place + 1) % 2
                return Step(verdict=step.verdict, rest=timedelta(0))
            if step.rest is not None:
                rests.append(step.rest)
        return Step(rest=min(*rests, _LOOKS_EVERY) if rests else None)

    def counts(self) -> QueueCounts:
        """What is left to do for both."""
        first, second = self._first.counts(), self._second.counts()
        return QueueCounts(
            waiting=first.waiting + second.waiting,
            held=first.held + second.held,
            uncertain=first.uncertain + second.uncertain,
        )

    def _relieve(self) -> None:
        now, after = self._now(), self._relief.after()
        for here, there in ((self._first, self._second), (self._second, self._first)):
            troubled_for = here.troubled_for(now)
            if troubled_for is None or troubled_for < after or there.troubled_for(now) is not None:
                continue
            self._divert(here, there)

    def _divert(self, here: Spooler, there: Spooler) -> None:
        if here.counts().waiting:
            self._queue.divert(here.printer, to=there.printer, now=self._now())
