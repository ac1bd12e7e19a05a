from dataclasses import replace

import pytest

from tests.simulation.history import DAY_US
from tests.simulation.world import World
from tests.support.quiet_shop import quiet_shop, talk


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


def test_one_that_was_written_off_is_not() -> None:
    """It is gone for good."""
    world = _put_back()
    world.upkeep.write_off("till-2")
    talk(world, world.machines[0])
    assert not world.hub_book.state.meta.is_recovering
