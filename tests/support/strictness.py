"""What a test must not leave behind or let slip: log records, threads, timers, windows."""

import gc
import logging
import re
import threading
from collections.abc import Iterable, Sequence

_PATIENCE_S = 2.0


class LogWitness(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    @property
    def seen(self) -> tuple[str, ...]:
        return tuple(self._seen)


def log_complaints(seen: Sequence[str], expected: Sequence[str]) -> list[str]:
    """Records that nobody expected, and expectations that no record met."""
    unexpected = [line for line in seen if not any(re.search(each, line) for each in expected)]
    unmet = [each for each in expected if not any(re.search(each, line) for line in seen)]
    return [
        *(f"logged unexpectedly: {line}" for line in unexpected),
        *(f"expected in the log, but absent: {each}" for each in unmet),
    ]


def threads_left(before: Iterable[threading.Thread]) -> list[str]:
    """Names of the Python threads that outlive their test; one about to end may do so."""
    known = set(before)
    left = []
    for thread in threading.enumerate():
        # A thread that Qt started looks like a dummy to Python, and for ever; see qt_left.
        if thread in known or isinstance(thread, threading._DummyThread):  # noqa: SLF001
            continue
        thread.join(_PATIENCE_S)
        if thread.is_alive():
            left.append(f"thread still alive: {thread.name}")
    return left


def qt_left() -> list[str]:
    """Qt's threads that still run and timers that still tick."""
    # Only tests that use Qt come here, and only they pay for it.
    from PySide6.QtCore import QThread, QTimer  # noqa: PLC0415
    from shiboken6 import isValid  # noqa: PLC0415

    left = []
    for thing in gc.get_objects():
        kind = type(thing)
        if issubclass(kind, QThread) and isValid(thing):
            if thing.isRunning() and thing is not QThread.currentThread():
                left.append(f"Qt thread still running: {kind.__name__} {thing.objectName()}")
        elif issubclass(kind, QTimer) and isValid(thing) and thing.isActive():
            left.append(f"timer still active: {kind.__name__} {thing.objectName()}")
    return left


def sweep_windows() -> None:
    """Deletes the windows that are left; each new look would be given to all of them again."""
    # As above.
    from PySide6.QtCore import QCoreApplication, QEvent  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
