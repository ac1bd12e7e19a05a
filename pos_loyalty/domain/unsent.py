"""Points that a till credited or took in events which nobody else can have seen yet.

What it credited there is its own to burn until it sends the event: no other till can have been
promised it.
"""

from datetime import datetime

from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Credited,
    Happening,
    MemberEvent,
    Purchased,
    Spun,
)
from pos_loyalty.domain.ledger import entries_of, member_account


class OwnPoints:
    """Credits and burns of one member in a run of events of one till.

    Points that go back to their lots are no credit of the till's: those lots may have ended.
    """

    def __init__(self) -> None:
        self._credits: list[Credit] = []
        self._taken = 0
        self.needed = 0
        """The most that the events took beyond what they had credited by then."""

    def add(self, event: MemberEvent, *, covered: int) -> None:
        """The next event; ``covered`` points of it were burned out of shares."""
        account = member_account(event.member_id)
        taken = sum(entry.points for entry in entries_of(event) if entry.debit_account == account)
        if taken > covered:
            self._taken += taken - covered
            self.needed = max(self.needed, -self.left_at(event.position.effective_at))
        credit = _credit_of(event.happening)
        if credit is not None and credit.points:
            self._credits.append(credit)

    def left_at(self, at: datetime) -> int:
        """What is left at an instant; below zero where more was taken than credited."""
        return sum(credit.points for credit in self._credits if _is_open(credit, at)) - self._taken


def _is_open(credit: Credit, at: datetime) -> bool:
    return credit.spendable_at <= at and (credit.expires_at is None or credit.expires_at > at)


def _credit_of(happening: Happening) -> Credit | None:
    match happening:
        case Purchased(award=credit):
            return credit
        case Credited(credit=credit) | Adjusted(credit=credit) | Spun(credit=credit):
            return credit
        case _:
            return None
