from pathlib import Path

import pytest

from pos_loyalty.terminal.first_look import first_look, keep_look, look_of
from tests.support.shop import data_folder_in

_RESOURCES = Path("resources")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_first_frame_looks_as_the_last_one_did(tmp_path: Path, theme: str) -> None:
    """Nobody who works in the dark is dazzled until the settings are read."""
    folder = data_folder_in(tmp_path)
    keep_look(folder, look_of("light", _RESOURCES))
    keep_look(folder, look_of(theme, _RESOURCES))
    assert first_look(folder, _RESOURCES).colors.is_dark == (theme == "dark")


@pytest.mark.usefixtures("qapp")
def test_a_theme_is_written_when_it_changes(tmp_path: Path) -> None:
    """A till that looks as it always did writes nothing."""
    folder = data_folder_in(tmp_path)
    keep_look(folder, look_of("dark", _RESOURCES))
    (file,) = folder.state.iterdir()
    file.chmod(0o400)
    before = file.stat().st_mtime_ns
    keep_look(folder, look_of("dark", _RESOURCES))
    assert file.stat().st_mtime_ns == before


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("content", [b"", b"purple", b"\xff"])
def test_the_first_frame_comes_whatever_was_kept(tmp_path: Path, content: bytes) -> None:
    """A file that is damaged or not there costs nothing but the memory of a color."""
    folder = data_folder_in(tmp_path)
    assert first_look(folder, _RESOURCES).colors.ink
    keep_look(folder, look_of("dark", _RESOURCES))
    (file,) = folder.state.iterdir()
    file.write_bytes(content)
    assert first_look(folder, _RESOURCES) == first_look(data_folder_in(tmp_path / "b"), _RESOURCES)


@pytest.mark.usefixtures("qapp")
def test_a_till_that_cannot_keep_its_theme_opens(tmp_path: Path) -> None:
    """Where the state folder should be, a file lies."""
    folder = data_folder_in(tmp_path)
    folder.state.parent.mkdir(parents=True, exist_ok=True)
    folder.state.write_bytes(b"")
    keep_look(folder, look_of("dark", _RESOURCES))
    assert first_look(folder, _RESOURCES).colors.ink
