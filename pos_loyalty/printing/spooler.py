"""Takes waiting slips from the queue to the printer, one at a time, and keeps the books on it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from pos_loyalty.domain.print_job import (
    TOLD,
    JobState,
    PrinterState,
    PrinterStatus,
    PrintJob,
    PrintProblem,
    QueueCounts,
    Verdict,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.pace import HOLD_AFTER, LONGEST_CLAIM, Pace, Watch, judged
from pos_loyalty.printing.printout import Press
from pos_loyalty.printing.transports.transport import Condition, Transport

_LOG = logging.getLogger(__name__)
_SPOKEN = frozenset({PrinterState.READY, PrinterState.PAPER_LOW})


class PrintQueue(Protocol):
    """The stored print jobs, as the spooler needs them. Each call is one short transaction."""

    def recover(self, printer: str, *, claimed_before: datetime) -> int:
        """Makes jobs uncertain that were claimed before that instant and never finished.

        Called often: it should not take a write lock when there are none.
        """
        ...

    def hold(self, printer: str, *, waiting_before: datetime) -> int:
        """Holds the queued and failed jobs that have waited since before that instant.

        Called as often.
        """
        ...

    def divert(self, printer: str, *, to: str, now: datetime) -> int:
        """Gives all that waits for a printer, and of which nothing is out, to another one."""
        ...

    def claim(self, printer: str, *, now: datetime) -> PrintJob | None:
        """The oldest queued or failed job, now being sent, with one more attempt; or nothing.

        No other process gets the same claim.
        """
        ...

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        """Notes what became of this claim; without effect when the job was claimed again since."""
        ...

    def counts(self, printer: str) -> QueueCounts:
        """How many jobs wait for the printer or are being sent, and how many wait for a person."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did, and when the next is due: at once, later, or when there is news."""

    verdict: Verdict | None = None
    rest: timedelta | None = None


class Spooler:
    """The work of one printer. Knows no thread: whoever calls ``step`` lends it theirs."""

    def __init__(
        self,
        *,
        printer: str,
        queue: PrintQueue,
        press: Press,
        transport: Callable[[], Transport],
        now: Callable[[], datetime],
        listener: Callable[[PrinterStatus], None],
        hold_after: timedelta | None = HOLD_AFTER,
        watch: Watch | None = None,
    ) -> None:
        """``transport`` is asked for every slip, since settings change while we run.

        ``hold_after`` is nothing where a person asked for whatever is waiting. ``watch`` tells
        when the printer is asked how it is while nothing is waiting.
        """
        self.printer = printer
        self._queue = queue
        self._press = press
        self._transport = transport
        self._now = now
        self._listener = listener
        self._hold_after = hold_after
        self._watch = self._first_watch = watch or Watch()
        self._pace = Pace()
        self._told: PrinterStatus | None = None
        self._found = PrinterState.UNKNOWN
        # Whether it ever said anything of itself: only then its silence means something.
        self._has_spoken = False
        # Whether its trouble was found while nothing waited.
        self._found_idle = False

    def recover_all(self) -> None:
        """For the start of a window, the only one of its till: what was being sent is in doubt."""
        self._queue.recover(self.printer, claimed_before=self._now())

    def hurry(self) -> None:
        """Leaves the printer alone no longer: somebody has seen to it, or it is another now."""
        self._pace = self._pace.hurried()
        self._watch = self._first_watch
        self._has_spoken = False

    def troubled_for(self, now: datetime) -> timedelta | None:
        """For how long nothing has come out of the printer; nothing while all is well."""
        return self._pace.troubled_for(now)

    def step(self) -> Step:
        """Sends one slip, if there is one and the printer may be spoken to."""
        now = self._now()
        if rest := self._rest(now):
            return Step(rest=rest)
        self._queue.recover(self.printer, claimed_before=now - LONGEST_CLAIM)
        if self._hold_after is not None:
            self._queue.hold(self.printer, waiting_before=now - self._hold_after)
        if not self._queue.counts(self.printer).waiting:
            return self._idle()
        transport = self._transport()
        if self._pace.in_doubt:
            condition = self._asked(transport)
            if condition.state is PrinterState.TROUBLE:
                return self._trouble(condition.problem)
        job = self._queue.claim(self.printer, now=now)
        if job is None:
            return self._idle()
        self._tell(PrinterState.PRINTING)
        verdict = self._sent(job, transport)
        self._pace = self._pace.after(verdict)
        self._watch = self._watch.woken(verdict.at)
        if rest := self._pace.rests(verdict.at):
            self._tell(PrinterState.TROUBLE, verdict.problem)
            return Step(verdict=verdict, rest=rest)
        if not self._has_spoken and self._found is not PrinterState.SILENT:
            # A slip that came out says as much as an answer would, until it is asked.
            confirmed = verdict.state is JobState.PRINTED
            self._found = PrinterState.READY if confirmed else PrinterState.SILENT
        return Step(verdict=verdict, rest=timedelta(0))

    def counts(self) -> QueueCounts:
        """What is left to do."""
        return self._queue.counts(self.printer)

    def _rest(self, now: datetime) -> timedelta | None:
        """How much longer the printer is left alone: a new slip ends the rest of an idle one."""
        rest = self._pace.rests(now)
        if rest and self._found_idle and self._queue.counts(self.printer).waiting:
            self._found_idle = False
            self._pace = self._pace.woken()
            return None
        return rest

    def _sent(self, job: PrintJob, transport: Transport) -> Verdict:
        # Should our own code fail here, the job is not lost and not tried for ever: it is held.
        verdict = Verdict(JobState.HELD, self._now(), problem=PrintProblem.UNPRINTABLE)
        try:
            printout = self._press.printout(job)
            verdict = Verdict(JobState.UNCERTAIN, self._now(), problem=PrintProblem.INTERRUPTED)
            verdict = judged(transport.send(printout), self._now())
        finally:
            self._queue.finish(job, verdict)
        _LOG.info("print job %s: %s %s", job.id, verdict.state, verdict.problem or "")
        return verdict

    def _idle(self) -> Step:
        if self._pace.in_doubt or self._watch.is_due(self._now()):
            condition = self._asked(self._transport())
            self._found_idle = condition.state is PrinterState.TROUBLE
            if self._found_idle:
                # Printers take one connection, and the shop's till may have it: once is no news.
                is_news = self._pace.in_doubt or condition.problem in TOLD
                return self._trouble(condition.problem, is_news=is_news)
            self._pace = Pace()
        self._tell(self._found)
        return Step()

    def _asked(self, transport: Transport) -> Condition:
        """How the printer says it is. One that always answered and is silent now is in trouble."""
        condition = transport.status()
        is_mute = condition.state is PrinterState.UNKNOWN
        self._watch = self._watch.asked(self._now(), is_mute=is_mute)
        if is_mute and self._has_spoken:
            return Condition(PrinterState.TROUBLE, PrintProblem.NOT_ANSWERING)
        if condition.state in _SPOKEN or condition.problem in TOLD:
            self._has_spoken = True
        if condition.state is not PrinterState.TROUBLE:
            self._found = PrinterState.SILENT if is_mute else condition.state
        return condition

    def _trouble(self, problem: PrintProblem | None, *, is_news: bool = True) -> Step:
        self._pace = self._pace.after_trouble(self._now(), problem)
        if is_news:
            self._tell(PrinterState.TROUBLE, problem)
        return Step(rest=self._pace.rests(self._now()))

    def _tell(self, state: PrinterState, problem: PrintProblem | None = None) -> None:
        status = PrinterStatus(
            state=state,
            counts=self._queue.counts(self.printer),
            problem=problem,
            retry_at=self._pace.rests_until if state is PrinterState.TROUBLE else None,
            printer=self.printer,
        )
        if status != self._told:
            self._told = status
            self._listener(status)
