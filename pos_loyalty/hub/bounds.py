"""How much at once: requests that wait for the database, of all tills and of each one.

What is too much is refused at once, with the time after which it may come again: a queue that only
grows helps nobody.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

MOST_WAITING: Final = 64
"""Requests that may wait for one of the threads."""

_BUSY_S: Final = 2
_OWN_S: Final = 1

Result = TypeVar("Result")


class BusyError(Exception):
    """Not now. ``is_own``: this till's last request is not answered yet; else all are too many."""

    def __init__(self, *, after_s: int, is_own: bool) -> None:
        super().__init__(after_s)
        self.after_s = after_s
        self.is_own = is_own


class Workshop:
    """Does blocking work in as many threads as there are connections to the database."""

    def __init__(self, threads: int, *, most_waiting: int = MOST_WAITING) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hub")
        self._most = threads + most_waiting
        self._taken = 0

    async def do(self, work: Callable[[], Result]) -> Result:
        """What ``work`` answers. Raises BusyError without having begun it."""
        if self._taken >= self._most:
            raise BusyError(after_s=_BUSY_S, is_own=False)
        self._taken += 1
        running = asyncio.get_running_loop().run_in_executor(self._pool, work)
        # Whoever asked may go away; the thread is taken until the work is done all the same.
        running.add_done_callback(self._freed)
        return await asyncio.shield(running)

    def close(self) -> None:
        """Wait for what has begun."""
        self._pool.shutdown(cancel_futures=True)

    def _freed(self, done: "asyncio.Future[Result]") -> None:
        self._taken -= 1
        if not done.cancelled():
            # Looked at, so that nobody is told of an error whose asker has gone away.
            done.exception()


class Lanes:
    """One request at a time for each till and kind of work. Used in one event loop only."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    @contextmanager
    def taken(self, device: str, lane: str) -> Iterator[None]:
        """The till's lane, for as long as the context lasts. Raises BusyError."""
        key = (device, lane)
        if key in self._taken:
            raise BusyError(after_s=_OWN_S, is_own=True)
        self._taken.add(key)
        try:
            yield
        finally:
            self._taken.discard(key)


class Guesses:
    """Slows down who tries codes: after some wrong ones, an address waits longer with each.

    Kept in memory, so each replica counts for itself. That is enough: what is guessed has fifty
    bits and ends after a day.
    """

    FREE: Final = 5
    LONGEST_S: Final = 900.0
    _MOST: Final = 10_000

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Whether the address may try now. Raises BusyError."""
        _n, until = self._wrong.get(address, (0, 0.0))
        left_s = until - self._seconds()
        if left_s > 0:
            raise BusyError(after_s=int(left_s) + 1, is_own=True)

    def wrong(self, address: str) -> None:
        """The address tried a wrong one."""
        n = self._wrong.pop(address, (0, 0.0))[0] + 1
        wait_s = min(self.LONGEST_S, 2.0 ** (n - self.FREE)) if n >= self.FREE else 0.0
        self._wrong[address] = (n, self._seconds() + wait_s)
        if len(self._wrong) > self._MOST:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """The address had a right one: no guesser."""
        self._wrong.pop(address, None)
