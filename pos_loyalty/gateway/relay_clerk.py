"""Makes receipts of what was heard, writes them down, and hands them to the shop's database."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.receipt_template import ReceiptTemplate, receipts_in
from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway.relay_journal import Journal, Seen
from pos_loyalty.printing.till_jobs import TillJob

MOST_JOBS: Final = 500
_WAIT_S: Final = 0.5
_RETRY_S: Final = 3.0
_LOG: Final = logging.getLogger(__name__)

Deliver = Callable[[TillReceipt, datetime], None]
"""Puts a receipt on record; raises an OutageError while it cannot."""


@dataclass(frozen=True, slots=True)
class ClerkState:
    """What was made of what was heard."""

    jobs: int = 0
    receipts: int = 0
    unreadable: int = 0
    waiting: int = 0
    is_database_away: bool = False


class Clerk:
    """A thread of its own; whoever hears a job only puts it into its tray."""

    def __init__(
        self,
        journal: Journal,
        *,
        templates: Callable[[], tuple[ReceiptTemplate, ...]],
        deliver: Deliver,
        now: Callable[[], datetime],
        shown: Callable[[TillJob, datetime], None] = lambda _job, _at: None,
        changed: Callable[[ClerkState], None] = lambda _state: None,
        retry_s: float = _RETRY_S,
    ) -> None:
        """``shown`` is told of each job that could be taught from."""
        self._journal = journal
        self._templates = templates
        self._deliver = deliver
        self._now = now
        self._shown = shown
        self._changed = changed
        self._retry_s = retry_s
        self._tray: Queue[tuple[TillJob, datetime] | None] = Queue(MOST_JOBS)
        self._state = ClerkState()
        self._again_at_s = 0.0
        self._is_stopping = Event()
        self._thread = Thread(target=self._run, name="relay-clerk", daemon=True)

    def start(self) -> None:
        """Begin with what was not handed over the last time."""
        try:
            self._journal.open()
        except OSError:
            _LOG.warning("the relay's journal cannot be read")
        self._thread.start()

    def stop(self) -> None:
        """Write down what is in the tray, and end."""
        self._is_stopping.set()
        self._put_quietly(None)
        self._thread.join(_RETRY_S)

    def hear(self, job: TillJob) -> None:
        """A job was printed. Returns at once, whatever the clerk is doing."""
        if not self._put_quietly((job, self._now())):
            _LOG.warning("a job was printed and not read, for too many wait")

    def _put_quietly(self, job: tuple[TillJob, datetime] | None) -> bool:
        try:
            self._tray.put_nowait(job)
        except Full:
            return False
        return True

    def _run(self) -> None:
        while True:
            self._hand_over()
            try:
                heard = self._tray.get(timeout=_WAIT_S)
            except Empty:
                if self._is_stopping.is_set():
                    return
                continue
            if heard is None:
                return
            try:
                self._read(*heard)
            except Exception:  # noqa: BLE001 - as said below
                # A taught template may meet a receipt that nobody thought of. One job is lost
                # then; were this thread to end, all that follow were, and nobody would notice.
                _LOG.exception("a job could not be made sense of")

    def _read(self, job: TillJob, at: datetime) -> None:
        self._become(jobs=self._state.jobs + 1)
        if job.is_unreadable:
            self._become(unreadable=self._state.unreadable + 1)
            return
        self._shown(job, at)
        for template in self._templates():
            found = receipts_in(template, job.lines)
            for receipt in found:
                self._write_down(Seen(at, receipt))
            if found:
                # What is one till's receipt is not another's.
                break

    def _write_down(self, seen: Seen) -> None:
        try:
            self._journal.add(seen)
        except OSError:
            _LOG.warning("the relay's journal cannot be written")
            self._journal.remember(seen)
        self._become(receipts=self._state.receipts + 1, waiting=len(self._journal.waiting))

    def _hand_over(self) -> None:
        """Give all that waits to the database, unless it refused just now."""
        if monotonic() < self._again_at_s:
            return
        for seen in self._journal.waiting:
            try:
                self._deliver(seen.receipt, seen.at)
            except OutageError as error:
                if not self._state.is_database_away:
                    _LOG.warning("receipts wait for the database", extra={"code": error.code})
                self._become(is_database_away=True, waiting=len(self._journal.waiting))
                self._again_at_s = monotonic() + self._retry_s
                return
            try:
                self._journal.handed_over()
            except OSError:
                _LOG.warning("the relay's journal cannot be written")
            self._become(is_database_away=False, waiting=len(self._journal.waiting))

    def _become(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of ClerkState, which replace() checks
        state = replace(self._state, **changes)
        if state != self._state:
            self._state = state
            self._changed(state)
