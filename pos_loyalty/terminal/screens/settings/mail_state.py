"""What the page about e-mail shows."""

from collections.abc import Mapping
from dataclasses import field

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Cell, Message, Tone

PASSWORD = "mail.password"  # noqa: S105 - the name of its line
RECIPIENT = "mail.recipient"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter: when it was asked for, what became of it, and why not more."""

    when: str
    outcome: str
    tone: Tone
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MailState:
    """The page: the server's lines, a trial, and the last letters."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    is_loaded: bool = False
    is_busy: bool = False
    has_password: bool = False
    """Whether one is kept; it is never shown."""
    may_save: bool = False
    may_try: bool = False
    """Whether a server is in force and an address was typed."""
    message: Message | None = None
    letters: tuple[LetterRow, ...] = ()
