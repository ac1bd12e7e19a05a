"""Which look the settings ask for."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from pos_loyalty.config.settings import Settings
from pos_loyalty.terminal.theme import Look
from pos_loyalty.terminal.theme_tokens import DARK, LIGHT


def look_for(settings: Settings, resources: Path) -> Look:
    """The look of the counter; a theme that follows the system asks Qt for it."""
    theme = settings.counter.theme
    if theme == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        is_dark = scheme is Qt.ColorScheme.Dark
    else:
        is_dark = theme == "dark"
    return Look(DARK if is_dark else LIGHT, resources, settings.counter.reduced_motion)
