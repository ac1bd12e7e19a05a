"""Which look the settings ask for."""

from dataclasses import replace
from pathlib import Path

from pos_loyalty.config.settings import Settings
from pos_loyalty.terminal.first_look import look_of
from pos_loyalty.terminal.theme import Look


def look_for(settings: Settings, resources: Path) -> Look:
    """The look of the counter; a theme that follows the system asks Qt for it."""
    counter = settings.counter
    return replace(look_of(counter.theme, resources), reduced_motion=counter.reduced_motion)
