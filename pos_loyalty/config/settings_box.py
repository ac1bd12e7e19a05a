"""The settings in force, held once for everybody who asks."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from pos_loyalty.config.settings import Settings
from pos_loyalty.config.settings_file import LoadedSettings, read_settings, write_settings


class SettingsBox:
    """Settings read once, and written when somebody changes them."""

    def __init__(self, path: Path | None, loaded: LoadedSettings) -> None:
        """Without a path nothing is written: for trials and tests."""
        self._path = path
        self._lock = Lock()
        self._settings = loaded.settings
        self.problems = loaded.problems

    @classmethod
    def opened(cls, path: Path) -> "SettingsBox":
        """The settings of a file. Raises ``SettingsFileError``."""
        return cls(path, read_settings(path))

    def settings(self) -> Settings:
        """The settings in force."""
        with self._lock:
            return self._settings

    def change(self, change: Callable[[Settings], Settings]) -> Settings:
        """Put changed settings in force once they are written. Raises ``SettingsFileError``."""
        with self._lock:
            changed = change(self._settings)
            if self._path is not None:
                write_settings(self._path, changed)
            self._settings = changed
            return changed
