"""Sends letters beside the window: one thread that comes when a letter is due."""

import logging
from datetime import timedelta
from threading import Event, Thread
from typing import Final

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.services.letters import Postman

_LOOKS_EVERY: Final = timedelta(minutes=1)
_STOP_TIMEOUT_S: Final = 3.0

_log = logging.getLogger(__name__)


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
        """A letter was queued, or the settings changed."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the letter that is being sent, unless its server takes too long."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_TIMEOUT_S)

    def _run(self) -> None:
        postman: Postman | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if self._application.settings.settings().mail.host:
                    postman = postman or self._postman()
                    while not self._stopping.is_set() and postman.step() is not None:
                        pass
            except OutageError:
                # The database is busy or the disk is full; the letters wait.
                _log.warning("letters cannot be sent now", exc_info=True)
            self._wake.wait(_LOOKS_EVERY.total_seconds())

    def _postman(self) -> Postman:
        # Imported in this thread, and only where letters are sent at all.
        from pos_loyalty.bootstrap.mail import Post  # noqa: PLC0415

        return Post(self._application, self._folder).postman()
