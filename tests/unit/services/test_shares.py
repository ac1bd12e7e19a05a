from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pos_loyalty.domain.errors import PointsElsewhereError
from pos_loyalty.services.request import Desk, Request
from pos_loyalty.services.shares import HubWord
from pos_loyalty.storage.store import Store, Work
from tests.support.shop import CASHIER

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
REQUEST = Request("burn", CASHIER, NOW)


class Office:
    """A hub that gives what it has, asked or not."""

    def __init__(self, word: HubWord, *, held: int = 0, gives: int = 0) -> None:
        self.word = word
        self.held = held
        self.gives = gives
        self.asked: list[tuple[str, int]] = []

    def ensure(self, member_id: str, points: int, now: datetime) -> HubWord:
        """As the hub's desk."""
        assert now == NOW
        self.asked.append((member_id, points))
        self.held += self.gives
        return self.word


def _burn(office: Office, points: int) -> Callable[[Work], int]:
    def act(_work: Work) -> int:
        if office.held < points:
            raise PointsElsewhereError(
                member="m1", needed=points, here=office.held, reason="offline"
            )
        return points

    return act


def _perform(store: Store, office: Office, points: int) -> int:
    return Desk(store, office).perform(REQUEST, points, int, _burn(office, points)).value


def test_the_hub_is_asked_for_what_is_missing_and_the_request_is_done() -> None:
    """A till that may burn 30 of 100 asks for 70, and then goes on by itself."""
    store, office = Store.in_memory(), Office(HubWord.GIVEN, held=30, gives=70)
    assert _perform(store, office, 100) == 100
    assert office.asked == [("m1", 70)]


def test_nobody_is_asked_for_what_is_here() -> None:
    """A till's own share needs no word."""
    office = Office(HubWord.OFFLINE, held=100)
    assert _perform(Store.in_memory(), office, 100) == 100
    assert office.asked == []


@pytest.mark.parametrize("word", [HubWord.OFFLINE, HubWord.OTHER_TILL])
def test_without_the_hubs_word_nothing_is_burned_and_nothing_remembered(word: HubWord) -> None:
    """The reason is told; once the hub gives, the same request is done."""
    store, office = Store.in_memory(), Office(word, held=30)
    with pytest.raises(PointsElsewhereError) as short:
        _perform(store, office, 100)
    assert short.value.facts == {"member": "m1", "needed": 100, "here": 30, "reason": word.value}
    office.word, office.gives = HubWord.GIVEN, 70
    assert _perform(store, office, 100) == 100


def test_what_was_sent_in_between_is_asked_for_again_but_not_for_ever() -> None:
    """The hub's word may be overtaken once; a hub that gives nothing does not hold the queue."""
    store = Store.in_memory()
    slow = Office(HubWord.GIVEN, gives=50)
    assert _perform(store, slow, 100) == 100
    assert slow.asked == [("m1", 100), ("m1", 50)]
    empty = Office(HubWord.GIVEN)
    with pytest.raises(PointsElsewhereError):
        Desk(store, empty).perform(Request("other", CASHIER, NOW), 1, int, _burn(empty, 1))
    assert len(empty.asked) == 2


def test_a_desk_without_a_hub_says_so() -> None:
    """Where nobody can be asked, the shortage is told as it is."""
    store, office = Store.in_memory(), Office(HubWord.GIVEN)
    with pytest.raises(PointsElsewhereError):
        Desk(store).perform(REQUEST, 1, int, _burn(office, 1))
    assert office.asked == []
