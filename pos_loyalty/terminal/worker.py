"""The one worker thread: service calls in order, answers by signal."""

import sys
from collections.abc import Callable
from queue import Full, Queue
from threading import Thread
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pos_loyalty.domain.errors import LoyaltyError, OutageError
from pos_loyalty.terminal.tasks import BusyError

Answer = TypeVar("Answer")
_Job = Callable[[], Callable[[], None]]
"""Does the work; comes back with what the GUI thread is to call."""

_LONGEST_QUEUE = 64
_JOIN_TIMEOUT_S = 10.0


class WorkerTasks(QObject):
    """A ``TaskRunner`` with one thread. Lives in the GUI thread, where its answers arrive."""

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: Queue[_Job | None] = Queue(maxsize=_LONGEST_QUEUE)
        self._closed = False
        self._thread = Thread(target=self._work, name="services", daemon=True)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def run(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        refused: Callable[[LoyaltyError], None],
    ) -> None:
        """See ``TaskRunner.run``. Refuses with ``BusyError`` when 64 calls wait already."""
        try:
            self._queue.put_nowait(lambda: _outcome(work, done, refused))
        except Full:
            self._answered.emit(lambda: refused(BusyError(waiting=_LONGEST_QUEUE)))

    def close(self) -> None:
        """Finish what was asked for, end the thread, and drop answers nobody waits for."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join(_JOIN_TIMEOUT_S)

    @Slot(object)
    def _deliver(self, answer: Callable[[], None]) -> None:
        if not self._closed:
            answer()

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            self._answered.emit(job())


def _outcome(
    work: Callable[[], Answer],
    done: Callable[[Answer], None],
    refused: Callable[[LoyaltyError], None],
) -> Callable[[], None]:
    """What the GUI thread is to call."""
    try:
        answer = work()
    except LoyaltyError as error:
        refusal = error
        return lambda: refused(refusal)
    except Exception as bug:  # noqa: BLE001 - as said below
        # A screen waits for this answer, and the till for this thread: neither must be left
        # hanging by a bug. The last resort logs it with its trace and says so to the cashier.
        sys.excepthook(type(bug), bug, bug.__traceback__)
        return lambda: refused(OutageError(reason="internal"))
    return lambda: done(answer)
