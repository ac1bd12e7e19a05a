"""Sending a slip over a line, and asking the printer for its word that it is out.

That a line took the bytes says nothing: a printer that is out of paper takes them too, and one
that is gone may leave no error behind. So we ask, wait for a bounded time, and say what we know.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import closing
from threading import Lock
from time import monotonic
from typing import Final

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile
from pos_loyalty.printing.transports.answers import Answer, ProcessDone, QueuedStatus
from pos_loyalty.printing.transports.conversation import Conversation
from pos_loyalty.printing.transports.line import Line, LineError
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult

_REQUEST_STATUS: Final = b"\x1dr\x01"
_REQUEST_PROCESS_ID: Final = b"\x1d(H\x06\x0000"
_PAPER_END: Final = 0x0C
_HALF: Final = 0.5
_LOOK_EVERY_S: Final = 0.05


class LineTransport:
    """One connection per slip: printers take few, and some hang when one is left open."""

    def __init__(
        self,
        open_line: Callable[[float], Line],
        profile: PrinterProfile,
        timeouts: Timeouts | None = None,
    ) -> None:
        """``open_line`` is given the seconds that it may take, and raises LineError."""
        self._open_line = open_line
        self._profile = profile
        self._timeouts = timeouts or Timeouts()
        self._busy = Lock()

    def send(self, printout: Printout) -> SendResult:
        with self._busy:
            try:
                line = self._opened()
            except LineError as error:
                return SendResult(accepted_bytes=0, problem=error.problem)
            with closing(line):
                return self._delivered(line, printout.data)

    def status(self) -> Condition:
        if not self._busy.acquire(blocking=False):
            return Condition(PrinterState.PRINTING)
        try:
            line = self._opened()
        except LineError as error:
            return Condition(PrinterState.TROUBLE, error.problem)
        else:
            with closing(line):
                said = Conversation(line, self._timeouts).ask() if line.hears else None
                line.discard()
            return said or Condition(PrinterState.UNKNOWN)
        finally:
            self._busy.release()

    def _opened(self) -> Line:
        """The line, as soon as nobody else holds it. Raises LineError.

        Another window or command of ours may be at the printer, and is done in a moment.
        """
        until = monotonic() + self._timeouts.connect_s
        while True:
            try:
                return self._open_line(self._timeouts.connect_s)
            except LineError as error:
                if error.problem is not PrintProblem.OCCUPIED or monotonic() > until:
                    raise
            time.sleep(_LOOK_EVERY_S)

    def _delivered(self, line: Line, data: bytes) -> SendResult:
        conversation = Conversation(line, self._timeouts)
        if self._profile.asks_before and line.hears:
            problem = _unfit(conversation)
            if problem is not None:
                line.discard()
                return SendResult(accepted_bytes=0, problem=problem)
        taken, problem = conversation.hand_over(data)
        if problem is not None:
            return SendResult(accepted_bytes=taken - _taken_back(line, taken), problem=problem)
        if self._profile.confirmation is Confirmation.NONE or not line.hears:
            return SendResult(accepted_bytes=taken, problem=line.hang_up())
        problem = self._confirmed(conversation)
        if problem is PrintProblem.NOT_ANSWERING:
            problem = self._reason(conversation)
        line.discard()
        return SendResult(accepted_bytes=taken, confirmed=problem is None, problem=problem)

    def _confirmed(self, conversation: Conversation) -> PrintProblem | None:
        wait = self._timeouts.answer_s
        if self._profile.confirmation is Confirmation.PROCESS_ID:
            # Never the same one twice: a slip that was given up may answer when paper is put in.
            process_id = f"{secrets.randbelow(10_000):04d}".encode()
            done = ProcessDone(process_id)
            heard = conversation.request(
                _REQUEST_PROCESS_ID + process_id,
                lambda answer: 0 if answer == done else None,
                wait * _HALF,
            )
            if heard is not PrintProblem.NOT_ANSWERING:
                return heard if isinstance(heard, PrintProblem) else None
            # Older models of the same make do not know process ids, but answer this in its turn.
            wait *= _HALF
        heard = conversation.request(_REQUEST_STATUS, _queued_status, wait)
        if isinstance(heard, PrintProblem):
            return heard
        return PrintProblem.PAPER_OUT if heard & _PAPER_END else None

    def _reason(self, conversation: Conversation) -> PrintProblem:
        """Why a printer that has the slip does not confirm it, if it says so."""
        said = conversation.ask() if self._profile.asks_before else None
        problem = said.problem if said else None
        return problem or conversation.complaint or PrintProblem.NOT_ANSWERING


def _unfit(conversation: Conversation) -> PrintProblem | None:
    """Why a printer that can be asked gets nothing.

    This kind answers unless its cover is open or it hangs. What it does not get now, it cannot
    print behind our back later.
    """
    condition = conversation.ask()
    return PrintProblem.NOT_ANSWERING if condition is None else condition.problem


def _taken_back(line: Line, taken: int) -> int:
    """How many bytes had not left this computer and now never will."""
    try:
        before = line.unsent()
        line.discard()
        return min(taken, before - line.unsent())
    except LineError:
        return 0


def _queued_status(answer: Answer) -> int | None:
    return answer.value if isinstance(answer, QueuedStatus) else None
