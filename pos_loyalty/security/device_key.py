"""The key by which a till proves to a hub that it is itself; made with the shop, kept for good."""

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.secret_file import create_secret, load_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DEVICE_KEY_NAME: Final = "device.key"

_KIND: Final = "device key"


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """An Ed25519 key pair; the secret half never leaves the till."""

    secret: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The half that the hub keeps, 32 bytes."""
        return self._key().public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """The till's signature, 64 bytes."""
        return self._key().sign(data)

    def _key(self) -> "Ed25519PrivateKey":
        # Not at first paint: cryptography takes 50 ms to import.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PrivateKey,
        )

        return Ed25519PrivateKey.from_private_bytes(self.secret)


def create_device_key(path: Path) -> DeviceKey:
    """A new key in a private file that must not exist yet. Raises PrivateFileError and its kinds.

    It is in no export: a second till with the same key would be taken for the first.
    """
    return DeviceKey(create_secret(path, kind=_KIND))


def load_device_key(path: Path) -> DeviceKey:
    """This till's key. Raises PrivateFileError and its kinds."""
    return DeviceKey(load_secret(path, kind=_KIND))


def is_signed_by(public: bytes, *, data: bytes, signature: bytes) -> bool:
    """Whether the owner of the public key signed exactly ``data``."""
    # As above.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
