"""A letter to a member that waits to be sent: when it is tried, and when it is given up.

A letter may arrive twice when a connection breaks at the wrong instant; it bears the same name
then, and mail programs show one. So it is tried again without asking, unlike a slip.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.values import dataclass


class LetterKind(StrEnum):
    """What a letter brings."""

    CARD = "card"


class LetterState(StrEnum):
    """Where a letter stands."""

    QUEUED = "queued"
    SENT = "sent"
    """A mail server has taken it."""
    FAILED = "failed"
    """Given up: it cannot arrive."""


class LetterProblem(StrEnum):
    """Why a letter was not taken."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    """The server asks to come again later."""
    LOGIN = "login"
    CERTIFICATE = "certificate"
    NO_ENCRYPTION = "no-encryption"
    SENDER = "sender"
    """The server does not send in the shop's name."""
    RECIPIENT = "recipient"
    """There is no such address."""
    REFUSED = "refused"
    NO_ADDRESS = "no-address"
    """The member has none any more."""


HOPELESS: Final = frozenset(
    {LetterProblem.RECIPIENT, LetterProblem.REFUSED, LetterProblem.NO_ADDRESS}
)
"""What time does not mend, nor a manager at the settings."""

LEASE: Final = timedelta(minutes=2)
"""Whoever took a letter to send it and is not back by then has died."""

_BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_PATIENCE: Final = timedelta(days=3)


class MailOutageError(OutageError):
    """The mail server does not take a letter. Facts: ``problem``."""

    code = "mail"

    @property
    def problem(self) -> LetterProblem:
        """Why."""
        return LetterProblem(str(self.facts["problem"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. Whom it is for is said by the member alone: the address is looked up late."""

    id: str
    member_id: str
    kind: LetterKind
    created_at: datetime
    next_at: datetime
    state: LetterState = LetterState.QUEUED
    attempts: int = 0
    problem: LetterProblem | None = None
    finished_at: datetime | None = None

    def sent(self, now: datetime) -> "Letter":
        """The letter after a server took it."""
        return replace(self, state=LetterState.SENT, finished_at=now, problem=None)

    def refused(self, problem: LetterProblem, now: datetime) -> "Letter":
        """The letter after it was not taken: tried again later, for three days at most."""
        if problem in HOPELESS or now - self.created_at >= _PATIENCE:
            return replace(self, state=LetterState.FAILED, finished_at=now, problem=problem)
        rest = _BACK_OFF[min(max(self.attempts, 1), len(_BACK_OFF)) - 1]
        return replace(self, next_at=now + rest, problem=problem)
