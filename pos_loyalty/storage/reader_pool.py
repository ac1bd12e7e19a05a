"""The connections that read: a few, opened when they are first needed, and used again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from pos_loyalty.storage.connection import BUSY_TIMEOUT_S, Connection
from pos_loyalty.storage.errors import DatabaseBusyError

READERS: Final = 8


class ReaderPool:
    """Lends connections to threads, each to one at a time."""

    def __init__(self, open_one: Callable[[], Connection], *, size: int = READERS) -> None:
        self._open_one = open_one
        self._places = BoundedSemaphore(size)
        self._idle: list[Connection] = []

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one instant. Raises ``DatabaseBusyError`` when all stay lent."""
        if not self._places.acquire(timeout=BUSY_TIMEOUT_S):
            raise DatabaseBusyError(reason="readers")
        try:
            connection = self._idle_one() or self._open_one()
            try:
                with connection.snapshot():
                    yield connection
            finally:
                self._idle.append(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close the connections that nobody reads through now."""
        while connection := self._idle_one():
            connection.close()

    def _idle_one(self) -> Connection | None:
        """The one used last, whose pages are still in memory."""
        try:
            # In one step: other threads take and give back meanwhile.
            return self._idle.pop()
        except IndexError:
            return None
