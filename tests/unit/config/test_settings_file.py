from pathlib import Path

import pytest

from pos_loyalty.config.keys import with_text
from pos_loyalty.config.settings import Settings
from pos_loyalty.config.settings_file import SettingsFileError, read_settings, write_settings

_BY_HAND = """\
# Written by hand.
[shop]
name = "Sonnenblume" # as on the door

[printer]
receipt = "network://10.0.0.5:9100"
paper = "thermal" # a key of some newer version
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the settings of a test lie."""
    return tmp_path / "settings.toml"


def test_no_file_means_defaults(path: Path) -> None:
    """A fresh till has no settings file."""
    assert read_settings(path).settings == Settings()


def test_what_is_written_is_read(path: Path) -> None:
    """Settings survive the file, lists and special characters included."""
    settings = with_text(Settings(), "shop.name", 'Müllers "Eck" \\ 日本 😀')
    settings = with_text(settings, "receipt.footer", "Danke!\n\nBis bald")
    settings = with_text(settings, "counter.sounds", "no")
    write_settings(path, settings)
    assert read_settings(path).settings == settings
    assert read_settings(path).problems == ()


def test_only_what_differs_is_written(path: Path) -> None:
    """Defaults may improve with a release, so they are not frozen into the file."""
    write_settings(path, with_text(Settings(), "shop.name", "A"))
    assert path.read_text(encoding="utf-8") == '[shop]\nname = "A"\n'


def test_comments_and_unknown_keys_stay(path: Path) -> None:
    """What people or a newer version wrote into the file is not ours to remove."""
    path.write_text(_BY_HAND, encoding="utf-8")
    settings = with_text(read_settings(path).settings, "printer.receipt", "virtual")
    write_settings(path, settings)
    assert path.read_text(encoding="utf-8") == _BY_HAND.replace(
        "network://10.0.0.5:9100", "virtual"
    )


def test_wrong_values_keep_their_defaults_and_are_named(path: Path) -> None:
    """A till opens though somebody mistyped a setting; the rest of the file holds."""
    path.write_text(
        'stray = 1\n[shop]\nname = "A"\n[counter]\nsounds = 3\n[moon]\nphase = "full"\n',
        encoding="utf-8",
    )
    loaded = read_settings(path)
    assert loaded.settings.shop.name == "A"
    assert loaded.settings.counter.sounds is True
    assert [problem.facts["key"] for problem in loaded.problems] == [
        "stray",
        "counter.sounds",
        "moon.phase",
    ]


def test_section_that_is_no_section(path: Path) -> None:
    """A value where a section belongs is replaced when that section is saved."""
    path.write_text("shop = 3\n", encoding="utf-8")
    write_settings(path, with_text(Settings(), "shop.name", "A"))
    assert read_settings(path).settings.shop.name == "A"


@pytest.mark.parametrize("content", [b"[shop\n", b"\xff\xfe\x00"])
def test_damaged_file(path: Path, content: bytes) -> None:
    """What is no TOML is an outage that names the file; it is not overwritten."""
    path.write_bytes(content)
    with pytest.raises(SettingsFileError, match="not-toml"):
        read_settings(path)
    with pytest.raises(SettingsFileError, match="not-toml"):
        write_settings(path, with_text(Settings(), "shop.name", "A"))
    assert path.read_bytes() == content


def test_unreadable_file(path: Path) -> None:
    """A folder of that name is an outage, not a crash."""
    path.mkdir()
    with pytest.raises(SettingsFileError, match="unreadable"):
        read_settings(path)
    with pytest.raises(SettingsFileError, match="unreadable"):
        write_settings(path, Settings())


def test_failed_write_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk, the old settings are still there and no scraps are left."""
    write_settings(path, with_text(Settings(), "shop.name", "A"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pos_loyalty.config.settings_file.os.fsync", full)
    with pytest.raises(SettingsFileError, match="unwritable"):
        write_settings(path, with_text(Settings(), "shop.name", "B"))
    assert read_settings(path).settings.shop.name == "A"
    assert [left.name for left in path.parent.iterdir()] == [path.name]


def test_unwritable_place(tmp_path: Path) -> None:
    """Where no folder can be made, the outage says so."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsFileError, match="unwritable"):
        write_settings(tmp_path / "file" / "settings.toml", with_text(Settings(), "shop.name", "A"))
