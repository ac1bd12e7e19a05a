"""One secret of 32 bytes in a private file that says what it is for.

The kind in the file keeps a restore from putting one key in another's place, the
digest tells a damaged key from data that does not belong to it.
"""

import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from pos_loyalty.config.private_files import (
    DamagedPrivateFileError,
    create_private,
    read_private,
)

SECRET_BYTES: Final = 32


def create_secret(path: Path, *, kind: str) -> bytes:
    """A new secret, on the disk and in hand. Raises PrivateFileExistsError, PrivateFileError."""
    secret = secrets.token_bytes(SECRET_BYTES)
    create_private(path, _written(secret, kind))
    return secret


def load_secret(path: Path, *, kind: str) -> bytes:
    """The secret kept at ``path``.

    Raises MissingPrivateFileError, OpenPrivateFileError, DamagedPrivateFileError.
    """
    data = read_private(path)
    try:
        secret = bytes.fromhex(data.decode("ascii").splitlines()[1])
    except (IndexError, ValueError) as error:
        raise DamagedPrivateFileError(file=path.name) from error
    if len(secret) != SECRET_BYTES or data != _written(secret, kind):
        raise DamagedPrivateFileError(file=path.name)
    return secret


def _written(secret: bytes, kind: str) -> bytes:
    digest = sha256(kind.encode() + b"\0" + secret).hexdigest()
    return f"pos-loyalty {kind} 1\n{secret.hex()}\n{digest}\n".encode("ascii")
