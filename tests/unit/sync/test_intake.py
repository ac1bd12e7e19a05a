from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import msgspec
import pytest

from pos_loyalty.domain.chain import chain_hash
from pos_loyalty.domain.events import (
    Credit,
    MembershipBought,
    MembershipCancelled,
    MembershipTerm,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
)
from pos_loyalty.domain.shares import Grant, GrantState, SharePart
from pos_loyalty.domain.tills import DeviceStatus, InboxRow, InboxStatus
from pos_loyalty.sync.protocol import EVENTS, Push, Pushed, Want, Wants
from tests.simulation.world import Machine, World
from tests.support.hub_events import START
from tests.support.quiet_shop import ANNA, quiet_shop, talk
from tests.support.till_state import Logged


def _begun() -> tuple[World, Machine]:
    """A shop whose first till has sent all that it has."""
    world = quiet_shop()
    till = world.machines[0]
    talk(world, till)
    return world, till


def _row(world: World, logged: Logged) -> InboxRow:
    return world.hub_book.state.events[logged.id]


def _push_bodies(world: World, *bodies: bytes) -> Pushed:
    """Push bodies as the next events of the first till, whatever they are."""
    device = world.hub_book.state.devices["till-0"]
    push = Push(
        epoch=device.epoch,
        first_seq=device.seq + 1,
        prev_hash=device.tip_hash.hex(),
        tip_seq=device.seq + len(bodies),
        events=tuple(map(msgspec.Raw, bodies)),
        incarnation=1,
    )
    return world.hub.push("till-0", push, now_us=world.now_us)


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b'{"torn":', "unreadable"), (b"[1]", "unreadable"), (b"{}", "unreadable")],
)
def test_what_cannot_be_read_is_kept_and_stops_nothing(body: bytes, reason: str) -> None:
    """A person looks at it; the events behind it are booked."""
    world, till = _begun()
    pushed = _push_bodies(world, body)
    (refused,) = pushed.refused
    assert (refused.seq, refused.code) == (2, reason)
    row = world.hub_book.state.events[refused.id]
    assert (row.body, row.status) == (body, InboxStatus.REFUSED)
    tip = chain_hash(till.book.tip, body)
    assert world.hub_book.state.devices["till-0"].tip_hash == tip


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('Z","expires_at"', '","expires_at"'),
        ('"points":5', f'"points":{1 << 63}'),
        ('"program":1', '"program":-1'),
        (f'"member":"{ANNA}"', '"member":"a\\u0000"'),
        (f'"member":"{ANNA}"', f'"member":"{"a" * 3000}"'),
    ],
)
def test_what_cannot_be_kept_or_counted_is_kept_aside(said: str, instead: str) -> None:
    """It stops neither its own till nor, once it is folded, anybody who asks for the member."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    body = till.book.state.log[-1].body.replace(said.encode(), instead.encode())
    assert body != till.book.state.log[-1].body, till.book.state.log[-1].body
    (refused,) = _push_bodies(world, body).refused
    assert refused.code == "unreadable"
    assert len(world.hub_book.state.histories[ANNA]) == 1
    wants = Wants(epoch=1, wants=(Want(grant="g", member=ANNA, points=1),))
    assert world.hub.shares("till-0", wants, now_us=world.now_us).grants


def test_an_event_that_says_it_is_somewhere_else_is_not_booked() -> None:
    """Its place is what the chain says, and what it says itself must be the same."""
    world, till = _begun()
    (refused,) = _push_bodies(world, till.book.state.log[0].body).refused
    assert refused.code == "wrong-place"
    assert len(world.hub_book.state.histories[ANNA]) == 1


def test_a_torn_fact_keeps_its_id() -> None:
    """What can be read of it is kept: who it is about, and what it was to be."""
    world, till = _begun()
    torn = till.book.append("purchased", {"torn": True}, member=ANNA, now_us=world.now_us)
    talk(world, till)
    row = _row(world, torn)
    assert (row.status, row.reason, row.member) == (InboxStatus.REFUSED, "unreadable", ANNA)


def test_what_this_release_does_not_know_is_passed_on() -> None:
    """An event of a newer till is kept and told; who understands it takes it in."""
    world, till = _begun()
    strange = till.book.append("from-the-future", {"x": 1}, member=ANNA, now_us=world.now_us)
    talk(world, till)
    assert _row(world, strange).status is InboxStatus.APPLIED
    page = world.hub.page("till-1", feed=EVENTS, start=0, with_own=False)
    assert strange.id in {row.key for row in page.rows}


def test_what_concerns_a_till_alone_is_not_told() -> None:
    """Only what is about members goes to others, and draws, which all hold."""
    world, till = _begun()
    till.book.append("clock-accepted", {}, now_us=world.now_us)
    drawn = till.book.append("draw-held", {}, now_us=world.now_us)
    talk(world, till)
    page = world.hub.page("till-1", feed=EVENTS, start=1, with_own=False)
    assert [row.key for row in page.rows] == [drawn.id]


def _share(world: World, till: Machine, points: int) -> None:
    wants = Wants(epoch=1, wants=(Want(grant="g", member=ANNA, points=points),))
    till.sync.take_shares(world.hub.shares(till.name, wants, now_us=world.now_us))


def test_a_burn_uses_its_share_up() -> None:
    """What is burned of a share is no longer set apart, and an empty one is closed."""
    world, till = _begun()
    _share(world, till, 30)
    till.book.record(Redeemed("r", 10), ANNA, now_us=world.now_us, burned=10)
    talk(world, till)
    grants = world.hub_book.state.grants
    assert (grants["g"].used, grants["g"].state) == (10, GrantState.OPEN)
    till.book.record(Redeemed("s", 20), ANNA, now_us=world.now_us, burned=20)
    talk(world, till)
    assert (grants["g"].used, grants["g"].state) == (30, GrantState.CLOSED)


@pytest.mark.parametrize(
    ("shares", "reason"), [({"g": 31}, "share-exceeded"), ({"nobody's": 5}, "unknown-share")]
)
def test_a_burn_that_its_share_does_not_cover_is_shown(shares: dict[str, int], reason: str) -> None:
    """It happened and is booked, and a person should see it."""
    world, till = _begun()
    _share(world, till, 30)
    burned = sum(shares.values())
    logged = till.book.append(
        "redeemed", Redeemed("r", burned), member=ANNA, now_us=world.now_us, shares=shares
    )
    talk(world, till)
    row = _row(world, logged)
    assert (row.status, row.reason) == (InboxStatus.EXCEPTION, reason)
    assert len(world.hub_book.state.histories[ANNA]) == 2


def test_a_share_of_another_till_covers_nothing() -> None:
    """Whoever wrote its id into an event."""
    world, till = _begun()
    other = world.machines[1]
    talk(world, other)
    _share(world, till, 30)
    logged = other.book.append(
        "redeemed", Redeemed("r", 5), member=ANNA, now_us=world.now_us, shares={"g": 5}
    )
    talk(world, other)
    assert _row(world, logged).reason == "unknown-share"
    assert world.hub_book.state.grants["g"].used == 0


def test_points_that_were_burned_twice_are_shown() -> None:
    """A burn that no share covers and that leaves a debt."""
    world, till = _begun()
    other = world.machines[1]
    talk(world)
    for machine, name in ((till, "r"), (other, "s")):
        machine.book.append("redeemed", Redeemed(name, 80), member=ANNA, now_us=world.now_us)
    talk(world)
    rows = world.hub_book.state.histories[ANNA]
    assert [row.status for row in rows if row.type == "redeemed"] == [
        InboxStatus.APPLIED,
        InboxStatus.EXCEPTION,
    ]
    assert rows[-1].reason == "overspent"


def test_what_two_tills_took_back_is_shown() -> None:
    """Neither knew of the other: both are booked, and a person puts the points right."""
    world, till = _begun()
    other = world.machines[1]
    burned = till.book.append("redeemed", Redeemed("r", 30), member=ANNA, now_us=world.now_us)
    talk(world)
    backs = [
        machine.book.append(
            "redemption-undone", RedemptionUndone("r", 30), member=ANNA, now_us=world.now_us
        )
        for machine in (till, other)
    ]
    talk(world)
    assert [_row(world, each).status for each in (burned, backs[0])] == [InboxStatus.APPLIED] * 2
    row = _row(world, backs[1])
    assert (row.status, row.reason) == (InboxStatus.EXCEPTION, "taken-back-twice")


def _refunded(world: World, refunds: Sequence[Refunded]) -> list[Logged]:
    """Each at another till, none of which knows of the others."""
    backs = [
        machine.book.append("refunded", refund, member=ANNA, now_us=world.now_us)
        for machine, refund in zip(world.machines, refunds, strict=False)
    ]
    talk(world)
    return backs


@pytest.mark.parametrize(
    ("points", "is_shown"), [((30, 50), False), ((80, 10), True), ((50, 50), True)]
)
def test_parts_of_a_sale_are_taken_back_at_several_tills(
    points: tuple[int, int], *, is_shown: bool
) -> None:
    """As long as they are no more than the sale gave, nobody has to look."""
    world, till = _begun()
    sale = Purchased("s", START, 8000, Fraction(8000), Credit(80, START, None), 80, 80)
    till.book.append("purchased", sale, member=ANNA, now_us=world.now_us)
    talk(world)
    backs = _refunded(
        world, [Refunded("s", part * 100, part * 100, part == 80, part, 0) for part in points]
    )
    assert (_row(world, backs[1]).reason == "taken-back-twice") is is_shown


def test_money_that_went_out_twice_is_shown_where_no_points_moved() -> None:
    """The points had lapsed, and a membership gives none: the cash is gone twice all the same."""
    world, till = _begun()
    sale = Purchased("s", START, 8000, Fraction(8000), Credit(80, START, START), 80, 80)
    till.book.append("purchased", sale, member=ANNA, now_us=world.now_us)
    term = MembershipTerm("club", START, START + timedelta(days=9))
    bought = MembershipBought("m", term, 2500)
    till.book.append("membership-bought", bought, member=ANNA, now_us=world.now_us)
    talk(world)
    backs = [
        machine.book.append(kind, data, member=ANNA, now_us=world.now_us)
        for kind, data in (
            ("refunded", Refunded("s", 8000, 8000, True, 0, 0)),
            ("membership-cancelled", MembershipCancelled("m")),
        )
        for machine in world.machines[:2]
    ]
    talk(world)
    reasons = [_row(world, each).reason for each in backs]
    assert sorted(reasons) == ["", "", "taken-back-twice", "taken-back-twice"]


@pytest.mark.parametrize(
    ("parts", "is_shown"),
    [
        (((4000, False), (4000, True)), False),
        (((5000, False), (5000, False)), True),
        (((4000, True), (4000, True)), True),
    ],
    ids=["no more than was paid", "more than was paid", "the rest twice"],
)
def test_money_that_went_out_in_parts(
    parts: tuple[tuple[int, bool], tuple[int, bool]], *, is_shown: bool
) -> None:
    """Where no points moved, the sums of money say it, and who believed that it was the last."""
    world, till = _begun()
    sale = Purchased("s", START, 8000, Fraction(8000), Credit(80, START, START), 80, 80)
    till.book.append("purchased", sale, member=ANNA, now_us=world.now_us)
    talk(world)
    backs = _refunded(
        world, [Refunded("s", minor, minor, is_last, 0, 0) for minor, is_last in parts]
    )
    assert (_row(world, backs[1]).reason == "taken-back-twice") is is_shown


def test_what_nobody_has_heard_of_can_be_taken_back() -> None:
    """The sale is still on its way, or was lost with a hub that was put back."""
    world, till = _begun()
    back = Refunded("unheard", 8000, 8000, True, 80, 0)
    logged = till.book.append("refunded", back, member=ANNA, now_us=world.now_us)
    talk(world, till)
    assert _row(world, logged).status is InboxStatus.APPLIED


def test_a_hub_that_was_put_back_knows_its_own_shares_again() -> None:
    """The till's log brings the share with the hub's signature, and then what was burned of it."""
    world, till = _begun()
    before = world.hub_book.state.copy()
    _share(world, till, 30)
    till.book.record(Redeemed("r", 10), ANNA, now_us=world.now_us, burned=10)
    talk(world, till)
    world.hub_book.state = before
    world.upkeep.put_back()
    talk(world)
    grant = world.hub_book.state.grants["g"]
    assert (grant.state, grant.used, grant.is_taken) == (GrantState.OPEN, 10, True)


def test_a_share_that_the_hub_never_signed_is_none() -> None:
    """Nobody writes himself a share."""
    world, till = _begun()
    forged = Grant(
        grant="f", member=ANNA, device="till-0", epoch=1, parts=(SharePart(50),), token="ours"
    )
    other = replace(forged, token=world.seal.sign(b"something else"))
    for grant in (forged, other):
        logged = till.book.append("share-taken", {"grant": grant}, now_us=world.now_us)
        talk(world, till)
        assert _row(world, logged).reason == "unreadable"
    assert world.hub_book.state.grants == {}


def test_a_share_that_is_given_back_is_free_again() -> None:
    """But for one that a twin may burn from as well."""
    world, till = _begun()
    _share(world, till, 30)
    talk(world, till)
    till.book.release(["g"])
    devices = world.hub_book.state.devices
    talk(world, till)
    assert world.hub_book.state.grants["g"].state is GrantState.CLOSED
    wants = Wants(epoch=1, wants=(Want(grant="h", member=ANNA, points=30),))
    till.sync.take_shares(world.hub.shares(till.name, wants, now_us=world.now_us))
    till.book.release(["h"])
    devices["till-0"] = replace(devices["till-0"], status=DeviceStatus.TWIN)
    talk(world, till)
    assert world.hub_book.state.grants["h"].state is GrantState.OPEN


def test_what_was_sent_in_two_epochs_is_booked_once() -> None:
    """An event keeps its id, wherever its log puts it."""
    world, till = _begun()
    till.book.begin_epoch(above=1, after_seq=0, known_to_seq=1)
    talk(world, till)
    assert world.hub_book.state.devices["till-0"].epoch == 2
    assert len(world.hub_book.state.histories[ANNA]) == 1


def test_an_epoch_that_leaves_the_newest_log_behind_is_a_twins() -> None:
    """Two machines of one name write in turns, each from where it was."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    talk(world, till)
    old = till.book.state.copy()
    till.book.begin_epoch(above=1, after_seq=1, known_to_seq=2)
    talk(world, till)
    assert _status(world) == DeviceStatus.ACTIVE
    till.book.state = old
    till.book.begin_epoch(above=2, after_seq=2, known_to_seq=2)
    talk(world, till)
    assert _status(world) == DeviceStatus.TWIN


def _status(world: World) -> DeviceStatus:
    return world.hub_book.state.devices["till-0"].status
