"""Sends letters beside the window: one thread that comes when a letter is due."""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final, Protocol

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import OutageError

_LOOKS_EVERY: Final = timedelta(seconds=5)
_STOP_TIMEOUT_S: Final = 3.0

_log = logging.getLogger(__name__)


class _Postman(Protocol):
    """``services.letters.Postman``, which is imported only where letters are sent."""

    def step(self) -> object | None: ...

    def next_due(self) -> datetime | None: ...


class MailThread:
    """Runs the till's postman until it is told to stop."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self._folder = folder
        self._wake = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begin to send what is waiting."""
        self._thread.start()

    def nudge(self) -> None:
        """The settings changed: look at once."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the letter that is being sent, unless its server takes too long."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_TIMEOUT_S)

    def _run(self) -> None:
        postman: _Postman | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if self._application.settings.settings().mail.host:
                    postman = postman or self._postman()
                    self._carry(postman)
            except OutageError:
                # The database is busy or the disk is full; the letters wait.
                _log.warning("letters cannot be sent now", exc_info=True)
            self._wake.wait(_LOOKS_EVERY.total_seconds())

    def _carry(self, postman: _Postman) -> None:
        due = postman.next_due()
        if due is None or due > self._application.clock.now():
            return
        while not self._stopping.is_set() and postman.step() is not None:
            pass

    def _postman(self) -> _Postman:
        # Imported in this thread, and only where letters are sent at all.
        from pos_loyalty.bootstrap.mail import Post  # noqa: PLC0415

        return Post(self._application, self._folder).postman()
