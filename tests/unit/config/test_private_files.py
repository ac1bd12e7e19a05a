import os
import stat
from pathlib import Path

import pytest

from pos_loyalty.config import private_files
from pos_loyalty.config.private_files import (
    MissingPrivateFileError,
    OpenPrivateFileError,
    PrivateFileError,
    PrivateFileExistsError,
    adopt_private,
    close_to_others,
    copy_private,
    create_private,
    read_private,
    write_private,
)


def mode(path: Path) -> int:
    """The permission bits alone."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Where a key would lie; nothing is there yet."""
    return tmp_path / "keys" / "card_keys.json"


def test_what_was_written_is_read(key: Path) -> None:
    """The bytes come back as they were, newlines and all."""
    write_private(key, b"one\r\ntwo\n")
    assert read_private(key) == b"one\r\ntwo\n"


def test_only_the_owner_can_read_file_and_folder(key: Path) -> None:
    """The file is 0600 in a folder of 0700, whatever the umask was."""
    previous = os.umask(0)
    try:
        write_private(key, b"secret")
    finally:
        os.umask(previous)
    assert (mode(key), mode(key.parent)) == (0o600, 0o700)


def test_a_folder_that_was_open_is_closed_on_writing(key: Path) -> None:
    """A folder made by hand is tightened before a key goes into it."""
    key.parent.mkdir(mode=0o755)
    write_private(key, b"secret")
    assert mode(key.parent) == 0o700


@pytest.mark.parametrize("open_mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_can_read_is_refused(key: Path, open_mode: int) -> None:
    """A key that others may have read is not used as if nothing had happened."""
    write_private(key, b"secret")
    key.chmod(open_mode)
    with pytest.raises(OpenPrivateFileError) as caught:
        read_private(key)
    assert caught.value.facts == {"file": "card_keys.json"}


def test_an_open_file_can_be_closed_again(key: Path) -> None:
    """After a restore from a stick the owner shuts the file and goes on."""
    write_private(key, b"secret")
    key.chmod(0o644)
    close_to_others(key)
    assert read_private(key) == b"secret"


def test_closing_a_file_that_is_not_there_says_so(key: Path) -> None:
    """The repair fails with a fact, not with a trace."""
    with pytest.raises(PrivateFileError):
        close_to_others(key)


def test_a_missing_file_is_named(key: Path) -> None:
    """The reader can tell "never made" from "broken"."""
    with pytest.raises(MissingPrivateFileError) as caught:
        read_private(key)
    assert caught.value.facts == {"file": "card_keys.json"}


def test_a_folder_in_the_place_of_the_file_is_an_outage(key: Path) -> None:
    """Anything that the system refuses becomes one kind of error."""
    key.mkdir(parents=True)
    with pytest.raises(PrivateFileError):
        read_private(key)


def test_a_new_key_never_takes_the_place_of_an_old_one(key: Path) -> None:
    """Creating twice refuses, and the first key stays."""
    create_private(key, b"first")
    with pytest.raises(PrivateFileExistsError):
        create_private(key, b"second")
    assert read_private(key) == b"first"


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs neither the old key nor leaves a half one behind."""
    write_private(key, b"old")

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(PrivateFileError) as caught:
        write_private(key, b"new")
    assert caught.value.facts["reason"] == "No space left on device"
    assert [path.name for path in key.parent.iterdir()] == ["card_keys.json"]
    assert read_private(key) == b"old"


def test_the_data_is_on_the_disk_before_the_name_is(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content is flushed, then renamed, then the folder is flushed."""
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_fsync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_private(key, b"secret")
    assert steps == ["file", "rename", "folder"]


def test_a_copy_is_private_too_and_replaces_an_older_one(key: Path, tmp_path: Path) -> None:
    """An export to a folder can be repeated and is as closed as the original."""
    stick = tmp_path / "stick"
    write_private(key, b"first")
    copy_private(key, stick)
    write_private(key, b"second")
    copy = copy_private(key, stick)
    assert copy == stick / "card_keys.json"
    assert (copy.read_bytes(), mode(copy)) == (b"second", 0o600)


def test_what_comes_back_from_a_stick_is_closed_again(key: Path, tmp_path: Path) -> None:
    """Everybody could read it there; what is not there cannot come back."""
    stick = tmp_path / "card_keys.json"
    stick.write_bytes(b"first")
    stick.chmod(0o644)
    copy = adopt_private(stick, key.parent)
    assert (copy.read_bytes(), mode(copy)) == (b"first", 0o600)
    with pytest.raises(MissingPrivateFileError):
        adopt_private(tmp_path / "vault.key", key.parent)
    with pytest.raises(PrivateFileError):
        adopt_private(tmp_path, key.parent)


def test_a_copy_to_where_nothing_can_be_written_is_an_outage(key: Path, tmp_path: Path) -> None:
    """An export onto a file that is no folder says what is wrong."""
    write_private(key, b"first")
    (tmp_path / "stick").write_text("not a folder")
    with pytest.raises(PrivateFileError):
        copy_private(key, tmp_path / "stick")


def test_windows_bits_are_not_believed(key: Path) -> None:
    """Where the system invents permission bits, they refuse nothing; folders are not flushed."""
    write_private(key, b"secret")
    key.chmod(0o666)
    assert not private_files._is_open_to_others(key.stat(), system="nt")  # noqa: SLF001 - the seam for a system that no test runs on
    private_files._flush_folder(key / "not a folder", system="nt")  # noqa: SLF001 - as above
