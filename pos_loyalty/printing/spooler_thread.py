"""The thread in which slips are printed: nudged, hurried, given errands, stopped."""

import logging
from collections.abc import Callable
from datetime import timedelta
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import Final, Protocol

from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.spooler import Step

_LOG = logging.getLogger(__name__)
_MOST_ERRANDS: Final = 4


class Spooling(Protocol):
    """What the thread works on: a spooler, or two of them."""

    def recover_all(self) -> None: ...

    def hurry(self) -> None: ...

    def step(self) -> Step: ...


@dataclass(frozen=True, slots=True)
class _Errand:
    act: Callable[[], None]
    dropped: Callable[[], None]
    until: float


class SpoolerThread:
    """Runs a spooler, or a pair of them, until told to stop; sleeps while nothing is to be done."""

    def __init__(
        self,
        make: Callable[[], Spooling],
        *,
        stumbled: Callable[[Exception], None],
        looks_every: timedelta = timedelta(seconds=5),
    ) -> None:
        """``make`` is called in the thread, so that its imports cost the window nothing.

        Other processes queue slips too and cannot nudge us, so we look every few seconds.
        ``stumbled`` is told of our own errors, in the thread.
        """
        self._make = make
        self._stumbled = stumbled
        self._looks_every = looks_every
        self._wake = Event()
        self._stopping = Event()
        self._hurried = Event()
        self._errands: Queue[_Errand] = Queue(_MOST_ERRANDS)
        self._thread = Thread(target=self._run, name="spooler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """There may be something to print."""
        self._wake.set()

    def hurry(self) -> None:
        """Tries at once, whatever the printer did last: for a person's "try again"."""
        self._hurried.set()
        self._wake.set()

    def run_errand(
        self, act: Callable[[], None], *, dropped: Callable[[], None], within: timedelta
    ) -> None:
        """Does ``act`` in this thread, between two slips, while nobody else speaks to the printer.

        What cannot be begun in time is never done: then ``dropped`` is called, by one thread
        or the other.
        """
        try:
            self._errands.put_nowait(_Errand(act, dropped, monotonic() + within.total_seconds()))
        except Full:
            dropped()
        self._wake.set()

    def stop(self, timeout_s: float = 20.0) -> bool:
        """Asks the thread to end after the slip it is at, and tells whether it has."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        spooler: Spooling | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if spooler is None:
                    spooler = self._make()
                    spooler.recover_all()
                self._do_errands()
                rest = self._stepped(spooler)
            except Exception as error:  # noqa: BLE001 - as said below
                # The slips are rows and wait. Were this thread to end, nothing were printed any
                # more until the till is started anew.
                _LOG.exception("the spooler stumbled")
                self._stumbled(error)
                rest = self._looks_every
            if rest:
                self._wake.wait(rest.total_seconds())

    def _do_errands(self) -> None:
        while True:
            try:
                errand = self._errands.get_nowait()
            except Empty:
                return
            if monotonic() > errand.until:
                errand.dropped()
            else:
                errand.act()

    def _stepped(self, spooler: Spooling) -> timedelta:
        if self._hurried.is_set():
            self._hurried.clear()
            spooler.hurry()
        rest = spooler.step().rest
        return self._looks_every if rest is None else rest
