import stat
from pathlib import Path

import pytest

from pos_loyalty.config.private_files import (
    DamagedPrivateFileError,
    MissingPrivateFileError,
    OpenPrivateFileError,
    PrivateFileExistsError,
)
from pos_loyalty.security.secret_file import create_secret, load_secret


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a secret would lie; nothing is there yet."""
    return tmp_path / "keys" / "some.key"


def test_what_was_created_is_loaded(path: Path) -> None:
    """Thirty-two bytes, the same ones."""
    secret = create_secret(path, kind="vault key")
    assert len(secret) == 32
    assert load_secret(path, kind="vault key") == secret


def test_secrets_differ_and_are_private(path: Path) -> None:
    """Two secrets are never the same, and nobody else can read them."""
    other = path.with_name("other.key")
    assert create_secret(path, kind="vault key") != create_secret(other, kind="vault key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_is_never_written_over(path: Path) -> None:
    """What was sealed with the first one could not be opened any more."""
    secret = create_secret(path, kind="vault key")
    with pytest.raises(PrivateFileExistsError):
        create_secret(path, kind="vault key")
    assert load_secret(path, kind="vault key") == secret


def test_one_kind_of_key_does_not_pass_for_another(path: Path) -> None:
    """A restore that mixes up two files is noticed at once."""
    create_secret(path, kind="vault key")
    with pytest.raises(DamagedPrivateFileError):
        load_secret(path, kind="device key")


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"one line", b"a\nnot hex\nc\n", b"a\n00ff\nc\n", b"a\n" + b"00" * 32]
)
def test_a_damaged_file_is_named(path: Path, data: bytes) -> None:
    """Whatever stands in it, the answer is one kind of outage."""
    create_secret(path, kind="vault key")
    path.write_bytes(data)
    with pytest.raises(DamagedPrivateFileError) as caught:
        load_secret(path, kind="vault key")
    assert caught.value.facts == {"file": "some.key"}


def test_a_missing_and_an_open_file_are_named(path: Path) -> None:
    """Neither is taken for damage."""
    with pytest.raises(MissingPrivateFileError):
        load_secret(path, kind="vault key")
    create_secret(path, kind="vault key")
    path.chmod(0o644)
    with pytest.raises(OpenPrivateFileError):
        load_secret(path, kind="vault key")
