from pathlib import Path

import pytest

from pos_loyalty.config.private_files import PrivateFileExistsError
from pos_loyalty.security.device_key import (
    DEVICE_KEY_NAME,
    DeviceKey,
    create_device_key,
    is_signed_by,
    load_device_key,
)

KEY = DeviceKey(bytes(range(32)))


def test_a_signature_proves_the_till() -> None:
    """Whoever has the public half can tell that exactly this was signed."""
    signature = KEY.sign(b"tip of the chain")
    assert is_signed_by(KEY.public, data=b"tip of the chain", signature=signature)


def test_other_data_another_key_and_rubbish_prove_nothing() -> None:
    """Each of the three parts has to fit; what is not even a key is a no, not a crash."""
    signature = KEY.sign(b"tip")
    assert not is_signed_by(KEY.public, data=b"top", signature=signature)
    assert not is_signed_by(DeviceKey(bytes(32)).public, data=b"tip", signature=signature)
    assert not is_signed_by(KEY.public, data=b"tip", signature=b"rubbish")
    assert not is_signed_by(b"short", data=b"tip", signature=signature)


def test_the_public_half_is_small_and_stays_the_same() -> None:
    """The hub knows the till by it for good."""
    assert len(KEY.public) == 32
    assert KEY.public == DeviceKey(bytes(range(32))).public


def test_the_secret_half_shows_nowhere() -> None:
    """A key that ends up in a log or a trace gives nothing away."""
    assert repr(KEY) == "DeviceKey()"


def test_a_device_key_is_made_once_and_kept(tmp_path: Path) -> None:
    """A till that changed its key would be a stranger to the hub."""
    path = tmp_path / "keys" / DEVICE_KEY_NAME
    key = create_device_key(path)
    assert load_device_key(path) == key
    with pytest.raises(PrivateFileExistsError):
        create_device_key(path)
