"""Real tills that take the same back while they are apart, and what they write afterwards."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.events import TakenBackOnce
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.codec import STATE_SHAPE, decode_member_event
from pos_loyalty.storage.doubts import doubtful, note_doubts
from pos_loyalty.storage.many_members import add_bases
from pos_loyalty.storage.member_parts import Columns, MemberPart
from pos_loyalty.storage.records import UsageKind
from tests.support.exchange import book_of, till
from tests.support.shop import Shop
from tests.support.tills_and_hub import Ring

ONE, OTHER = "till-a", "till-b"
_BASE: Columns = {
    "state": [b"a state"],
    "shape": [STATE_SHAPE],
    "uses": [b"{}"],
    "entries": [1],
    "entry_sum": [bytes(32)],
    "points": [0],
}


@pytest.fixture
def ring() -> Ring:
    """A hub and two tills."""
    return Ring((ONE, OTHER), random.Random(1))  # noqa: S311 - nothing is left to chance here


def _balances(ring: Ring, member: str) -> set[int]:
    now = ring.clock.now()
    standings = (
        shop.application.overviews.standing(member, now).state for shop in ring.tills.values()
    )
    return {state.balance for state in standings}


def _see(ring: Ring, name: str, status: DeviceStatus) -> None:
    """The hub takes a till for one of that kind."""
    with ring.book.begin() as work:
        till = work.device(name)
        assert till is not None
        work.put_device(replace(till, status=status))
        work.commit()


def _doubtful(shop: Shop) -> list[str]:
    with shop.application.store.read() as reading:
        return list(doubtful(reading))


def _amends(shop: Shop) -> list[TakenBackOnce]:
    with shop.application.store.read() as reading:
        bodies = list(reading.log.bodies("taken-back-once"))
    events = (decode_member_event("taken-back-once", body) for body in bodies)
    return [
        event.happening
        for event in events
        if event is not None and isinstance(event.happening, TakenBackOnce)
    ]


def _check_same(ring: Ring) -> None:
    assert [shop.verified().first_bad for shop in ring.tills.values()] == [None, None]
    digests = ring.digests()
    assert digests[0].digest == digests[1].digest
    assert digests[0].parts.entries == ring.hub_entries()


def _refunded_apart(ring: Ring) -> tuple[Shop, Shop, str]:
    """Two tills that have taken the same sale back; and Anna, who has 40 points beside it."""
    one, other = ring.tills.values()
    anna = one.enroll(given_name="Anna")
    one.give(anna, 40)
    sale = one.sell(anna, "80.00").id
    ring.settle()
    for shop in (one, other):
        shop.application.sales.refund(shop.request(), sale)
        ring.clock.advance(timedelta(seconds=1))
    return one, other, anna


def test_a_sale_that_two_tills_took_back_costs_its_points_once(ring: Ring) -> None:
    """The till that came second writes it, once; ledgers are right at both, and the same."""
    one, other, anna = _refunded_apart(ring)

    ring.settle()
    ring.settle()

    assert _balances(ring, anna) == {40}
    assert [len(_amends(shop)) for shop in (one, other)] == [0, 1]
    _check_same(ring)


def test_a_redemption_that_two_tills_took_back_gives_its_points_once(ring: Ring) -> None:
    """And what was used of the reward's stock is given back once."""
    one, other = ring.tills.values()
    anna = one.enroll(given_name="Anna")
    one.give(anna, 300)
    burned = one.application.redemptions.redeem(one.request(), anna, Burn(points=100)).value.id
    ring.settle()
    for shop in (one, other):
        shop.application.redemptions.undo(shop.request(), burned)
        ring.clock.advance(timedelta(seconds=1))

    ring.settle()

    assert _balances(ring, anna) == {300}
    assert [once.reclaimed for once in _amends(other)] == [100]
    _check_same(ring)
    for shop in (one, other):
        with shop.application.store.read() as reading:
            assert not doubtful(reading)
            assert not any(reading.projections.usage(UsageKind.REWARD).values())


def test_what_is_put_right_later_counts_at_once(ring: Ring) -> None:
    """A balance that was shown and kept meanwhile is not shown again."""
    _one, other, anna = _refunded_apart(ring)
    _see(ring, OTHER, DeviceStatus.TWIN)
    ring.settle()
    assert _amends(other) == []
    other.give(anna, 5)
    assert other.balance(anna) < 45
    _see(ring, OTHER, DeviceStatus.ACTIVE)
    ring.talk(OTHER)
    assert len(_amends(other)) == 1
    assert other.balance(anna) == 45


def test_of_whom_only_the_hub_has_the_history_nothing_is_written(ring: Ring) -> None:
    """He is looked at again once more is heard of him; the conversation goes on."""
    one, _other = ring.tills.values()
    anna = one.enroll(given_name="Anna")
    sale = one.sell(anna, "80.00").id
    ring.settle()
    for shop in ring.tills.values():
        shop.application.sales.refund(shop.request(), sale)
    with one.application.store.begin() as work:
        note_doubts(work, [anna], [anna])
        part = MemberPart(bases=_BASE | {"member_id": [anna]})
        add_bases(work.connection, part, feed_seq=0)
        assert doubtful(work) == [anna]
        work.commit()
    assert not book_of(one).amend()
    assert not _doubtful(one)


def test_nothing_is_written_about_a_member_twice(ring: Ring) -> None:
    """Asked again, there is nothing to write."""
    one, other = ring.tills.values()
    anna = one.enroll(given_name="Anna")
    sale = one.sell(anna, "80.00").id
    ring.settle()
    for shop in (one, other):
        shop.application.sales.refund(shop.request(), sale)
    ring.settle()
    for shop in ring.tills.values():
        assert not book_of(shop).amend()


def test_without_a_program_it_waits(ring: Ring) -> None:
    """Nothing can be told before, and nobody is forgotten."""
    shop = till(ring.clock, "till-c")
    with shop.application.store.begin() as work:
        work.connection.execute("INSERT INTO doubt (member_id, is_open) VALUES ('M1', 1)")
        work.commit()
    assert not book_of(shop).amend()
    assert _doubtful(shop) == ["M1"]
