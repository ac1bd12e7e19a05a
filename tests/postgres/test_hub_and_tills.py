"""Real tills and the hub's real database, without a line between them: they end up alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from pos_loyalty.domain.tills import InboxStatus
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.hub_chain import TILLS, Chain


@pytest.fixture
def chain(store: HubStore) -> Chain:
    """A shop with three tills."""
    return Chain(store)


def test_tills_and_hub_hold_the_same(chain: Chain) -> None:
    """After sales, refunds, redemptions and changes everywhere, in any order."""
    first, second, third = chain.tills.values()
    anna, ben = first.enroll(given_name="Anna"), second.enroll(given_name="Ben")
    chain.sync()
    for number, shop in enumerate((first, second, third, second)):
        chain.clock.advance(timedelta(minutes=number + 1))
        shop.sell(anna, "36.50", "4.20")
        shop.sell(ben, f"{number + 1}0.00")
    third.give(ben, 300)
    chain.sync()
    digests = chain.digests()
    assert len({parts.digest for parts in digests}) == 1
    assert digests[0].entries.rows > 0
    assert digests[0].members.rows == 2
    assert {shop.balance(anna) for shop in (first, second, third)} == {first.balance(anna)}


def test_tills_that_talk_at_once_end_up_alike(chain: Chain) -> None:
    """Requests of several tills meet in the database, and nothing is lost or doubled."""
    members = [chain.tills[name].enroll(given_name=name) for name in TILLS]
    chain.sync()
    for _round in range(3):
        for shop in chain.tills.values():
            for member in members:
                shop.sell(member, "12.00")
    with ThreadPoolExecutor(3) as pool:
        talks = list(pool.map(chain.talk, TILLS))
    assert all(talk.went_well for talk in talks)
    chain.sync()
    digests = chain.digests()
    assert len({parts.digest for parts in digests}) == 1
    assert digests[0].entries.rows == 27
    with chain.store.begin() as work:
        assert work.totals().refused == 0


def test_a_revoked_tills_sales_are_kept_for_a_person(chain: Chain) -> None:
    """They are in the hub, told to nobody, and booked when somebody says so."""
    first, second, _third = chain.tills.values()
    anna = first.enroll(given_name="Anna")
    chain.sync()
    second.sell(anna, "10.00")
    HubUpkeep(chain.store).revoke("till-b")
    chain.talk("till-b")
    with chain.store.begin() as work:
        waiting = work.waiting_events(limit=10)
    assert {line.row.status for line in waiting} == {InboxStatus.REFUSED}
    assert any(line.row.member == anna for line in waiting)


def test_what_gave_way_before_it_was_told_is_listed_once(chain: Chain) -> None:
    """The till hears of the later word first, and tells what it had written all the same."""
    first, second, _third = chain.tills.values()
    anna = first.enroll(given_name="Anna")
    chain.sync()
    for shop, label in ((first, "early"), (second, "late")):
        chain.clock.advance(timedelta(minutes=1))
        shop.application.members.label(shop.request(), anna, add=(label,))
    for name in (TILLS[1], TILLS[0], TILLS[0]):
        chain.talk(name)
    with chain.store.begin() as work:
        (conflict,) = work.conflicts(limit=10)
    assert (conflict.taken.value, conflict.left.value) == (["late"], ["early"])
    chain.sync()
    assert len({parts.digest for parts in chain.digests()}) == 1
