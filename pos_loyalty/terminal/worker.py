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
_Job = tuple[Callable[[], object], Callable[[object], None], Callable[[LoyaltyError], None]]

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
        job: _Job = (work, done, refused)  # type: ignore[assignment]  # what work gives, done takes
        try:
            self._queue.put_nowait(job)
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
            self._answered.emit(_outcome(*job))


def _outcome(
    work: Callable[[], object],
    done: Callable[[object], None],
    refused: Callable[[LoyaltyError], None],
) -> Callable[[], None]:
    """What the GUI thread is to call."""
    try:
        answer = work()
    except LoyaltyError as error:
        refusal = error
        return lambda: refused(refusal)
    except Exception as bug:  # noqa: BLE001  one of the three edges: logged there, screen freed here
        sys.excepthook(type(bug), bug, bug.__traceback__)
        return lambda: refused(OutageError(reason="internal"))
    return lambda: done(answer)
