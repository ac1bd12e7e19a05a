from dataclasses import replace

import msgspec
import pytest

from pos_loyalty.domain.shares import GrantState
from pos_loyalty.sync.protocol import Hello, Want
from pos_loyalty.sync.till import Moment
from tests.simulation.history import DAY_US
from tests.simulation.world import World
from tests.support.quiet_shop import ANNA, quiet_shop, talk


def _put_back() -> World:
    """A shop of three tills whose hub was put back; two have answered."""
    world = quiet_shop(tills=3)
    talk(world)
    world.upkeep.put_back()
    talk(world, *world.machines[:2])
    return world


def test_each_till_is_waited_for() -> None:
    """No share is given before the last of them has sent all that it has."""
    world = _put_back()
    assert world.hub_book.state.meta.is_recovering
    talk(world, world.machines[2])
    assert not world.hub_book.state.meta.is_recovering


def test_a_till_that_was_silent_for_long_is_not() -> None:
    """What was not heard of for a month when the backup was made need not be heard now."""
    world = quiet_shop(tills=3)
    talk(world, *world.machines[:2])
    devices = world.hub_book.state.devices
    for name in ("till-0", "till-1"):
        devices[name] = replace(devices[name], seen_us=world.now_us + 31 * DAY_US)
    world.upkeep.put_back()
    talk(world, *world.machines[:2])
    assert not world.hub_book.state.meta.is_recovering


@pytest.mark.parametrize("backlog", [0, 3])
def test_neither_is_one_that_had_been_revoked(backlog: int) -> None:
    """It has been given nothing since, so the backup knows all that it may burn.

    What it says it has, should it greet all the same, is not taken.
    """
    world = quiet_shop(tills=3)
    talk(world)
    world.upkeep.revoke("till-2")
    world.upkeep.put_back()
    devices = world.hub_book.state.devices
    devices["till-2"] = replace(devices["till-2"], backlog=backlog)
    talk(world, *world.machines[:2])
    assert not world.hub_book.state.meta.is_recovering


def test_one_that_is_revoked_meanwhile_is_waited_for_until_it_is_written_off() -> None:
    """Nobody knows which points it was given after the backup."""
    world = _put_back()
    world.upkeep.revoke("till-2")
    talk(world, world.machines[0])
    assert world.hub_book.state.meta.is_recovering
    world.upkeep.write_off("till-2")
    talk(world, world.machines[0])
    assert not world.hub_book.state.meta.is_recovering


def test_what_a_revoked_till_was_given_after_the_backup_comes_to_light() -> None:
    """Its sales wait for a person; its shares are known, before anybody is given a point."""
    world = quiet_shop()
    till, other = world.machines
    talk(world)
    backup = world.hub_book.state.copy()
    till.sync.want(Want(grant="g", member=ANNA, points=40))
    till.sync.begin()
    talk(world, till)
    world.credit(till, ANNA, 5, None)
    world.hub_book.state = backup
    world.upkeep.put_back()
    world.upkeep.revoke(till.name)
    talk(world, other)

    till.sync.begin()
    hello = till.sync.next_request(Moment(world.now_us, 0))
    assert isinstance(hello, Hello)
    again = msgspec.structs.replace(hello, incarnation_seen=2, cursors={}, acked=0)
    world.hub.hello(till.name, again, now_us=world.now_us)
    assert world.hub_book.state.meta.is_recovering

    talk(world, till, till, till)
    assert world.hub_book.state.grants["g"].state is GrantState.IN_DOUBT
    assert world.upkeep.exposure(till.name) == 40
    assert not world.hub_book.state.meta.is_recovering


def test_one_that_is_let_in_again_is_waited_for_like_any_other() -> None:
    """It may have been let in before, after the backup, and been given something."""
    world = quiet_shop()
    till, other = world.machines
    talk(world)
    world.upkeep.revoke(till.name)
    world.upkeep.put_back()
    world.upkeep.readmit(till.name)
    talk(world, other)
    assert world.hub_book.state.meta.is_recovering
    talk(world, till)
    assert not world.hub_book.state.meta.is_recovering


def test_one_that_was_written_off_is_not() -> None:
    """It is gone for good."""
    world = _put_back()
    world.upkeep.write_off("till-2")
    talk(world, world.machines[0])
    assert not world.hub_book.state.meta.is_recovering
