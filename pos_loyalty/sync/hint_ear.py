"""Listens to what the hub calls out. A hint that is lost costs a moment, and nothing else."""

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Final

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.sync.link import Hints, HubLine

# The hub closed, or the line broke: all tills must not come back in the same second.
_PAUSE_S: Final = (3.0, 15.0)
_STOP_TIMEOUT_S: Final = 4.0


class HintEar:
    """A thread that hears how far the hub's feeds are, until it is told to stop."""

    def __init__(
        self,
        line: Callable[[], HubLine],
        heard: Callable[[Mapping[str, int]], None],
        *,
        pause_s: Callable[[], float] = lambda: random.uniform(*_PAUSE_S),  # noqa: S311 - no secret
    ) -> None:
        """``heard`` is called in the ear's own thread."""
        self._line = line
        self._heard = heard
        self._pause_s = pause_s
        self._stopping = Event()
        self._lock = Lock()
        self._hints: Hints | None = None
        self._thread = Thread(target=self._run, name="hub-hints", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stopping.set()
        with self._lock:
            if self._hints is not None:
                self._hints.stop()
        if self._thread.is_alive():
            self._thread.join(_STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Away, or it does not let this till in: conversations find out and tell.
            with suppress(LoyaltyError):
                self._listen()
            self._stopping.wait(self._pause_s())

    def _listen(self) -> None:
        with self._line().hints() as hints:
            with self._lock:
                self._hints = hints
                if self._stopping.is_set():
                    return
            try:
                for heads in hints:
                    self._heard(heads)
            finally:
                with self._lock:
                    self._hints = None
