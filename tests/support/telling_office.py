"""A hub that can be asked whose a sale is, and nothing else."""

from collections.abc import Callable
from datetime import datetime

from pos_loyalty.services.shares import HubWord, Whose


class TellingOffice:
    """A ``ShareOffice`` that says ``word``, and lets happen at the till what it tells."""

    def __init__(self, word: Whose, told: Callable[[], object] = lambda: None) -> None:
        self.word = word
        self.told = told
        self.asked: list[str] = []

    def ensure(self, member_id: str, points: int, now: datetime) -> HubWord:
        """Nobody asks for points here."""
        raise AssertionError(member_id, points, now)

    def fetch_history(self, member_id: str) -> bool:
        """Nor for a history alone."""
        raise AssertionError(member_id)

    def fetch_whose(self, subject: str) -> Whose:
        """As the hub's desk."""
        self.asked.append(subject)
        self.told()
        return self.word
