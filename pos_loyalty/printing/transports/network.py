"""Printers on the network: raw bytes to a TCP port, and the printer's own word that it is done.

That the network took the bytes says nothing: a printer that is out of paper takes them too, and
one that hangs up leaves no error behind. So we ask, wait for a bounded time, and say what we know.
"""

import itertools
import socket
from collections.abc import Callable
from contextlib import closing
from threading import Lock
from time import monotonic

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.address import NetworkAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile
from pos_loyalty.printing.transports.real_time import QUESTIONS, condition_of
from pos_loyalty.printing.transports.transport import Condition, SendResult

_CHUNK = 16384
_REQUEST_STATUS = b"\x1dr\x01"
_REQUEST_PROCESS_ID = b"\x1d(H\x06\x0000"
_PROCESS_ID_HEAD = b"\x37\x22"
_STATUS_FIXED_BITS = 0x90


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long we wait for a printer, in seconds."""

    connect_s: float = 2.0
    ask_s: float = 0.8
    send_s: float = 5.0
    answer_s: float = 6.0

    def within(self, total_s: float) -> "Timeouts":
        """The same waits, shortened where all of them together would last longer than asked."""
        share = min(1.0, total_s / (self.connect_s + self.ask_s + self.send_s + self.answer_s))
        return Timeouts(
            connect_s=self.connect_s * share,
            ask_s=self.ask_s * share,
            send_s=self.send_s * share,
            answer_s=self.answer_s * share,
        )


class NetworkTransport:
    """One connection per slip: printers accept few, and some hang when one is left open."""

    def __init__(
        self, address: NetworkAddress, profile: PrinterProfile, timeouts: Timeouts | None = None
    ) -> None:
        self._address = address
        self._profile = profile
        self._timeouts = timeouts or Timeouts()
        self._process_ids = itertools.count(1)
        self._busy = Lock()

    def send(self, printout: Printout) -> SendResult:
        with self._busy:
            try:
                connection = self._connect()
            except OSError:
                return SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)
            with closing(connection):
                return self._deliver(_Conversation(connection), printout.data)

    def status(self) -> Condition:
        if not self._busy.acquire(blocking=False):
            return Condition(PrinterState.PRINTING)
        try:
            connection = self._connect()
        except OSError:
            return Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)
        else:
            with closing(connection):
                condition = self._ask(_Conversation(connection))
            return condition or Condition(PrinterState.UNKNOWN)
        finally:
            self._busy.release()

    def _connect(self) -> socket.socket:
        where = (self._address.host, self._address.port)
        connection = socket.create_connection(where, timeout=self._timeouts.connect_s)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _deliver(self, conversation: "_Conversation", data: bytes) -> SendResult:
        if self._profile.asks_before:
            condition = self._ask(conversation)
            if condition is None:
                # This kind answers unless its cover is open or it hangs. What it does not get
                # now, it cannot print behind our back later.
                return SendResult(accepted_bytes=0, problem=PrintProblem.NOT_ANSWERING)
            if condition.problem is not None:
                return SendResult(accepted_bytes=0, problem=condition.problem)
        accepted, problem = conversation.say(data, self._timeouts.send_s)
        if problem is not None:
            return SendResult(accepted_bytes=accepted, problem=problem)
        if self._profile.confirmation is Confirmation.NONE:
            return SendResult(accepted_bytes=accepted, problem=conversation.hang_up())
        problem = self._confirmed(conversation)
        return SendResult(accepted_bytes=accepted, confirmed=problem is None, problem=problem)

    def _ask(self, conversation: "_Conversation") -> Condition | None:
        """What the printer says of itself; nothing when it says nothing."""
        answers: dict[int, int] = {}
        for topic, question in QUESTIONS.items():
            _sent, problem = conversation.say(question.request, self._timeouts.ask_s)
            if problem is not None:
                return Condition(PrinterState.TROUBLE, problem)
            heard = conversation.hear(question.answer, self._timeouts.ask_s)
            if isinstance(heard, PrintProblem):
                # The first one that is left out makes the others not worth waiting for.
                return condition_of(answers) if answers else None
            answers[topic] = heard
        return condition_of(answers)

    def _confirmed(self, conversation: "_Conversation") -> PrintProblem | None:
        if self._profile.confirmation is Confirmation.STATUS:
            return self._heard(conversation, _REQUEST_STATUS, _status_byte, 1.0)
        process_id = b"%04d" % (next(self._process_ids) % 10000)
        problem = self._heard(
            conversation,
            _REQUEST_PROCESS_ID + process_id,
            lambda heard: 0 if _PROCESS_ID_HEAD + process_id in heard else None,
            0.5,
        )
        if problem is not PrintProblem.NOT_ANSWERING:
            return problem
        # Older models of the same make do not know process ids, but answer this in its turn.
        return self._heard(conversation, _REQUEST_STATUS, _status_byte, 0.5)

    def _heard(
        self,
        conversation: "_Conversation",
        request: bytes,
        answer: "_Answer",
        share: float,
    ) -> PrintProblem | None:
        _sent, problem = conversation.say(request, self._timeouts.send_s)
        if problem is not None:
            return problem
        heard = conversation.hear(answer, self._timeouts.answer_s * share)
        return heard if isinstance(heard, PrintProblem) else None


_Answer = Callable[[bytes], int | None]


class _Conversation:
    """Bytes to and from a connected printer, none of them waited for without end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def say(self, data: bytes, timeout_s: float) -> tuple[int, PrintProblem | None]:
        """How many bytes were taken, and why not all of them."""
        until = monotonic() + timeout_s
        sent = 0
        try:
            while sent < len(data):
                self._connection.settimeout(_left(until))
                sent += self._connection.send(data[sent : sent + _CHUNK])
        except TimeoutError:
            return sent, PrintProblem.NOT_ANSWERING
        except OSError:
            return sent, PrintProblem.CONNECTION_LOST
        return sent, None

    def hear(self, answer: _Answer, timeout_s: float) -> int | PrintProblem:
        """What ``answer`` makes of the bytes heard from now on, or why nothing came of them."""
        until = monotonic() + timeout_s
        heard = b""
        try:
            while (understood := answer(heard)) is None:
                self._connection.settimeout(_left(until))
                more = self._connection.recv(_CHUNK)
                if not more:
                    return PrintProblem.CONNECTION_LOST
                heard += more
        except TimeoutError:
            return PrintProblem.NOT_ANSWERING
        except OSError:
            return PrintProblem.CONNECTION_LOST
        return understood

    def hang_up(self) -> PrintProblem | None:
        """Ends the sending side, and gives a printer that has gone the time to show it."""
        try:
            self._connection.shutdown(socket.SHUT_WR)
            self._connection.settimeout(0.5)
            while self._connection.recv(_CHUNK):
                pass
        except TimeoutError:
            return None
        except OSError:
            return PrintProblem.CONNECTION_LOST
        return None


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _status_byte(heard: bytes) -> int | None:
    return next((byte for byte in heard if not byte & _STATUS_FIXED_BITS), None)
