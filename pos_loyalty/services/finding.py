"""Lets members be found who came by thousands, while the till sells.

Whoever keeps a till open does this beside its work: the window, the local API, ``sync now``.
"""

import logging
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.storage.bases import Joining
from pos_loyalty.storage.search_filling import SearchFilling
from pos_loyalty.storage.search_gap import SearchGap
from pos_loyalty.storage.store import Store

_LOOKS_EVERY_S: Final = 5.0
_STOP_TIMEOUT_S: Final = 5.0

_BETWEEN_S: Final = 0.004
"""Between two slices: whoever waits to write takes the turn."""

_SLICES_OF_LOG: Final = 8
"""After so many the write-ahead log is put into the file, so that no sale has to."""

_log = logging.getLogger(__name__)


def _never(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def let_all_be_found(store: Store, *, ends: Callable[[float], bool] = _never) -> SearchGap | None:
    """Fill the search until everybody is found, or until ``ends``; what is missing then.

    ``ends`` waits for so many seconds, and says whether to stop. Raises what ``Store.begin`` does.
    """
    filling = SearchFilling(store)
    slices = 0
    while (gap := filling.fill_next()) is not None:
        slices += 1
        if slices % _SLICES_OF_LOG == 0:
            store.checkpoint()
        if ends(_BETWEEN_S):
            return gap
    if slices:
        store.checkpoint()
    return None


class FindingThread:
    """Does so in a thread of its own, whenever somebody is missing, until it is told to stop."""

    def __init__(self, store: Store, *, looks_every_s: float = _LOOKS_EVERY_S) -> None:
        self._store = store
        self._looks_every_s = looks_every_s
        self._stopping = Event()
        self._joining: Joining | None = None
        self._thread = Thread(target=self._run, name="finding", daemon=True)

    def start(self) -> None:
        """Begin to look now and then."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the slice that is being filled; the rest is filled after the next start."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self._are_coming():
                    let_all_be_found(self._store, ends=self._stopping.wait)
            except OutageError as error:
                # The database is busy, or the disk is full.
                _log.warning("the search waits to be filled", extra={"code": error.code})
            self._stopping.wait(self._looks_every_s)

    def _are_coming(self) -> bool:
        """Whether more members come at this moment: both would wait for each other."""
        with self._store.read() as reading:
            joining = reading.bases.joining()
        before, self._joining = self._joining, joining
        return joining is not None and joining != before
