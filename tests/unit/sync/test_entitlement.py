from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from pos_loyalty.domain.events import Adjusted, Credit, Redeemed
from pos_loyalty.domain.shares import SharePart
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.codec import decode_body
from pos_loyalty.sync.entitlement import member_events
from pos_loyalty.sync.protocol import NoShare, RecallNote, Shares, Want, Wants
from tests.simulation.history import DAY_US
from tests.simulation.world import Machine, World
from tests.support.quiet_shop import ANNA, quiet_shop, talk
from tests.support.till_state import at_us


def _begun(*, tills: int = 2) -> World:
    """A shop whose tills have said all; Anna has 100 points, of the first till."""
    world = quiet_shop(tills=tills)
    talk(world)
    return world


def _ask(world: World, till: str, grant: str, points: int = 0) -> Shares:
    wants = Wants(epoch=1, wants=(Want(grant=grant, member=ANNA, points=points),))
    return world.hub.shares(till, wants, now_us=world.now_us)


def _refused(world: World, till: str, grant: str, points: int = 0) -> NoShare:
    (refused,) = _ask(world, till, grant, points).refused
    return refused


def _buy(world: World, machine: Machine, visits: int) -> None:
    for _ in range(visits):
        world.credit(machine, ANNA, 10, None)
    talk(world, machine)


def test_no_more_is_given_than_there_is() -> None:
    """What one till holds nobody else gets; what is left anybody may have."""
    world = _begun()
    assert _ask(world, "till-0", "g", 60).grants[0].points == 60
    assert _refused(world, "till-1", "h", 50).available == 40
    assert _ask(world, "till-1", "i", 40).grants[0].points == 40
    assert _refused(world, "till-1", "j", 1).available == 0


def test_asked_for_exactly_that_many_or_nothing() -> None:
    """Who stands at the counter is not helped by a part; the hub asks other tills for theirs."""
    world = _begun()
    _ask(world, "till-0", "g", 60)
    no = _refused(world, "till-1", "h", 50)
    assert (no.reason, no.available, no.elsewhere) == ("short", 40, 60)
    row = world.hub_book.state.shop["recall", "g"]
    note = msgspec.json.decode(row.body, type=RecallNote)
    assert (note.device, note.member) == ("till-0", ANNA)
    before = row.seq
    _refused(world, "till-1", "i", 50)
    assert world.hub_book.state.shop["recall", "g"].seq == before


def test_the_usual_till_is_given_half() -> None:
    """Where the member buys most, offline burns are possible; more each time is not."""
    world = _begun()
    first, second = world.machines
    _buy(world, first, 3)
    _buy(world, second, 1)
    assert _ask(world, "till-0", "g").grants[0].points == 70
    assert _refused(world, "till-0", "h").reason == "not-usual"
    assert _refused(world, "till-1", "i").reason == "not-usual"


def test_parts_name_the_end_of_each_lot() -> None:
    """A share ends where its points end, those first that end first."""
    world = _begun()
    end = world.now_us + 5 * DAY_US
    world.credit(world.machines[0], ANNA, 30, end)
    talk(world, world.machines[0])
    (grant,) = _ask(world, "till-1", "g", 50).grants
    assert grant.parts == (SharePart(30, end), SharePart(20, None))
    assert (grant.device, grant.epoch, grant.member) == ("till-1", 1, ANNA)


def test_what_has_ended_is_not_given() -> None:
    """Neither what has lapsed nor what is not released yet."""
    world = _begun()
    till = world.machines[0]
    world.credit(till, ANNA, 30, world.now_us + DAY_US)
    later = Credit(40, at_us(world.now_us) + timedelta(days=9), None)
    till.book.record(Adjusted(later), ANNA, now_us=world.now_us)
    talk(world, till)
    world.now_us += 2 * DAY_US
    assert _refused(world, "till-1", "g", 101).available == 100


def test_what_a_till_ahead_of_time_burned_is_gone() -> None:
    """What it credits by its clock is not there yet; what it burned nobody else gets."""
    world = _begun()
    till = world.machines[0]
    till.offset_us = 3 * DAY_US
    _ask(world, "till-0", "g", 80)
    talk(world, till)
    burned = Redeemed("r", 80)
    till.book.record(burned, ANNA, now_us=world.clock(till), burned=80)
    world.credit(till, ANNA, 500, None)
    talk(world, till)
    assert _refused(world, "till-1", "h", 100).available == 20


def test_what_is_on_the_way_is_not_given() -> None:
    """A till burned its own credit before it sent it: the credit comes first, the burn later."""
    world = quiet_shop()
    talk(world)
    till = world.machines[0]
    world.credit(till, ANNA, 40, None)
    till.book.record(Redeemed("r", 40), ANNA, now_us=world.now_us, burned=40)
    push = till.book.next_push(most_events=1, most_bytes=10**6)
    assert push is not None
    assert push.transit == {ANNA: 40}
    world.hub.push("till-0", push, now_us=world.now_us)
    assert _refused(world, "till-1", "g", 101).available == 100
    talk(world, till)
    assert _refused(world, "till-1", "g", 101).available == 100


@pytest.mark.parametrize("status", [DeviceStatus.TWIN, DeviceStatus.GONE])
def test_a_till_that_is_not_in_order_gets_nothing(status: DeviceStatus) -> None:
    """Two machines of one name could burn the same points; one that is gone needs none."""
    world = _begun()
    device = world.hub_book.state.devices["till-1"]
    world.hub_book.state.devices["till-1"] = replace(device, status=status)
    assert _refused(world, "till-1", "g", 10).reason == status.value


def test_a_hub_that_recovers_gives_nothing_new() -> None:
    """What it gave before stays what it was."""
    world = _begun()
    _ask(world, "till-0", "g", 10)
    world.upkeep.put_back()
    assert _refused(world, "till-1", "h", 10).reason == "recovering"
    assert _ask(world, "till-0", "g", 10).grants[0].points == 10


def test_a_share_that_is_over_is_not_given_twice() -> None:
    """Nor is one that belongs to another till."""
    world = _begun()
    _ask(world, "till-0", "g", 10)
    assert _refused(world, "till-1", "g", 10).reason == "closed"
    world.upkeep.write_off("till-0")
    assert _refused(world, "till-0", "g", 10).reason == "closed"


def test_nobody_knows_a_member_of_whom_nothing_was_heard() -> None:
    """There is nothing to give."""
    world = quiet_shop()
    assert _refused(world, "till-0", "g", 10).available == 0


def test_without_a_program_nothing_is_given() -> None:
    """What points are worth and when they end is not known yet."""
    world = _begun()
    del world.hub_book.state.shop["program", "1"]
    world.hub_book.state.heads["shop"] += 1
    assert _refused(world, "till-0", "g", 10).reason == "no-program"


def test_only_what_moves_a_member_is_folded() -> None:
    """Events of other kinds are skipped."""
    world = _begun()
    till = world.machines[0]
    till.book.append("from-the-future", {}, member=ANNA, now_us=world.now_us)
    bodies = [each.body for each in till.book.state.log]
    assert [decode_body(body).type for body in bodies] == ["purchased", "from-the-future"]
    assert len(member_events(bodies)) == 1
