from pathlib import Path

import pytest

from pos_loyalty.config import paths
from pos_loyalty.config.paths import DATA_VARIABLE, STATE_VARIABLE, data_folder


def test_checkout_holds_resources_beside_the_package() -> None:
    """In a checkout, what ships is found beside the package."""
    assert (paths.resources() / "locale").is_dir()
    assert paths.migrations("till").parent == paths.migrations("hub").parent


def test_wheel_holds_resources_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a wheel, the packaging's folder inside the package comes first."""
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path)
    assert paths.resources() == tmp_path.parent / "resources"
    (tmp_path / "_data").mkdir()
    assert paths.resources() == tmp_path / "_data" / "resources"
    assert paths.migrations("till") == tmp_path / "_data" / "db" / "till"


def test_chosen_folder_wins_over_the_environment(tmp_path: Path) -> None:
    """What stands on the command line goes before the environment, that before the default."""
    environment = {DATA_VARIABLE: str(tmp_path / "b")}
    assert data_folder(tmp_path / "a", environment).root == tmp_path / "a"
    assert data_folder(None, environment).root == tmp_path / "b"
    assert data_folder(None, {}).root.name == "pos-loyalty"


def test_two_tills_share_nothing(tmp_path: Path) -> None:
    """State and cache belong to one data folder, however its path is written."""
    environment = {STATE_VARIABLE: str(tmp_path / "state")}
    one = data_folder(tmp_path / "a", environment)
    other = data_folder(tmp_path / "b", environment)
    again = data_folder(tmp_path / "b" / ".." / "a", environment)
    assert one.state != other.state
    assert one.cache != other.cache
    assert one.state == again.state
    assert one.state.parent == tmp_path / "state"


def test_what_detects_a_restore_lies_outside_of_it(tmp_path: Path) -> None:
    """Copying an old data folder back must not bring the sidecar back with it."""
    folder = data_folder(tmp_path / "a", {})
    assert folder.root not in folder.sidecar.parents


def test_creating_the_folders(tmp_path: Path) -> None:
    """Every folder is there afterwards, and keys are closed to others; twice does no harm."""
    folder = data_folder(tmp_path / "a", {STATE_VARIABLE: str(tmp_path / "state")})
    assert not folder.has_shop
    folder.create()
    folder.create()
    for made in (folder.backups, folder.spool, folder.logs, folder.cache, folder.state):
        assert made.is_dir()
    assert folder.keys.stat().st_mode & 0o077 == 0
    assert folder.settings.parent == folder.database.parent == folder.root
    folder.database.touch()
    assert folder.has_shop
