from dataclasses import replace

from pos_loyalty.domain.tills import DeviceStatus
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


def test_neither_is_one_that_was_revoked_or_written_off() -> None:
    """It has nothing more to say."""
    for status in (DeviceStatus.REVOKED, DeviceStatus.GONE):
        world = _put_back()
        devices = world.hub_book.state.devices
        devices["till-2"] = replace(devices["till-2"], status=status)
        talk(world, world.machines[0])
        assert not world.hub_book.state.meta.is_recovering
