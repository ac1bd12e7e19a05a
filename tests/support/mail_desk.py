"""The till's mail in memory, for the settings page about it."""

from datetime import UTC, datetime
from typing import Final

from pos_loyalty.config.settings import Mail
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.letter import Letter, LetterKind
from pos_loyalty.terminal.screens.settings.mail_ports import MailFacts

MAIL: Final = Mail(host="smtp.example.org", user="laden@example.org")
_NOON: Final = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


class FakeMailDesk:
    """Keeps what is saved and tried, and fails when told to."""

    def __init__(self, mail: Mail | None = None) -> None:
        self.mail = mail or Mail()
        self.has_password = mail is not None
        self.letters: list[Letter] = []
        self.saved: list[tuple[Mail, str | None]] = []
        self.tried: list[str] = []
        self.fails_with: LoyaltyError | None = None

    def letter(self, letter_id: str) -> Letter:
        """A letter that waits."""
        return Letter(
            id=letter_id,
            member_id="K48217P2M9",
            kind=LetterKind.CARD,
            created_at=_NOON,
            next_at=_NOON,
        )

    def load(self) -> MailFacts:
        return MailFacts(self.mail, self.has_password, tuple(self.letters))

    def save(self, mail: Mail, password: str | None) -> None:
        self._fail()
        self.saved.append((mail, password))
        self.mail = mail
        self.has_password = self.has_password or password is not None

    def try_out(self, recipient: str) -> None:
        self._fail()
        self.tried.append(recipient)

    def _fail(self) -> None:
        if self.fails_with is not None:
            raise self.fails_with
