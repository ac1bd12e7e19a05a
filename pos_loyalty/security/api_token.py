"""The word by which other software of this computer proves that it may speak to the till."""

import hmac
import secrets
from pathlib import Path
from typing import Final

from pos_loyalty.config.private_files import (
    DamagedPrivateFileError,
    MissingPrivateFileError,
    PrivateFileExistsError,
    create_private,
    read_private,
    write_private,
)

API_TOKEN_NAME: Final = "api-token"  # noqa: S105 - the name of the file, not what is in it
_BYTES: Final = 32
_SHORTEST: Final = 32


class ApiToken:
    """The token in the folder of keys; a new one takes the place of the old at once."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def text(self) -> str:
        """The token, made when there is none yet. Raises PrivateFileError."""
        try:
            return self._kept()
        except MissingPrivateFileError:
            token = secrets.token_urlsafe(_BYTES)
        try:
            create_private(self._file, token.encode("ascii"))
        except PrivateFileExistsError:
            # Somebody else made it in this moment.
            return self._kept()
        return token

    def renew(self) -> str:
        """Another token; whoever knows the old one is a stranger from now on."""
        token = secrets.token_urlsafe(_BYTES)
        write_private(self._file, token.encode("ascii"))
        return token

    def is_right(self, given: str) -> bool:
        """Whether it is the token, in a time that tells nothing. Raises PrivateFileError.

        The file is read each time, so that a renewal counts for a server that is running.
        """
        return hmac.compare_digest(given.encode(), self._kept().encode())

    def _kept(self) -> str:
        token = read_private(self._file).decode("ascii", errors="replace").strip()
        if len(token) < _SHORTEST:
            # What is short enough to guess was not written by us.
            raise DamagedPrivateFileError(file=self._file.name)
        return token
