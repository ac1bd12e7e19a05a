"""Two short sounds: accepted and refused. They can be switched off."""

import sys
from enum import Enum
from pathlib import Path
from shutil import which
from typing import Protocol

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

_PLAYERS = {
    "linux": (("pw-play",), ("paplay",), ("aplay", "-q")),
    "darwin": (("afplay",),),
}


class Sound(Enum):
    """What a sound says; the value names its file."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Sounds(Protocol):
    """Plays a sound, or does not."""

    def play(self, sound: Sound) -> None: ...


class Silence:
    """Sounds switched off."""

    def play(self, sound: Sound) -> None:
        """Nothing is heard."""


class SystemSounds:
    """Sounds through the player that the system has; the system's beep where it has none.

    Qt's own sound lies in its add-ons, which are four times the size of all that we ship.
    Linux is tried; Windows and macOS are untested on the real system.
    """

    def __init__(self, resources: Path) -> None:
        self._folder = resources / "sounds"
        self._player = _player()

    def play(self, sound: Sound) -> None:
        """Start the sound and return."""
        file = self._folder / f"{sound.value}.wav"
        if self._player and file.is_file():
            program, *arguments = self._player
            QProcess.startDetached(program, [*arguments, str(file)])
            return
        QApplication.beep()


def _player() -> tuple[str, ...]:
    for command in _PLAYERS.get(sys.platform, ()):
        if which(command[0]):
            return command
    return ()
