"""Talks to the hub beside the window: after each sale, when it is called, and now and then."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.errors import LoyaltyError

if TYPE_CHECKING:
    # For the checker alone: a till that stands alone never loads it.
    from pos_loyalty.bootstrap.sync import SyncReport, TillHub
    from pos_loyalty.sync.hint_ear import HintEar

_LOOKS_EVERY_S: Final = 1.0
_STOP_TIMEOUT_S: Final = 15.0
_LONGEST_S: Final = 60.0
_SHORTEST_S: Final = 2.0
_MOST_DOUBLINGS: Final = 6

_log = logging.getLogger(__name__)


class SyncPace:
    """When to talk next. Tills that failed together do not come back together."""

    def __init__(self, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._uniform = uniform
        self._failures = 0
        self._next = 0.0
        self._not_before = 0.0

    def is_due(self, now: float, *, has_news: bool) -> bool:
        """Whether it is time; news hurry it on, unless the hub asked for a pause."""
        return now >= self._next or (has_news and now >= self._not_before)

    def went_well(self, now: float, poll_s: float) -> None:
        """Everything was said and heard."""
        self._failures = 0
        self._not_before = now
        self._next = now + poll_s * self._uniform(0.67, 1.33)

    def failed(self, now: float, after_s: float = 0) -> None:
        """It has to be tried again; ``after_s`` is the hub's own wish."""
        self._failures = min(self._failures + 1, _MOST_DOUBLINGS)
        wait_s = min(_LONGEST_S, 2.0**self._failures) * self._uniform(0.5, 1.5)
        self._not_before = now + max(_SHORTEST_S, float(after_s))
        self._next = max(self._not_before, now + wait_s)


class SyncThread(QObject):
    """Has the till's conversations with the hub until it is told to stop.

    ``status_changed`` carries a ``LinkStatus``, ``talked`` a ``SyncReport``, ``progressed`` a
    ``Progress``, ``troubled`` the error that kept a talk from being had. ``program_changed`` tells
    that other rules have come, ``arrived`` that something happened at other tills. All of them
    arrive in the window's thread.
    """

    status_changed = Signal(object)
    talked = Signal(object)
    progressed = Signal(object)
    program_changed = Signal()
    arrived = Signal()
    troubled = Signal(object)

    _status_there = Signal(object)
    _talked_there = Signal(object)
    _progressed_there = Signal(object)
    _program_there = Signal()
    _arrived_there = Signal()
    _troubled_there = Signal(object)

    def __init__(
        self,
        application: Application,
        *,
        stumbled: Callable[[Exception], None],
        pace: SyncPace | None = None,
        looks_every_s: float = _LOOKS_EVERY_S,
        parent: QObject | None = None,
    ) -> None:
        """``stumbled`` is told of bugs, in this thread."""
        super().__init__(parent)
        self._application = application
        self._stumbled = stumbled
        self._pace = pace or SyncPace()
        self._looks_every_s = looks_every_s
        self._wake = Event()
        self._stopping = Event()
        self._lock = Lock()
        self._heads: dict[str, int] = {}
        self._is_hurried = False
        self._status = LinkStatus(Link.ALONE)
        self._ear: HintEar | None = None
        self._thread = Thread(target=self._run, name="sync", daemon=True)
        for there, here in (
            (self._status_there, self.status_changed),
            (self._talked_there, self.talked),
            (self._progressed_there, self.progressed),
            (self._program_there, self.program_changed),
            (self._arrived_there, self.arrived),
            (self._troubled_there, self.troubled),
        ):
            # Queued, for this object lives in the window's thread.
            there.connect(here)

    @property
    def status(self) -> LinkStatus:
        """How the line is."""
        return self._status

    def start(self) -> None:
        """Begin to talk, where there is a hub."""
        self._thread.start()

    def nudge(self) -> None:
        """Something was written, or the till was just paired."""
        self._wake.set()

    def hurry(self) -> None:
        """Somebody wants it now, whatever went wrong before."""
        with self._lock:
            self._is_hurried = True
        self._wake.set()

    def stop(self) -> None:
        """Finish the question that was asked, and ask no other."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._look()
            except LoyaltyError as error:
                # The database is busy, a key file is away, another program talks to the hub.
                _log.warning("no talk with the hub", extra={"code": error.code})
                self._pace.failed(time.monotonic())
                self._troubled_there.emit(error)
            except Exception as bug:  # noqa: BLE001 - as said below
                # Sales go on without the hub, and what waits is sent later. Were this thread to
                # end, the till would stand alone until it is started anew.
                _log.exception("the talk with the hub stumbled")
                self._pace.failed(time.monotonic())
                self._stumbled(bug)
            self._wake.wait(self._looks_every_s)
        if self._ear is not None:
            self._ear.stop()

    def _look(self) -> None:
        late = self._application.hub
        if late is None or not self._is_paired():
            return
        hub = late.till_hub()
        if self._status.link is Link.ALONE:
            # What was seen last holds until somebody has looked again.
            self._tell(hub.standing().status)
        heads, is_hurried = self._taken()
        has_news = hub.is_news(heads) or hub.has_something_to_send()
        if is_hurried or self._pace.is_due(time.monotonic(), has_news=has_news):
            self._talk(hub, heads)
        else:
            self._keep(heads)
            self._tell_waiting(hub)

    def _talk(self, hub: "TillHub", heads: Mapping[str, int]) -> None:
        versions = self._versions()
        report = hub.run_once(heads, told=self._progressed_there.emit, ends=self._stopping.is_set)
        now = time.monotonic()
        if report.note.error is None and (report.backlog == 0 or report.pushed):
            self._pace.went_well(now, report.poll_s)
        else:
            self._pace.failed(now, report.after_s)
        self._tell(report.status)
        self._talked_there.emit(report)
        if report.pulled:
            self._arrived_there.emit()
        if self._versions() != versions:
            self._program_there.emit()
        self._listen(hub, report)

    def _listen(self, hub: "TillHub", report: "SyncReport") -> None:
        if self._ear is None and report.is_online and not self._stopping.is_set():
            # As above.
            from pos_loyalty.sync.hint_ear import HintEar  # noqa: PLC0415

            self._ear = HintEar(hub.line, self._heard)
            self._ear.start()

    def _heard(self, heads: Mapping[str, int]) -> None:
        self._keep(heads)
        self._wake.set()

    def _keep(self, heads: Mapping[str, int]) -> None:
        with self._lock:
            for feed, head in heads.items():
                self._heads[feed] = max(head, self._heads.get(feed, 0))

    def _taken(self) -> tuple[dict[str, int], bool]:
        with self._lock:
            heads, self._heads = self._heads, {}
            is_hurried, self._is_hurried = self._is_hurried, False
        return heads, is_hurried

    def _is_paired(self) -> bool:
        with self._application.store.read() as reading:
            return reading.hub.is_paired()

    def _versions(self) -> int:
        with self._application.store.read() as reading:
            return reading.shop.program_count()

    def _tell_waiting(self, hub: "TillHub") -> None:
        """What was sold while the line is down is counted all the same."""
        if self._status.link is not Link.CONNECTED:
            waiting = hub.backlog()
            self._tell(LinkStatus(self._status.link, self._status.since, waiting))

    def _tell(self, status: LinkStatus) -> None:
        if status != self._status:
            self._status = status
            self._status_there.emit(status)
