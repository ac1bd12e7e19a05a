"""Points that other tills could burn too: the hub is asked before this one burns them."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from pos_loyalty.domain.errors import HistoryElsewhereError, PointsElsewhereError

Found = TypeVar("Found")


class HubWord(StrEnum):
    """What came of asking the hub for points."""

    GIVEN = "given"
    OFFLINE = "offline"
    """Nobody answered in time."""
    BUSY = "busy"
    """It has too much to do at this moment."""
    OTHER_TILL = "other-till"
    """Another till holds them; it has been asked to give them back."""
    UNSETTLED = "unsettled"
    """It has no more to give, and knows of nothing that this till does not know."""
    UNSENT = "unsent"
    """It has to hear first what this till did."""
    RECOVERING = "recovering"
    """It was put back from a backup, and has not heard all its tills since."""
    REFUSED = "refused"
    """It gives this till none: it was shut out, or there are two of it."""


class Whose(StrEnum):
    """What came of asking the hub whose a sale or a redemption is."""

    TOLD = "told"
    """It is somebody's, and what that member did is here now."""
    NOBODYS = "nobodys"
    UNTOLD = "untold"
    """Nobody answered in time, or not all of it."""


class ShareOffice(Protocol):
    """Whoever can ask the hub, within the time that a cashier waits."""

    def ensure(self, member_id: str, points: int, now: datetime) -> HubWord:
        """Have the hub set ``points`` more of a member apart for this till."""
        ...

    def fetch_history(self, member_id: str) -> bool:
        """Have the hub tell all that a member did; whether it did so in time."""
        ...

    def fetch_whose(self, subject: str) -> Whose:
        """Have the hub tell whose the sale or redemption of that id is, and all that they did."""
        ...


def looked_up(office: ShareOffice | None, look: Callable[[], Found]) -> Found:
    """What ``look`` finds; once more where the hub has told a history that was not here.

    Raises HistoryElsewhereError where it does not tell it.
    """
    try:
        return look()
    except HistoryElsewhereError as unknown:
        if office is None or not office.fetch_history(str(unknown.facts["member"])):
            raise
    return look()


def with_hub_word(short: PointsElsewhereError, word: HubWord) -> PointsElsewhereError:
    """The same shortage, with the reason that the hub gave."""
    return PointsElsewhereError(**{**short.facts, "reason": word.value})
