"""Where bugs end: logged with their trace, and said once. The till stays open."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

_log = logging.getLogger(__name__)


class LastResort:
    """Catches what nobody caught, in every thread."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        """``tell`` says it to a person; it is called in the thread in which it happened."""
        self._tell = tell
        self._before = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take over from Python's own handlers."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Leave it to those who had it before: the window that would tell is gone."""
        sys.excepthook, threading.excepthook = self._before

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log a bug and tell it. Ctrl-C is a wish and no bug."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
        self._tell(error)

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self.caught(caught.exc_type, caught.exc_value, caught.exc_traceback)
