"""Starts the printer relay where the settings want one, and leaves it to itself."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QProcess

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.services.relay_folder import STALE_AFTER, RelayFolder
from pos_loyalty.terminal.companions import this_program


class RelayStarter:
    """The relay outlives the window: a till must print when nobody has opened it.

    It follows the settings by itself and ends when they want none; there is never a second one.
    """

    def __init__(
        self,
        folder: DataFolder,
        *,
        now: Callable[[], datetime],
        start: Callable[[Sequence[str]], object] | None = None,
    ) -> None:
        """``start`` begins a process that goes on without us."""
        self._folder = folder
        self._papers = RelayFolder(folder.relay)
        self._now = now
        self._start = start or start_detached
        self._again_at: datetime | None = None

    def look(self, settings: Settings) -> None:
        """Start it where it is wanted and is not there: it never was, or it has died."""
        if not settings.relay.on or not settings.relay.printer:
            return
        status, now = self._papers.status(), self._now()
        if self._again_at is not None and now < self._again_at:
            # It takes a moment until it says that it is there.
            return
        if status is None or not status.is_running(now):
            self._again_at = now + STALE_AFTER
            self._start(relay_command(self._folder, settings))


def relay_command(folder: DataFolder, settings: Settings) -> Sequence[str]:
    """What starts the relay as the settings say."""
    spoken = ("--lang", settings.counter_language)
    return (*this_program(), "--data", str(folder.root), *spoken, "relay", "run", "--as-set")


def start_detached(command: Sequence[str]) -> bool:
    """Start a process that neither reads from us nor ends with us."""
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(list(command[1:]))
    process.setStandardInputFile(QProcess.nullDevice())
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    started: tuple[bool, int] | bool = process.startDetached()
    return started[0] if isinstance(started, tuple) else started
