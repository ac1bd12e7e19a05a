"""Data sealed for one reader, by anybody who knows the reader's public key.

An ephemeral X25519 key agrees with the reader's on a secret that is used once; HKDF-SHA256 makes an
AES-GCM key of it. The seal says nothing of who wrote it: whoever needs to know that signs.
"""

import secrets
from dataclasses import field
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.secret_file import SECRET_BYTES
from pos_loyalty.security.vault import SealBrokenError

PUBLIC_BYTES: Final = 32

_FORMAT: Final = b"\x01"
_TAG_BYTES: Final = 16
# Each key seals one text only, so the nonce need not differ.
_NONCE: Final = bytes(12)
_PURPOSE: Final = b"pos-loyalty/sealed-box"


@dataclass(frozen=True, slots=True)
class BoxKey:
    """An X25519 key pair; what is sealed for ``public`` opens with ``secret`` alone."""

    secret: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The half that others seal under, 32 bytes."""
        # Not at first paint: cryptography takes 50 ms to import.
        from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415
            X25519PrivateKey,
        )

        return X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()

    def open_sealed(self, sealed: bytes, *, context: bytes) -> bytes:
        """What was sealed under ``public`` for this context. Raises SealBrokenError otherwise."""
        # As above.
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        ephemeral, rest = sealed[1 : 1 + PUBLIC_BYTES], sealed[1 + PUBLIC_BYTES :]
        if sealed[:1] != _FORMAT or len(rest) < _TAG_BYTES:
            raise SealBrokenError
        key = _agreed(self.secret, ephemeral, ephemeral=ephemeral, reader=self.public)
        try:
            return AESGCM(key).decrypt(_NONCE, rest, _FORMAT + context)
        except InvalidTag as error:
            raise SealBrokenError from error


def new_box_key() -> BoxKey:
    """A key pair that nobody has yet."""
    return BoxKey(secrets.token_bytes(SECRET_BYTES))


def seal_for(public: bytes, *, plaintext: bytes, context: bytes) -> bytes:
    """``plaintext`` for the owner of ``public``, in the place that ``context`` names.

    Raises SealBrokenError when ``public`` is no key.
    """
    # As above.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    once = new_box_key()
    ephemeral = once.public
    key = _agreed(once.secret, public, ephemeral=ephemeral, reader=public)
    return _FORMAT + ephemeral + AESGCM(key).encrypt(_NONCE, plaintext, _FORMAT + context)


def _agreed(secret: bytes, public: bytes, *, ephemeral: bytes, reader: bytes) -> bytes:
    # As above.
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415
        X25519PrivateKey,
        X25519PublicKey,
    )
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    try:
        other = X25519PublicKey.from_public_bytes(public)
        shared = X25519PrivateKey.from_private_bytes(secret).exchange(other)
    except ValueError as error:
        # No 32 bytes, or one of the few points that would make the secret known to all.
        raise SealBrokenError from error
    kdf = HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=ephemeral + reader, info=_PURPOSE)
    return kdf.derive(shared)
