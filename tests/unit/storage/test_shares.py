from datetime import timedelta

from pos_loyalty.domain.events import Credited, CreditKind, Debited, Redeemed, RedemptionUndone
from pos_loyalty.domain.shares import Grant, GrantState, SharePart
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.store import Store, Work
from tests.support.stores import ANNA, BEN, NOW, credit, fact, memory_store
from tests.unit.storage.test_hub_link import LINK

_DAY = timedelta(days=1)
_LATER = NOW + _DAY


def _paired() -> Store:
    store = memory_store(ANNA, BEN)
    with store.begin() as work:
        work.hub.pair(LINK)
        work.commit()
    return store


def _grant(name: str, *parts: SharePart, member: str = ANNA) -> Grant:
    return Grant(grant=name, member=member, device="till", epoch=1, parts=parts)


def _give(work: Work, *grants: Grant) -> None:
    for place, grant in enumerate(grants):
        work.shares.add(grant, taken_us=place)


def test_a_till_that_stands_alone_asks_nobody() -> None:
    """Without a hub all points are this till's."""
    with memory_store(ANNA).begin() as work:
        assert work.shares.left(ANNA, NOW) is None
        assert work.shares.take(ANNA, 50, NOW) == {}


def test_a_paired_till_burns_what_it_holds() -> None:
    """What the hub set apart for this member here, and nobody else's."""
    with _paired().begin() as work:
        assert work.shares.left(ANNA, NOW) == 0
        _give(work, _grant("g1", SharePart(30)), _grant("g2", SharePart(5), member=BEN))
        assert (work.shares.left(ANNA, NOW), work.shares.left(BEN, NOW)) == (30, 5)


def test_a_share_is_taken_in_once() -> None:
    """An answer that came twice gives nothing twice."""
    with _paired().begin() as work:
        assert work.shares.add(_grant("g1", SharePart(30)), taken_us=0)
        work.shares.take(ANNA, 10, NOW)
        assert not work.shares.add(_grant("g1", SharePart(30)), taken_us=1)
        assert work.shares.left(ANNA, NOW) == 20


def test_shares_that_end_first_are_used_first() -> None:
    """Nothing lapses that could have been burned."""
    soon = SharePart(10, to_us(_LATER))
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(30)), _grant("g2", soon))
        assert work.shares.take(ANNA, 15, NOW) == {"g2": 10, "g1": 5}
        assert work.shares.left(ANNA, NOW) == 25


def test_what_lapsed_of_a_share_is_not_burned_after_its_end() -> None:
    """What was left of an ended part does not come out of the next one."""
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(10, to_us(_LATER)), SharePart(20)))
        assert work.shares.left(ANNA, _LATER) == 20
        assert work.shares.take(ANNA, 5, _LATER) == {"g1": 5}
        assert work.shares.left(ANNA, _LATER) == 15


def test_what_lapsed_of_a_share_is_given_back() -> None:
    """The hub holds it apart until then, for a burn made in time may be on its way."""
    soon = SharePart(10, to_us(_LATER))
    with _paired().begin() as work:
        _give(work, _grant("g1", soon, SharePart(20)), _grant("g2", SharePart(7)))
        assert work.shares.take(ANNA, 4, NOW) == {"g1": 4}
        assert work.shares.returnable(to_us(NOW)) == ()
        assert work.shares.returnable(to_us(_LATER)) == ("g1",)
        work.shares.take(ANNA, 5, _LATER)
        assert work.shares.returnable(to_us(_LATER)) == ("g1",)
        assert (work.shares.unburned("g1"), work.shares.left(ANNA, _LATER)) == (21, 22)


def test_a_share_that_was_burned_whole_is_closed() -> None:
    """There is nothing to give back."""
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(30)))
        work.shares.take(ANNA, 30, NOW)
        row = work.shares.grant("g1")
        assert row is not None
        assert row.state is GrantState.CLOSED


def test_own_credits_may_be_burned_until_they_are_sent() -> None:
    """Nobody else can have been promised them; afterwards the hub has to be asked."""
    with _paired().begin() as work:
        work.record(fact(Credited(CreditKind.GRANT, credit(40, _LATER))))
        assert work.shares.left(ANNA, NOW) == 40
        assert work.shares.left(ANNA, _LATER) == 0
        work.record(fact(Redeemed("r1", 15)))
        assert work.shares.left(ANNA, NOW) == 25
        work.hub.put_sent(1)
        assert work.shares.left(ANNA, NOW) == 0


def test_what_shares_covered_does_not_use_up_own_credits() -> None:
    """The event says what was burned out of which share."""
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(30)))
        work.record(fact(Credited(CreditKind.GRANT, credit(40))))
        taken = work.shares.take(ANNA, 50, NOW)
        work.record(fact(Redeemed("r1", 50), shares=taken))
        assert taken == {"g1": 30}
        assert work.shares.left(ANNA, NOW) == 20


def test_points_put_back_are_no_credit_of_the_tills_own() -> None:
    """The lots that they go back to may have ended, or be promised elsewhere."""
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(30)))
        taken = work.shares.take(ANNA, 30, NOW)
        work.record(fact(Redeemed("r1", 30), shares=taken))
        work.record(fact(RedemptionUndone("r1", 30)))
        assert work.shares.left(ANNA, NOW) == 0


def test_points_taken_by_hand_use_up_own_credits() -> None:
    """They are never refused, and never below zero."""
    with _paired().begin() as work:
        work.record(fact(Credited(CreditKind.GRANT, credit(40))))
        work.record(fact(Debited(50)))
        assert work.shares.left(ANNA, NOW) == 0


def test_shares_that_were_given_up_or_closed_are_not_burned() -> None:
    """After the log was put back nobody knows what is left of them."""
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(30)), _grant("g2", SharePart(7)))
        work.shares.put_state("g2", GrantState.CLOSED)
        assert work.shares.left(ANNA, NOW) == 30
        work.shares.give_up()
        assert work.shares.left(ANNA, NOW) == 0
        row = work.shares.grant("g1")
        assert row is not None
        assert row.state is GrantState.IN_DOUBT


def test_a_share_that_is_asked_back_is_known() -> None:
    """It is given back as soon as nothing stands in the way."""
    with _paired().begin() as work:
        _give(work, _grant("g1", SharePart(30)), _grant("g2", SharePart(7)))
        work.shares.recall("g2")
        work.shares.recall("unknown")
        assert [(row.grant.grant, row.is_recalled) for row in work.shares.all_open()] == [
            ("g1", False),
            ("g2", True),
        ]
