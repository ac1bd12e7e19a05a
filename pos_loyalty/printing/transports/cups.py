"""Printers behind the system's print server, through its own commands, bytes unchanged.

That the server has taken a slip says nothing: the printer may be off, and the server would print
the slip whenever it comes back. So the job is watched for a bounded time and cancelled when it
has not gone out by then. More than "all bytes sent" this way cannot tell.
"""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.address import CupsAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.cups_words import (
    CupsJob,
    Progress,
    condition_in,
    job_id,
    job_in,
    queues_in,
)
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult

_LOOK_EVERY_S: Final = 0.15
_COMMAND_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command of the print server said, and whether it did what it was told."""

    done: bool
    said: str


class CommandFailedError(Exception):
    """A command of the print server is missing, or did not end in time.

    No error that people meet: a transport's result.
    """

    def __init__(self, problem: PrintProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


Run = Callable[[Sequence[str], bytes], CommandResult]


def run_command(command: Sequence[str], data: bytes = b"") -> CommandResult:
    """Runs a command of the print server. Raises CommandFailedError."""
    # Their English sentences are the interface.
    environment = {name: value for name, value in os.environ.items() if name != "LANGUAGE"}
    try:
        ended = subprocess.run(  # noqa: S603 - a fixed command; the queue's name is checked
            command,
            input=data,
            capture_output=True,
            env={**environment, "LC_ALL": "C"},
            timeout=_COMMAND_S,
            check=False,
        )
    except FileNotFoundError as error:
        raise CommandFailedError(PrintProblem.UNSUPPORTED) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommandFailedError(PrintProblem.NOT_ANSWERING) from error
    said = (ended.stdout + ended.stderr).decode(errors="replace")
    return CommandResult(ended.returncode == 0, said)


def cups_queues(run: Run = run_command) -> tuple[tuple[str, str], ...]:
    """Name and device of each queue of this computer; none where there is no print server."""
    try:
        return queues_in(run(("lpstat", "-v"), b"").said)
    except CommandFailedError:
        return ()


class CupsTransport:
    """A queue of the print server."""

    def __init__(
        self, address: CupsAddress, timeouts: Timeouts | None = None, *, run: Run = run_command
    ) -> None:
        self._queue = address.queue
        self._timeouts = timeouts or Timeouts()
        self._run = run

    def send(self, printout: Printout) -> SendResult:
        condition = self._condition()
        if condition.problem is PrintProblem.QUEUE_STOPPED:
            # It would take the slip, and print it when somebody starts the queue.
            return SendResult(accepted_bytes=0, problem=condition.problem)
        size = len(printout.data)
        command = ("lp", "-d", self._queue, "-o", "raw", "-t", printout.name)
        try:
            answer = self._run(command, printout.data)
        except CommandFailedError as error:
            never_ran = error.problem is PrintProblem.UNSUPPORTED
            return SendResult(accepted_bytes=0 if never_ran else size, problem=error.problem)
        job = job_id(answer.said)
        if not answer.done or job is None:
            return SendResult(accepted_bytes=0, problem=_refusal(answer.said))
        try:
            return self._watched(job, size)
        except CommandFailedError as error:
            return SendResult(accepted_bytes=size, problem=error.problem)

    def status(self) -> Condition:
        return self._condition()

    def _condition(self) -> Condition:
        try:
            answer = self._run(("lpstat", "-l", "-p", self._queue), b"")
        except CommandFailedError as error:
            return Condition(PrinterState.TROUBLE, error.problem)
        if not answer.done:
            return Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)
        return condition_in(answer.said)

    def _watched(self, job: str, size: int) -> SendResult:
        """What becomes of the job; taken back when it has not gone out in time."""
        began = monotonic()
        while (listed := self._listed(job)) is not None:
            waited = monotonic() - began
            if listed.progress is Progress.FAILED or waited > self._patience(listed.progress):
                return self._taken_back(job, size)
            time.sleep(_LOOK_EVERY_S)
        return self._finished(job, size)

    def _patience(self, progress: Progress) -> float:
        """A printer that prints may take its time; one that does not open is as good as off."""
        slow = progress is Progress.PRINTING
        return self._timeouts.whole_s / 2 if slow else self._timeouts.send_s

    def _taken_back(self, job: str, size: int) -> SendResult:
        self._run(("cancel", job), b"")
        until = monotonic() + self._timeouts.send_s
        while self._listed(job) is not None:
            if monotonic() > until:
                return SendResult(accepted_bytes=size, problem=PrintProblem.NOT_ANSWERING)
            time.sleep(_LOOK_EVERY_S)
        return self._finished(job, size, given_up=True)

    def _finished(self, job: str, size: int, *, given_up: bool = False) -> SendResult:
        """The verdict on a job that is in the server's past."""
        answer = self._run(("lpstat", "-l", "-W", "completed", "-o", self._queue), b"")
        ended = job_in(answer.said, job)
        if ended is None:
            # A server that keeps no history: it is gone, and nobody knows where to.
            return SendResult(accepted_bytes=size, problem=PrintProblem.NOT_ANSWERING)
        if not (given_up or ended.given_up):
            return SendResult(accepted_bytes=size)
        if ended.progress is Progress.WAITING:
            stopped = self._condition().problem
            return SendResult(accepted_bytes=0, problem=stopped or PrintProblem.NOT_ANSWERING)
        if ended.progress is Progress.KNOCKING:
            return SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)
        return SendResult(accepted_bytes=size, problem=PrintProblem.CONNECTION_LOST)

    def _listed(self, job: str) -> CupsJob | None:
        """The job as long as it has not ended."""
        return job_in(self._run(("lpstat", "-l", "-o", self._queue), b"").said, job)


def _refusal(said: str) -> PrintProblem:
    if "not accepting" in said:
        return PrintProblem.QUEUE_STOPPED
    return PrintProblem.UNREACHABLE
