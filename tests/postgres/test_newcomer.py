"""A till that joins a shop is told where members stand, and ends up as one that read everything."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import (
    HistoryElsewhereError,
    SaleElsewhereError,
    UnknownPurchaseError,
    UnknownRedemptionError,
)
from pos_loyalty.services.redemptions import Redemptions
from pos_loyalty.services.request import Desk, Request
from pos_loyalty.services.sales import Sales
from pos_loyalty.services.shares import HubWord, Whose
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.search_filling import SearchFilling
from pos_loyalty.sync import newcomer
from pos_loyalty.sync.conversation import MEMBERS, Progress
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.exchange import book_of
from tests.support.hub_chain import Chain
from tests.support.newcomer import NEW, Joining, grown
from tests.support.shop import CASHIER


@pytest.fixture
def joining(store: HubStore, monkeypatch: pytest.MonkeyPatch) -> Joining:
    """Any shop counts as one of many members here."""
    monkeypatch.setattr(newcomer, "MANY_ROWS", 1)
    return Joining(Chain(store))


def test_it_ends_up_as_one_that_read_everything(joining: Joining) -> None:
    """Balances, digest, search and the books' own check are the same."""
    members = grown(joining.chain)
    assert joining.talk().went_well
    assert joining.bases() == len(members)
    first = joining.chain.tills["till-a"]
    assert [joining.shop.balance(each) for each in members] == [
        first.balance(each) for each in members
    ]
    assert joining.is_alike()
    assert joining.shop.verified().first_bad is None
    filling = SearchFilling(joining.shop.application.store)
    while filling.fill_next() is not None:
        continue
    with joining.shop.application.store.read() as reading:
        assert len(reading.members.find("gast").hits) == len(members)
        assert not reading.hub.has_changes()


def test_it_says_how_far_it_is(joining: Joining) -> None:
    """Of how many of the shop's members it was told, and how many there are."""
    members = grown(joining.chain)
    told: list[Progress] = []
    assert joining.talk(told=told.append).went_well
    steps = [(each.at, each.head) for each in told if each.feed == MEMBERS]
    assert steps == [(2, len(members)), (4, len(members))]


@pytest.mark.parametrize("questions", range(1, 9))
def test_whatever_breaks_off_the_next_conversation_goes_on(
    joining: Joining, questions: int
) -> None:
    """After any number of answers."""
    members = grown(joining.chain)
    joining.talk(questions=questions)
    joining.chain.tills["till-a"].sell(members[0], "7.00")
    joining.chain.tills["till-a"].sell(members[-1], "8.00")
    joining.chain.sync()
    assert joining.talk().went_well
    assert joining.is_alike()
    assert joining.shop.verified().first_bad is None


def test_what_happens_meanwhile_comes_once(joining: Joining) -> None:
    """Before and after the answer in which its member is: neither lost nor doubled."""
    members = sorted(grown(joining.chain))
    joining.talk(questions=2)
    first = joining.chain.tills["till-a"]
    for each in (members[0], members[-1]):
        joining.chain.clock.advance(timedelta(minutes=1))
        first.sell(each, "50.00")
    joining.chain.sync()
    assert joining.talk().went_well
    assert joining.bases() == len(members) - 1
    assert [joining.shop.balance(each) for each in members] == [
        first.balance(each) for each in members
    ]
    assert joining.is_alike()


def test_a_late_event_brings_the_whole_history(joining: Joining) -> None:
    """A till that was away brings what happened before where the member stood."""
    members = grown(joining.chain)
    away = joining.chain.tills["till-c"]
    away.sell(members[0], "30.00")
    joining.chain.clock.advance(timedelta(minutes=5))
    joining.chain.tills["till-a"].sell(members[0], "10.00")
    joining.chain.talk("till-a")
    assert joining.talk().went_well
    joining.chain.sync()
    assert joining.talk().went_well
    assert joining.bases() == len(members) - 1
    assert joining.shop.balance(members[0]) == away.balance(members[0])
    assert joining.is_alike()
    assert joining.shop.verified().first_bad is None


def test_it_sells_without_a_network(joining: Joining) -> None:
    """To a member of whom it knows no history; afterwards it asks for it."""
    members = grown(joining.chain)
    joining.talk()
    before = joining.shop.balance(members[0])
    sold = joining.shop.sell(members[0], "12.00")
    assert joining.shop.balance(members[0]) == before + sold.earned
    assert joining.shop.verified().first_bad is None
    assert joining.talk().went_well
    joining.chain.sync()
    assert joining.bases() == len(members) - 1
    assert joining.is_alike()
    assert joining.shop.verified().first_bad is None


class Office:
    """Asks the hub for a history, where there is a line."""

    def __init__(self, joining: Joining, *, is_online: bool = True) -> None:
        self._joining = joining
        self._is_online = is_online

    def ensure(self, member_id: str, points: int, now: datetime) -> HubWord:
        """Nobody asks for points here."""
        raise AssertionError(member_id, points, now)

    def fetch_history(self, member_id: str) -> bool:
        """As the hub's desk."""
        if self._is_online:
            history = self._joining.chain.hub.history(NEW, member_id)
            book_of(self._joining.shop).add_history(history)
        return self._is_online

    def fetch_whose(self, subject: str) -> Whose:
        """As the hub's desk."""
        if not self._is_online:
            return Whose.UNTOLD
        members = self._joining.chain.hub.whose(NEW, subject).members
        return Whose.TOLD if all(map(self.fetch_history, members)) and members else Whose.NOBODYS


def _looked_back(joining: Joining, member: str, office: Office) -> int:
    store = joining.shop.application.store
    request = Request("look", CASHIER, joining.shop.now)
    return (
        Desk(store, office).perform(request, "", int, lambda work: len(work.history(member))).value
    )


def test_what_needs_the_history_asks_for_it_once(joining: Joining) -> None:
    """Whoever undoes what was sold before the till joined waits for one answer of the hub."""
    members = grown(joining.chain)
    joining.talk()
    with joining.chain.tills["till-a"].application.store.read() as reading:
        expected = len(reading.history(members[0]))
    assert _looked_back(joining, members[0], Office(joining)) == expected
    assert joining.bases() == len(members) - 1
    assert joining.is_alike()


def test_without_a_network_it_says_what_it_does_not_know(joining: Joining) -> None:
    """Nothing is made up from a part of what happened."""
    members = grown(joining.chain)
    joining.talk()
    with pytest.raises(HistoryElsewhereError):
        _looked_back(joining, members[0], Office(joining, is_online=False))
    with joining.shop.application.store.read() as reading, pytest.raises(HistoryElsewhereError):
        reading.history(members[0])


def test_a_sale_made_before_it_joined_is_refunded(joining: Joining) -> None:
    """Once its member's history is here; the points go back where they came from."""
    members = grown(joining.chain)
    first = joining.chain.tills["till-a"]
    sold = first.sell(members[0], "40.00")
    joining.chain.sync()
    joining.talk()
    Office(joining).fetch_history(members[0])
    back = joining.shop.application.sales.refund(joining.shop.request(), sold.id).value
    assert back.reversed_points == sold.earned
    joining.talk()
    joining.chain.sync()
    assert joining.is_alike()
    assert joining.shop.balance(members[0]) == first.balance(members[0])


def test_a_sale_made_before_it_joined_is_refunded_by_its_id_alone(joining: Joining) -> None:
    """And a redemption is taken back; without a network nobody says that there is no such thing."""
    members = grown(joining.chain)
    first = joining.chain.tills["till-a"]
    sold = first.sell(members[0], "40.00")
    first.give(members[1], 60)
    redeem = first.application.redemptions.redeem
    cup = redeem(first.request(), members[1], Burn(0, ("free-coffee",))).value
    joining.chain.sync()
    joining.talk()
    rooms = joining.shop.application
    for is_online in (False, True):
        office = Office(joining, is_online=is_online)
        sales = Sales(rooms.store, rooms.shelf, rooms.slips, office)
        redemptions = Redemptions(rooms.store, rooms.shelf, rooms.slips, office)
        if not is_online:
            with pytest.raises(SaleElsewhereError):
                sales.refund(joining.shop.request(), sold.id)
            with pytest.raises(SaleElsewhereError):
                redemptions.undo(joining.shop.request(), cup.id)
    assert sales.refund(joining.shop.request(), sold.id).value.reversed_points == sold.earned
    assert redemptions.undo(joining.shop.request(), cup.id).value.restored_points == cup.spent
    with pytest.raises(UnknownPurchaseError):
        sales.void(joining.shop.request(), cup.id)
    with pytest.raises(UnknownRedemptionError):
        redemptions.undo(joining.shop.request(), "unheard-of")
    assert joining.bases() == len(members) - 2
    joining.talk()
    joining.chain.sync()
    assert joining.is_alike()
    assert joining.shop.verified().first_bad is None


def test_a_shop_of_few_is_read_whole(store: HubStore) -> None:
    """Then the till knows all that ever happened there."""
    joining = Joining(Chain(store))
    members = grown(joining.chain)
    assert joining.talk().went_well
    assert joining.bases() == 0
    assert joining.shop.balance(members[0]) > 0
    assert joining.is_alike()


def test_a_hub_that_was_put_back_is_read_from_the_beginning(joining: Joining) -> None:
    """What a place in its feeds covers means nothing any more."""
    members = grown(joining.chain)
    joining.talk()
    HubUpkeep(joining.chain.store).put_back()
    for _ in range(2):
        assert joining.talk().went_well
        joining.chain.sync()
    assert joining.bases() == 0
    assert joining.shop.balance(members[0]) == joining.chain.tills["till-a"].balance(members[0])
    assert joining.is_alike()


def test_what_it_was_told_it_may_change(joining: Joining) -> None:
    """A field that is changed at the new till comes later than what it was told, everywhere."""
    members = grown(joining.chain)
    joining.talk()
    with joining.shop.application.store.read() as reading:
        before = reading.members.member(members[0])
    assert before is not None
    with joining.shop.application.store.begin() as work:
        stamp = work.log.stamp(joining.shop.now)
        work.members.put(replace(before, family_name="Sommer", hlc=stamp))
        work.commit()
    joining.talk()
    joining.chain.sync()
    for shop in (joining.shop, *joining.chain.tills.values()):
        with shop.application.store.read() as reading:
            found = reading.members.member(members[0])
        assert found is not None
        assert (found.given_name, found.family_name) == (before.given_name, "Sommer")
    assert joining.is_alike()
