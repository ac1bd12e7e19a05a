"""Keeps where members stand up to date, so that a till that joins need not wait for it."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Final

from pos_loyalty.domain.errors import OutageError

AT_ONCE: Final = 200
"""Members in one transaction: tills that ask meanwhile hardly notice it."""
REST_S: Final = 900.0
"""After all were looked at."""
_IDLE: Final = 3.0
"""For each second of work so many seconds belong to the tills."""

_log = logging.getLogger(__name__)


class Freshener:
    """Goes through all members again and again, in a thread of its own."""

    def __init__(
        self,
        freshen: Callable[[str], str | None],
        *,
        rest_s: float = REST_S,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """``freshen`` deals with those after an id, and says after whom to go on.

        It says None at the end, or where another hub of the database is at it.
        """
        self._freshen = freshen
        self._rest_s = rest_s
        self._seconds = seconds
        self._ends = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, name="freshener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after what has begun."""
        self._ends.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        after: str | None = ""
        while not self._ends.is_set():
            began = self._seconds()
            try:
                after = self._freshen(after or "")
            except OutageError as error:
                _log.info("members wait to be folded", extra={"code": error.code})
                after = None
            spent = self._seconds() - began
            self._ends.wait(self._rest_s if after is None else _IDLE * spent)
