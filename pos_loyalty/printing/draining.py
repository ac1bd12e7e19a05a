"""Sends what is waiting without a window, for the command line."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from pos_loyalty.domain.print_job import JobState, QueueCounts
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.spooler import Step


class Drained(Protocol):
    """A spooler, or two of them."""

    def step(self) -> Step: ...

    def counts(self) -> QueueCounts: ...


@dataclass(frozen=True, slots=True)
class DrainResult:
    """How many slips are out, still wait, and may or may not be out."""

    sent: int
    waiting: int
    uncertain: int


def drain_once(spooler: Drained) -> DrainResult:
    """Sends what is waiting, and gives up as soon as the printer does not take a slip."""
    tally = _Tally()
    while (step := spooler.step()).verdict is not None:
        tally.note(step.verdict.state)
        if step.rest:
            break
    return tally.result(spooler)


def drain_until_empty(
    spooler: Drained,
    *,
    timeout: timedelta,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> DrainResult:
    """Sends what is waiting and waits for the printer, for so long at most."""
    tally = _Tally()
    until = now() + timeout
    while True:
        step = spooler.step()
        if step.verdict is not None:
            tally.note(step.verdict.state)
        if not spooler.counts().waiting:
            break
        left = until - now()
        if left <= timedelta(0):
            break
        # A job that another process is sending, or that cannot be claimed, is looked at again.
        rest = step.rest if step.rest is not None else timedelta(seconds=1)
        if rest:
            sleep(min(rest, left).total_seconds())
    return tally.result(spooler)


class _Tally:
    def __init__(self) -> None:
        self._printed = 0
        self._unconfirmed = 0

    def note(self, state: JobState) -> None:
        self._printed += state is JobState.PRINTED
        self._unconfirmed += state is JobState.UNCONFIRMED

    def result(self, spooler: Drained) -> DrainResult:
        counts = spooler.counts()
        return DrainResult(
            sent=self._printed,
            waiting=counts.waiting + counts.held,
            uncertain=counts.uncertain + self._unconfirmed,
        )
