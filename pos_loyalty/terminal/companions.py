"""What runs beside the window for other software, as the settings say."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.terminal.companion import Companion


class Companions(QObject):
    """The local API and the watch over a folder, each as a process of its own.

    They answer while the window is busy, and the window draws while they do.
    """

    def __init__(self, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        program = [*this_program(), "--data", str(folder.root)]
        self.api = Companion(program, self)
        self.watch = Companion(program, self)
        self._has_begun = False

    def begin(self, settings: Settings) -> None:
        """Run what these settings want; nothing is run before."""
        self._has_begun = True
        self.use(settings)

    def use(self, settings: Settings) -> None:
        """Run what other settings want, and nothing else."""
        if not self._has_begun:
            return
        self.api.use(api_words(settings))
        self.watch.use(watch_words(settings))

    def stop(self) -> None:
        """End all of them, for good."""
        self._has_begun = False
        self.api.stop()
        self.watch.stop()


def this_program() -> Sequence[str]:
    """What starts this program once more, from sources or as it was installed."""
    is_installed = getattr(sys, "frozen", False)
    return [sys.executable] if is_installed else [sys.executable, "-m", "pos_loyalty"]


def api_words(settings: Settings) -> Sequence[str]:
    """The command that serves the API; none when nobody wants it."""
    if not settings.gateway.api:
        return ()
    listen = f"127.0.0.1:{settings.gateway.api_port}"
    return (*_spoken(settings), "api", "serve", "--listen", listen, "--attached", "--json")


def watch_words(settings: Settings) -> Sequence[str]:
    """The command that watches the folder; none where there is no folder."""
    folder = settings.gateway.watched_folder
    if not folder:
        return ()
    return (*_spoken(settings), "watch", folder, "--attached", "--json")


def _spoken(settings: Settings) -> Sequence[str]:
    return ("--lang", settings.counter_language)
