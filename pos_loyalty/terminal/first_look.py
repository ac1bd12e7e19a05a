"""How the window looks in its first frame, before any settings are read: as it did last."""

import logging
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal.theme import Look
from pos_loyalty.terminal.theme_tokens import DARK, LIGHT

_FILE: Final = "window-theme"

_log = logging.getLogger(__name__)


def first_look(folder: DataFolder, resources: Path) -> Look:
    """The look that was kept last; where none was, that of the system's theme."""
    return look_of(_kept(folder), resources)


def keep_look(folder: DataFolder, look: Look) -> None:
    """Remember a look for the next first frame; a till that cannot does not mind."""
    theme = "dark" if look.colors.is_dark else "light"
    if theme == _kept(folder):
        return
    try:
        folder.state.mkdir(parents=True, exist_ok=True)
        (folder.state / _FILE).write_text(theme, encoding="ascii")
    except OSError as error:
        _log.info("the window's theme cannot be kept: %s", error.strerror)


def look_of(theme: str, resources: Path) -> Look:
    """The look of a theme by its name; what is neither light nor dark is as the system has it."""
    if theme not in {"light", "dark"}:
        # By its name: to load the names of ``Qt`` takes a sixth of the time to the first frame.
        theme = QGuiApplication.styleHints().colorScheme().name.lower()
    return Look(DARK if theme == "dark" else LIGHT, resources)


def _kept(folder: DataFolder) -> str:
    try:
        return (folder.state / _FILE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
