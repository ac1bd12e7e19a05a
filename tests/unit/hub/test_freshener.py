from threading import Event

from pos_loyalty.hub.freshener import Freshener
from pos_loyalty.storage.hub_errors import HubDatabaseAwayError

_PATIENCE_S = 20.0


def _clock() -> float:
    return 0.0


def test_it_goes_through_all_members_and_rests() -> None:
    """From the first to the last, each time after the one that was dealt with before."""
    asked: list[str] = []
    is_over = Event()
    answers = iter(["B", "D", None])

    def freshen(after: str) -> str | None:
        asked.append(after)
        if len(asked) == 3:
            is_over.set()
        return next(answers)

    freshener = Freshener(freshen, seconds=_clock)
    freshener.start()
    assert is_over.wait(_PATIENCE_S)
    freshener.stop()
    assert asked == ["", "B", "D"]


def test_an_outage_does_not_end_it() -> None:
    """The database comes back, and it begins anew."""
    asked: list[str] = []
    is_over = Event()

    def freshen(after: str) -> str:
        asked.append(after)
        if len(asked) == 2:
            raise HubDatabaseAwayError
        if len(asked) == 3:
            is_over.set()
        return "B"

    freshener = Freshener(freshen, rest_s=0.0, seconds=_clock)
    freshener.start()
    assert is_over.wait(_PATIENCE_S)
    freshener.stop()
    assert asked[:3] == ["", "B", ""]


def test_it_ends_while_it_rests() -> None:
    """A hub that is told to end does not wait for the next round."""
    is_over = Event()

    def freshen(_after: str) -> str | None:
        is_over.set()
        return None

    freshener = Freshener(freshen)
    freshener.start()
    assert is_over.wait(_PATIENCE_S)
    freshener.stop()
