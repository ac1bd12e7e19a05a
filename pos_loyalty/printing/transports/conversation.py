"""Talking to a printer over a line: what it takes, what it answers, what it says unasked."""

import time
from collections.abc import Callable
from time import monotonic
from typing import Final

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.transports.answers import (
    Answer,
    AnswerStream,
    AutomaticStatus,
    RealTimeStatus,
)
from pos_loyalty.printing.transports.line import Line, LineError, StalledError
from pos_loyalty.printing.transports.real_time import QUESTIONS, condition_of, condition_unasked
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition

_CHUNK: Final = 16384
_PENDING_AT_MOST: Final = 64
_LOOK_EVERY_S: Final = 0.01


class Conversation:
    """Bytes to and from a printer, none of them waited for without end."""

    def __init__(self, line: Line, timeouts: Timeouts) -> None:
        self._line = line
        self._timeouts = timeouts
        self._stream = AnswerStream()
        self._unasked: Condition | None = None

    @property
    def complaint(self) -> PrintProblem | None:
        """What was wrong with the printer when it last spoke unasked."""
        return self._unasked.problem if self._unasked else None

    def hand_over(self, data: bytes) -> tuple[int, PrintProblem | None]:
        """How many bytes of a slip were taken, and why not all of them have left this computer."""
        whole = monotonic() + self._timeouts.whole_s
        taken = 0
        try:
            while taken < len(data):
                wait = min(self._timeouts.send_s, whole - monotonic())
                if wait <= 0:
                    return taken, PrintProblem.NOT_ANSWERING
                taken += self._line.write(data[taken : taken + _CHUNK], wait)
            return taken, self._seen_off(whole)
        except StalledError as stalled:
            return taken + stalled.maybe_taken, PrintProblem.NOT_ANSWERING
        except LineError as error:
            return taken, error.problem

    def _seen_off(self, whole: float) -> PrintProblem | None:
        """Waits until what was taken has left, as long as it moves at all. Raises LineError."""
        left, stuck = self._line.unsent(), monotonic() + self._timeouts.send_s
        while left:
            if monotonic() > min(stuck, whole):
                return PrintProblem.NOT_ANSWERING
            time.sleep(_LOOK_EVERY_S)
            before, left = left, self._line.unsent()
            if left < before:
                stuck = monotonic() + self._timeouts.send_s
        return None

    def ask(self) -> Condition | None:
        """What the printer says of itself; nothing when it says nothing."""
        problem = self._skim()
        if problem is not None:
            return _trouble(problem)
        answers: dict[int, int] = {}
        for topic, request in QUESTIONS.items():
            heard = self._say(request) or self.hear(
                lambda each: each.value if isinstance(each, RealTimeStatus) else None,
                self._timeouts.ask_s,
            )
            if heard is PrintProblem.NOT_ANSWERING:
                # The first one that is left out makes the others not worth waiting for.
                return condition_of(answers) if answers else self._unasked
            if isinstance(heard, PrintProblem):
                return _trouble(heard)
            answers[topic] = heard
        return condition_of(answers)

    def request(
        self, request: bytes, answer: Callable[[Answer], int | None], timeout_s: float
    ) -> int | PrintProblem:
        """What ``answer`` makes of what comes back; what was on its way before does not count."""
        return self._skim() or self._say(request) or self.hear(answer, timeout_s)

    def hear(self, answer: Callable[[Answer], int | None], timeout_s: float) -> int | PrintProblem:
        """What ``answer`` makes of what is heard from now on, or why nothing came of it."""
        until = monotonic() + timeout_s
        try:
            while (left := until - monotonic()) > 0:
                for each in self._noted(self._line.read(left)):
                    understood = answer(each)
                    if understood is not None:
                        return understood
        except LineError as error:
            return error.problem
        return PrintProblem.NOT_ANSWERING

    def _say(self, request: bytes) -> PrintProblem | None:
        """Why a few bytes were not all taken."""
        said = 0
        try:
            while said < len(request):
                said += self._line.write(request[said:], self._timeouts.ask_s)
        except StalledError:
            return PrintProblem.NOT_ANSWERING
        except LineError as error:
            return error.problem
        return None

    def _skim(self) -> PrintProblem | None:
        """Takes note of what lies there already."""
        try:
            for _ in range(_PENDING_AT_MOST):
                heard = self._line.read(0)
                if not heard:
                    break
                self._noted(heard)
        except LineError as error:
            return error.problem
        return None

    def _noted(self, heard: bytes) -> tuple[Answer, ...]:
        """The answers in what was heard; what the printer says unasked is remembered."""
        answers = tuple(self._stream.fed(heard))
        for each in answers:
            if isinstance(each, AutomaticStatus):
                self._unasked = condition_unasked(each.values)
        return answers


def _trouble(problem: PrintProblem) -> Condition:
    return Condition(PrinterState.TROUBLE, problem)
