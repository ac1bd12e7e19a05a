from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from pos_loyalty.config.paths import resources
from pos_loyalty.terminal import sounds
from pos_loyalty.terminal.sounds import Silence, Sound, SystemSounds


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been played or beeped."""
    found: list[list[str]] = []

    def start(program: str, arguments: list[str]) -> None:
        found.append([program, *arguments])

    monkeypatch.setattr(QProcess, "startDetached", start)
    monkeypatch.setattr(QApplication, "beep", lambda: found.append(["beep"]))
    return found


def test_each_sound_has_a_file() -> None:
    """Both are short, and there."""
    for sound in Sound:
        file = resources() / "sounds" / f"{sound.value}.wav"
        assert file.read_bytes().startswith(b"RIFF")
        assert file.stat().st_size < 40_000


def test_the_systems_player_plays_it(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first player found is given the file."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(sounds, "which", lambda name: name if name == "aplay" else None)
    SystemSounds(resources()).play(Sound.ACCEPTED)
    ((program, quiet, file),) = started
    assert (program, quiet) == ("aplay", "-q")
    assert Path(file).name == "accepted.wav"


def test_without_a_player_the_system_beeps(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal is heard in some way everywhere."""
    monkeypatch.setattr(sounds, "which", lambda _name: None)
    SystemSounds(resources()).play(Sound.REFUSED)
    assert started == [["beep"]]


def test_silence_is_silent(started: list[list[str]]) -> None:
    """Sounds can be switched off."""
    Silence().play(Sound.ACCEPTED)
    assert started == []
