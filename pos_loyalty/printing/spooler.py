"""Takes waiting slips from the queue to the printer, one at a time, and keeps the books on it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Protocol

from pos_loyalty.domain.print_job import (
    JobState,
    PrinterState,
    PrinterStatus,
    PrintJob,
    PrintProblem,
    QueueCounts,
    Verdict,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.pace import HOLD_AFTER, LONGEST_CLAIM, Pace, judged
from pos_loyalty.printing.printout import Press
from pos_loyalty.printing.transports.transport import Transport

_LOG = logging.getLogger(__name__)


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
    ) -> None:
        """``transport`` is asked for every slip, since settings change while we run.

        ``hold_after`` is nothing where a person asked for whatever is waiting.
        """
        self._printer = printer
        self._queue = queue
        self._press = press
        self._transport = transport
        self._now = now
        self._listener = listener
        self._hold_after = hold_after
        self._pace = Pace()
        self._told: PrinterStatus | None = None

    def recover_all(self) -> None:
        """For the start of a window, the only one of its till: what was being sent is in doubt."""
        self._queue.recover(self._printer, claimed_before=self._now())

    def hurry(self) -> None:
        """Leaves the printer alone no longer: somebody has just seen to it."""
        self._pace = self._pace.hurried()

    def step(self) -> Step:
        """Sends one slip, if there is one and the printer may be spoken to."""
        now = self._now()
        if rest := self._pace.rests(now):
            return Step(rest=rest)
        self._queue.recover(self._printer, claimed_before=now - LONGEST_CLAIM)
        if self._hold_after is not None:
            self._queue.hold(self._printer, waiting_before=now - self._hold_after)
        if not self._queue.counts(self._printer).waiting:
            return self._idle()
        transport = self._transport()
        if self._pace.in_doubt:
            condition = transport.status()
            if condition.state is PrinterState.TROUBLE:
                return self._trouble(condition.problem)
        job = self._queue.claim(self._printer, now=now)
        if job is None:
            return self._idle()
        self._tell(PrinterState.PRINTING)
        verdict = self._sent(job, transport)
        self._pace = self._pace.after(verdict)
        if rest := self._pace.rests(verdict.at):
            self._tell(PrinterState.TROUBLE, verdict.problem)
            return Step(verdict=verdict, rest=rest)
        return Step(verdict=verdict, rest=timedelta(0))

    def counts(self) -> QueueCounts:
        """What is left to do."""
        return self._queue.counts(self._printer)

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
        if self._pace.in_doubt:
            condition = self._transport().status()
            if condition.state is PrinterState.TROUBLE:
                return self._trouble(condition.problem)
            self._pace = Pace()
        self._tell(PrinterState.READY)
        return Step()

    def _trouble(self, problem: PrintProblem | None) -> Step:
        self._pace = self._pace.after_trouble(self._now())
        self._tell(PrinterState.TROUBLE, problem)
        return Step(rest=self._pace.rests(self._now()))

    def _tell(self, state: PrinterState, problem: PrintProblem | None = None) -> None:
        status = PrinterStatus(
            state=state,
            counts=self._queue.counts(self._printer),
            problem=problem,
            retry_at=self._pace.rests_until if state is PrinterState.TROUBLE else None,
        )
        if status != self._told:
            self._told = status
            self._listener(status)


class SpoolerThread:
    """Runs a spooler until it is told to stop; sleeps while there is nothing to do."""

    def __init__(
        self,
        make: Callable[[], Spooler],
        *,
        stumbled: Callable[[Exception], None],
        looks_every: timedelta = timedelta(seconds=5),
    ) -> None:
        """``make`` is called in the thread, so that its imports cost the window nothing.

        Other processes queue slips too and cannot nudge us, so we look every few seconds.
        ``stumbled`` is told of our own errors, in the thread.
        """
        self._make = make
        self._stumbled = stumbled
        self._looks_every = looks_every
        self._wake = Event()
        self._stopping = Event()
        self._hurried = Event()
        self._thread = Thread(target=self._run, name="spooler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """There may be something to print."""
        self._wake.set()

    def hurry(self) -> None:
        """Tries at once, whatever the printer did last: for a person's "try again"."""
        self._hurried.set()
        self._wake.set()

    def stop(self, timeout_s: float = 20.0) -> bool:
        """Asks the thread to end after the slip it is at, and tells whether it has."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        spooler: Spooler | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if spooler is None:
                    spooler = self._make()
                    spooler.recover_all()
                rest = self._stepped(spooler)
            except Exception as error:  # noqa: BLE001 - one of the three edges: logged, told, and on we go
                _LOG.exception("the spooler stumbled")
                self._stumbled(error)
                rest = self._looks_every
            if rest:
                self._wake.wait(rest.total_seconds())

    def _stepped(self, spooler: Spooler) -> timedelta:
        if self._hurried.is_set():
            self._hurried.clear()
            spooler.hurry()
        rest = spooler.step().rest
        return self._looks_every if rest is None else rest
