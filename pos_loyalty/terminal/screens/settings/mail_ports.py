"""What the page about e-mail needs from below; all calls run in the worker."""

from collections.abc import Sequence
from typing import Protocol

from pos_loyalty.config.settings import Mail
from pos_loyalty.domain.letter import Letter
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class MailFacts:
    """The server in force, whether its password is kept, and the last letters, newest first."""

    mail: Mail
    has_password: bool
    letters: Sequence[Letter] = ()


class MailDesk(Protocol):
    """The till's mail. All of it raises ``NotAllowedError`` for who may not edit settings."""

    def load(self) -> MailFacts:
        """What is in force."""
        ...

    def save(self, mail: Mail, password: str | None) -> None:
        """Put the server in force; ``None`` keeps the password that there is.

        May raise ``SettingsFileError`` and ``PrivateFileError``.
        """
        ...

    def try_out(self, recipient: str) -> None:
        """Send a letter with what is in force. Raises ``MailOutageError``."""
        ...
