"""Personal data sealed under one key per member, so that erasing a key erases the data.

Each member has a random key, stored wrapped under the vault's master key, and all
that names the member is sealed under it: in the database, in the outbox, in backups.
When the wrapped key is forgotten, what was sealed is noise, wherever copies of it lie.
A backup older than the erasure still holds the wrapped key; it must be let expire.
"""

import secrets
from pathlib import Path
from typing import Final

from pos_loyalty.config.private_files import copy_private
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.security.secret_file import SECRET_BYTES, create_secret, load_secret

VAULT_KEY_NAME: Final = "vault.key"

_KIND: Final = "vault key"
_FORMAT: Final = b"\x01"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_WRAPPING: Final = b"pos-loyalty/member-key"


class SealBrokenError(OutageError):
    """Sealed data does not open: another key, another place, or damage. No facts."""

    code = "seal-broken"


class MemberVault:
    """Makes members' keys and uses them; a member's key never leaves it unwrapped."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != SECRET_BYTES:
            raise ValueError("a master key has 32 bytes")
        self._master_key = master_key

    def new_member_key(self) -> bytes:
        """A key for one member, wrapped: what to store, and later to forget."""
        return _sealed(self._master_key, secrets.token_bytes(SECRET_BYTES), _WRAPPING)

    def seal(self, *, member_key: bytes, plaintext: bytes, context: bytes) -> bytes:
        """Seal ``plaintext`` for the place that ``context`` names, such as a column of a member.

        Raises SealBrokenError when the wrapped key is not of this vault.
        """
        return _sealed(self._unwrapped(member_key), plaintext, context)

    def open_sealed(self, *, member_key: bytes, sealed: bytes, context: bytes) -> bytes:
        """What was sealed, if it was sealed under this key for this context.

        Raises SealBrokenError otherwise: data moved to another member does not open.
        """
        return _opened(self._unwrapped(member_key), sealed, context)

    def rewrapped(self, *, member_key: bytes, into: "MemberVault") -> bytes:
        """The same member key wrapped for another vault; what it sealed stays as it is."""
        return _sealed(into._master_key, self._unwrapped(member_key), _WRAPPING)  # noqa: SLF001 - its own kind

    def _unwrapped(self, member_key: bytes) -> bytes:
        return _opened(self._master_key, member_key, _WRAPPING)


def create_vault(path: Path) -> MemberVault:
    """A vault with a new master key in a private file that must not exist yet.

    Raises PrivateFileError and its kinds.
    """
    return MemberVault(create_secret(path, kind=_KIND))


def load_vault(path: Path) -> MemberVault:
    """The vault of this shop. Raises PrivateFileError and its kinds."""
    return MemberVault(load_secret(path, kind=_KIND))


def export_vault_key(path: Path, folder: Path) -> Path:
    """Put a copy of the master key into ``folder``, if it is one.

    Kept apart from the database's backups: who has both can read the members.
    """
    load_vault(path)
    return copy_private(path, folder)


def _sealed(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    # Not at first paint: cryptography takes 50 ms to import.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    # A random nonce is safe for billions of seals under one key; a member has dozens.
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plaintext, _FORMAT + context)


def _opened(key: bytes, sealed: bytes, context: bytes) -> bytes:
    # As above.
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or len(rest) < _TAG_BYTES:
        raise SealBrokenError
    try:
        return AESGCM(key).decrypt(nonce, rest, _FORMAT + context)
    except InvalidTag as error:
        raise SealBrokenError from error
