"""A press, a transport and a shop that do as they are told, for tests of the spooler."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pos_loyalty.domain.print_job import (
    JobState,
    PrinterState,
    PrinterStatus,
    PrintJob,
    PrintProblem,
)
from pos_loyalty.printing.pace import Watch
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.spooler import Spooler
from pos_loyalty.printing.transports.transport import Condition, SendResult
from tests.support.clock import FixedClock
from tests.support.print_queue import MemoryPrintQueue
from tests.support.slips import AT, job_of, sale_slip

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

PRINTED = SendResult(accepted_bytes=100, confirmed=True)
SILENT = SendResult(accepted_bytes=100)
ABSENT = SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)
CUT_OFF = SendResult(accepted_bytes=40, problem=PrintProblem.CONNECTION_LOST)
READY = Condition(PrinterState.READY)
GONE = Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)


class PlainPress:
    """Prints the id of the job; refuses those that it was told to."""

    def __init__(self, *, breaks_on: Iterable[str] = ()) -> None:
        self._breaks_on = frozenset(breaks_on)

    def printout(self, job: PrintJob) -> Printout:
        if job.id in self._breaks_on:
            raise ZeroDivisionError(job.id)
        return Printout(job.id, job.id.encode(), job.id, lambda: b"")


class ScriptedTransport:
    """Answers each slip with the next result; the last one goes on."""

    def __init__(self, *results: SendResult, condition: Condition = READY) -> None:
        self._results = list(results)
        self.condition = condition
        self.sent: list[str] = []
        self.asked = 0
        self.before_send: Callable[[], None] = lambda: None

    def send(self, printout: Printout) -> SendResult:
        self.before_send()
        self.sent.append(printout.name)
        return self._results.pop(0) if len(self._results) > 1 else self._results[0]

    def status(self) -> Condition:
        self.asked += 1
        return self.condition


class Listener:
    """Keeps what the top bar would have shown."""

    def __init__(self) -> None:
        self.heard: list[PrinterStatus] = []

    def __call__(self, status: PrinterStatus) -> None:
        self.heard.append(status)

    @property
    def states(self) -> list[PrinterState]:
        return [status.state for status in self.heard]


def job(number: int) -> PrintJob:
    """A job queued this many seconds before the clock's present."""
    return job_of(sale_slip(), id=f"job-{number}", at=AT + number * SECOND)


@dataclass
class Shop:
    """A queue, a printer and a clock around one spooler."""

    transport: ScriptedTransport
    queue: MemoryPrintQueue = field(default_factory=MemoryPrintQueue)
    press: PlainPress = field(default_factory=PlainPress)
    clock: FixedClock = field(default_factory=lambda: FixedClock(AT + MINUTE))
    listener: Listener = field(default_factory=Listener)
    hold_after: timedelta | None = 10 * MINUTE
    watch: Watch | None = None

    def __post_init__(self) -> None:
        self.spooler = Spooler(
            printer="receipt",
            queue=self.queue,
            press=self.press,
            transport=lambda: self.transport,
            now=self.clock.now,
            listener=self.listener,
            hold_after=self.hold_after,
            watch=self.watch,
        )

    def state(self, number: int) -> JobState:
        return self.queue.get(f"job-{number}").state


def shop(
    *results: SendResult,
    jobs: int = 1,
    condition: Condition = READY,
    **changes: Any,  # noqa: ANN401 - any of its fields
) -> Shop:
    """A shop with so many slips waiting, whose printer behaves like this."""
    transport = ScriptedTransport(*results or (PRINTED,), condition=condition)
    queue = MemoryPrintQueue(*(job(number) for number in range(1, jobs + 1)))
    return Shop(transport, queue, **changes)
