import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_loyalty.cards.errors import DamagedKeyRingError
from pos_loyalty.cards.key_ring import new_key_ring
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.config.private_files import (
    MissingPrivateFileError,
    OpenPrivateFileError,
    PrivateFileExistsError,
)
from pos_loyalty.domain.errors import OutageError

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
GRACE = timedelta(days=90)


@pytest.fixture
def keys(tmp_path: Path) -> KeyRingFile:
    """The key ring file of a shop that is just being set up."""
    return KeyRingFile(tmp_path / "keys" / KEY_RING_NAME)


def test_what_was_created_is_loaded(keys: KeyRingFile) -> None:
    """Instants, names and secrets come back exactly."""
    assert keys.create(NOW) == keys.load()


def test_the_file_is_private(keys: KeyRingFile) -> None:
    """0600 in a folder of 0700."""
    keys.create(NOW)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.path.parent.stat().st_mode) == 0o700


def test_a_second_creation_is_refused(keys: KeyRingFile) -> None:
    """All cards of the shop hang on the first ring."""
    ring = keys.create(NOW)
    with pytest.raises(PrivateFileExistsError):
        keys.create(NOW)
    assert keys.load() == ring


def test_rotation_is_kept(keys: KeyRingFile) -> None:
    """The next start signs with the new key and still knows the old one."""
    old = keys.create(NOW)
    rotated = keys.rotate(NOW, GRACE)
    assert keys.load() == rotated
    assert rotated.find(old.current.key_id) is not None
    assert rotated.current != old.current


def test_a_ring_from_another_till_takes_the_place_of_ours(keys: KeyRingFile) -> None:
    """After pairing, both tills sign and verify alike."""
    keys.create(NOW)
    theirs = new_key_ring(NOW)
    keys.adopt(theirs)
    assert keys.load() == theirs


def test_an_export_is_a_ring_that_can_be_loaded(keys: KeyRingFile, tmp_path: Path) -> None:
    """The copy on the stick is worth as much as the original."""
    ring = keys.create(NOW)
    copy = keys.export(tmp_path / "stick")
    assert KeyRingFile(copy).load() == ring


def test_a_damaged_ring_is_not_exported(keys: KeyRingFile, tmp_path: Path) -> None:
    """A good backup is never written over with rubbish."""
    keys.create(NOW)
    copy = keys.export(tmp_path / "stick")
    good = copy.read_bytes()
    keys.path.write_bytes(b"{}")
    with pytest.raises(DamagedKeyRingError):
        keys.export(tmp_path / "stick")
    assert copy.read_bytes() == good


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"null", b"{}", b'{"format": 1, "keys": [], "digest": ""}'],
)
def test_rubbish_is_named_as_such(keys: KeyRingFile, data: bytes) -> None:
    """Whatever stands in the file, the answer is one kind of outage with the file's name."""
    keys.create(NOW)
    keys.path.write_bytes(data)
    with pytest.raises(DamagedKeyRingError) as caught:
        keys.load()
    assert isinstance(caught.value, OutageError)
    assert caught.value.facts == {"file": KEY_RING_NAME}


def test_one_flipped_digit_of_a_secret_is_noticed(keys: KeyRingFile) -> None:
    """Otherwise each card of the shop would look forged, and nobody would know why."""
    keys.create(NOW)
    document = json.loads(keys.path.read_bytes())
    secret = document["keys"][0]["secret"]
    document["keys"][0]["secret"] = ("0" if secret[0] != "0" else "1") + secret[1:]
    keys.path.write_text(json.dumps(document))
    with pytest.raises(DamagedKeyRingError):
        keys.load()


def test_a_later_format_is_not_guessed_at(keys: KeyRingFile) -> None:
    """A ring written by a newer release is left alone."""
    keys.create(NOW)
    document = json.loads(keys.path.read_bytes())
    keys.path.write_text(json.dumps(document | {"format": 2}))
    with pytest.raises(DamagedKeyRingError):
        keys.load()


def test_an_open_ring_is_not_used(keys: KeyRingFile) -> None:
    """Whoever can read the ring can make cards."""
    keys.create(NOW)
    keys.path.chmod(0o644)
    with pytest.raises(OpenPrivateFileError):
        keys.load()


def test_a_missing_ring_is_not_made_up(keys: KeyRingFile) -> None:
    """A new ring in the place of a lost one would turn all cards foreign."""
    with pytest.raises(MissingPrivateFileError):
        keys.load()
    with pytest.raises(MissingPrivateFileError):
        keys.rotate(NOW, GRACE)
