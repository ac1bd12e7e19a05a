"""Several processes that answer at one socket; one that dies is replaced."""

import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Event
from typing import Any, Final

_PATIENCE_S: Final = 15.0
_LOOK_EVERY_S: Final = 0.2
_LIVED_S: Final = 2.0
"""One that lived for less is not replaced at once, or a broken one would keep all busy."""


class Crew:
    """Runs ``work`` so many times, side by side, until it is told to end.

    Each is given its number; one that replaces another has that one's.
    """

    def __init__(self, size: int, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self._size = size
        self._work = work
        self._arguments = arguments
        self._end = Event()

    def end(self) -> None:
        """End all of them."""
        self._end.set()

    def run(self) -> None:
        """Keep them running; comes back when all have ended."""
        running = [self._hired(number) for number in range(self._size)]
        try:
            while not self._end.is_set():
                wait([each.sentinel for each, _since in running], timeout=_LOOK_EVERY_S)
                running = [self._kept(number, *each) for number, each in enumerate(running)]
        finally:
            for each, _since in running:
                each.terminate()
            for each, _since in running:
                each.join(_PATIENCE_S)
                if each.is_alive():
                    each.kill()
                    each.join()

    def _kept(self, number: int, process: BaseProcess, since: float) -> tuple[BaseProcess, float]:
        if process.is_alive() or self._end.is_set():
            return process, since
        self._end.wait(max(0.0, _LIVED_S - (time.monotonic() - since)))
        return self._hired(number)

    def _hired(self, number: int) -> tuple[BaseProcess, float]:
        # Spawned, not forked: a connection to a database cannot be shared.
        process = get_context("spawn").Process(target=self._work, args=(number, *self._arguments))
        process.start()
        return process, time.monotonic()
