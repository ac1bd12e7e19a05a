"""Listening to what tills print, beside the wire: no byte waits for what is made of it."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final, TypeVar

from pos_loyalty.printing.command_stream import CommandStream, Token
from pos_loyalty.printing.till_jobs import JobReader, TillJob

SILENCE_S: Final = 2.0
"""So long after the last byte a job is over that was not cut."""

_MOST_EARS: Final = 64
_LOG: Final = logging.getLogger(__name__)

Read = TypeVar("Read")


class Ear:
    """Follows one till, through all its connections: some open a new one for each line."""

    def __init__(
        self,
        code_page: str,
        heard: Callable[[TillJob], None],
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._heard = heard
        self._seconds = seconds
        self._lock = Lock()
        self._reader = JobReader(code_page)
        self._is_deaf = False
        self._last_s = seconds()

    @property
    def so_far(self) -> TillJob:
        """What was read of the job that is being printed."""
        return self._reader.so_far

    @property
    def is_open_to_more(self) -> bool:
        """Whether something of ours could be put here: at the start of a line, not on a page."""
        return self._reader.is_at_line_start and not self._reader.is_page_mode

    @property
    def may_become_cut(self) -> int | None:
        """Where a command began that may be a cut; None for none."""
        return None if self._is_deaf else self._reader.commands.may_become_cut

    @property
    def idle_s(self) -> float:
        """How long nothing came."""
        return self._seconds() - self._last_s

    @property
    def position(self) -> int:
        """How many bytes were heard so far."""
        return self._reader.commands.position

    def reconnected(self) -> None:
        """A new connection. To a printer it goes on where the last one ended, even in a picture.

        After a silence it begins with a command: what broke off then is not taken up again.
        """
        if self.idle_s >= SILENCE_S:
            with self._lock:
                self._reader.commands = CommandStream()

    def hear(self, data: bytes) -> None:
        """Bytes that have been passed on already."""
        for token in self.tokens(data):
            self.take(token)

    def tokens(self, data: bytes) -> list[Token]:
        """The commands that are whole with these bytes, to be handed to ``take`` one by one."""
        self._last_s = self._seconds()
        return self._unless_deaf(lambda: self._reader.commands.feed(data))

    def take(self, token: Token) -> None:
        """Read one command; jobs that it ends are told."""
        for job in self._unless_deaf(lambda: self._reader.read([token])):
            self._heard(job)

    def rest(self) -> None:
        """Nothing came for a while: what there is is a job."""
        for job in self._unless_deaf(self._rest):
            self._heard(job)

    def _rest(self) -> list[TillJob]:
        job = self._reader.rest()
        return [] if job is None else [job]

    def _unless_deaf(self, read: Callable[[], list[Read]]) -> list[Read]:
        """What is read; nothing once reading has failed."""
        with self._lock:
            if self._is_deaf:
                return []
            try:
                return read()
            except Exception:  # noqa: BLE001 - as said below
                # What tills send is nobody's to foresee, and the thread that reads also carries
                # the bytes: were a bug of ours to end it, somebody else's till could not print.
                # From here on this till is only passed on, and the log has the trace.
                _LOG.exception("reading failed; this till is passed on unread")
                self._is_deaf = True
                return []


class Ears:
    """One ear for each till, by the address that it comes from."""

    def __init__(
        self,
        code_page: Callable[[], str],
        heard: Callable[[TillJob], None],
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """``seconds`` counts on, whatever the clock is set to."""
        self._code_page = code_page
        self._heard = heard
        self._seconds = seconds
        self._lock = Lock()
        self._free: dict[str, list[Ear]] = {}
        self._all: list[Ear] = []

    def __len__(self) -> int:
        """How many tills are kept in mind."""
        return len(self._all)

    def lend(self, till: str) -> Ear:
        """The ear that last heard this till and is free, else a new one."""
        with self._lock:
            parked = self._free.get(till)
            ear = parked.pop() if parked else None
            if ear is None:
                ear = Ear(self._code_page(), self._heard, self._seconds)
                self._all.append(ear)
        ear.reconnected()
        return ear

    def give_back(self, till: str, ear: Ear) -> None:
        """The connection is closed; the next one of this till may go on with the job."""
        with self._lock:
            self._free.setdefault(till, []).append(ear)

    def look_round(self) -> None:
        """End the jobs of tills that have been silent, and forget tills that are gone."""
        with self._lock:
            silent = [ear for ear in self._all if ear.idle_s >= SILENCE_S]
        for ear in silent:
            ear.rest()
        with self._lock:
            while len(self._all) > _MOST_EARS and self._forget_one():
                pass

    def _forget_one(self) -> bool:
        for till, parked in list(self._free.items()):
            for ear in [each for each in parked if each.idle_s >= SILENCE_S][:1]:
                parked.remove(ear)
                self._all.remove(ear)
                if not parked:
                    del self._free[till]
                return True
        return False
