"""The application in a theme, for tests that look at widgets."""

from typing import cast

from PySide6.QtWidgets import QApplication

from pos_loyalty.config.paths import resources
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import DARK, LIGHT


def light() -> theme.Look:
    """The light theme, without movement."""
    return theme.Look(LIGHT, resources(), reduced_motion=True)


def dark() -> theme.Look:
    """The dark theme, without movement."""
    return theme.Look(DARK, resources(), reduced_motion=True)


def dress(look: theme.Look) -> QApplication:
    """Give the running application a look."""
    app = cast("QApplication", QApplication.instance())
    theme.apply(app, look)
    return app
