"""What the import page asks for, answered by the services of an open shop; called in the worker."""

from pathlib import Path
from typing import Any

from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.imports import ImportPreview, ImportProgress, ImportReport, ImportWish
from pos_loyalty.services.imports.running import ImportRun, Purpose
from pos_loyalty.services.imports.table import LARGEST_BYTES
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.settings_rooms import Who


class ImportFileRoom:
    """One file on its way into the shop."""

    def __init__(self, application: Application, who: Who) -> None:
        self._application = application
        self._who = who
        self._data = b""
        self._run: ImportRun[Any] | None = None

    def open(self, path: str) -> None:
        """Read the file. Raises WrongDocumentError when it cannot be read."""
        try:
            with Path(path).open("rb") as file:
                self._data = file.read(LARGEST_BYTES + 1)
        except OSError as error:
            facts = (("file", Path(path).name),)
            raise WrongDocumentError((Problem("", "unreadable", facts),)) from error

    def look(self, wish: ImportWish) -> ImportPreview:
        """The file as it would be read. Raises WrongDocumentError."""
        return self._application.imports.look(self._data, wish, self._application.clock.now())

    def try_out(self, wish: ImportWish) -> ImportProgress:
        """Get ready to try everything. Raises NotAllowedError, WrongDocumentError."""
        return self._started(wish, Purpose.TRIAL)

    def begin(self, wish: ImportWish) -> ImportProgress:
        """Get ready to take everything in. Raises NotAllowedError, WrongDocumentError."""
        return self._started(wish, Purpose.REAL)

    def advance(self) -> ImportProgress:
        """Do the next step of what was made ready."""
        return self._run.advance() if self._run else ImportProgress(0, 0, ImportReport())

    def _started(self, wish: ImportWish, purpose: Purpose) -> ImportProgress:
        now = self._application.clock.now()
        request = Request(str(uuid7()), self._who(), now)
        self._run = self._application.imports.start(request, self._data, wish, purpose)
        return self._run.progress
