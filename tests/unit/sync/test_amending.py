"""Real tills that take the same back while they are apart, and what they write afterwards."""

import random
from datetime import timedelta

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.events import TakenBackOnce
from pos_loyalty.storage.codec import decode_member_event
from pos_loyalty.storage.doubts import doubtful
from pos_loyalty.storage.records import UsageKind
from pos_loyalty.sync.amending import amend_member
from tests.support.exchange import till
from tests.support.shop import Shop
from tests.support.tills_and_hub import Ring

ONE, OTHER = "till-a", "till-b"


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


def test_a_sale_that_two_tills_took_back_costs_its_points_once(ring: Ring) -> None:
    """The till that came second writes it, once; ledgers are right at both, and the same."""
    one, other = ring.tills.values()
    anna = one.enroll(given_name="Anna")
    one.give(anna, 40)
    sale = one.sell(anna, "80.00").id
    ring.settle()
    for shop in (one, other):
        shop.application.sales.refund(shop.request(), sale)
        ring.clock.advance(timedelta(seconds=1))

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


def test_nothing_is_written_about_a_member_twice(ring: Ring) -> None:
    """Asked again, there is nothing to write; nor where there is no program yet."""
    one, other = ring.tills.values()
    anna = one.enroll(given_name="Anna")
    sale = one.sell(anna, "80.00").id
    ring.settle()
    for shop in (one, other):
        shop.application.sales.refund(shop.request(), sale)
    ring.settle()
    for shop in (*ring.tills.values(), till(ring.clock, "till-c")):
        with shop.application.store.begin() as work:
            now = ring.clock.now()
            assert not amend_member(work, anna, now=now, day_of=lambda at: at.date().isoformat())
