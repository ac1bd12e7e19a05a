"""What goes wrong in a history: with lines, processes, clocks, files, and with whole machines."""

from dataclasses import replace
from random import Random

from pos_loyalty.domain.tills import DeviceStatus
from tests.simulation.history import DAY_US, HOUR_US
from tests.simulation.world import Machine, World, rules
from tests.support.memory_till import MemoryTill
from tests.support.till_state import Mark


def cut(_world: World, machine: Machine, chance: Random) -> None:
    """The line goes down, or is there again."""
    machine.is_cut = chance.random() < 0.6


def crash(world: World, machine: Machine, chance: Random) -> None:
    """Die now, or at one of the next writes."""
    if chance.random() < 0.5:
        machine.fuse = chance.randint(1, 12)
    else:
        world.reborn(machine)


def hub_crash(world: World, _machine: Machine, chance: Random) -> None:
    """The hub dies in the middle of one of the next requests."""
    world.hub_book.fuse = chance.randint(1, 40)


def backup(_world: World, machine: Machine, _chance: Random) -> None:
    """Copy the till's file."""
    machine.backups = [*machine.backups[-3:], machine.book.state.copy()]


def _put_back(world: World, machine: Machine, chance: Random) -> None:
    world.put_back_often = world.was_put_back
    world.was_put_back = True
    before = {each.id for each in machine.book.state.log} | set(world.hub_book.state.events)
    machine.book.state = chance.choice(machine.backups).copy()
    if not before.issuperset(each.id for each in machine.book.state.log):
        # What an earlier putting back had undone comes back: others had been promised its points.
        world.is_exposed = True
    world.start(machine)


def restore(world: World, machine: Machine, chance: Random) -> None:
    """Put the file back; the mark beside it tells."""
    if machine.backups:
        mark = machine.book.mark
        _put_back(world, machine, chance)
        machine.book.boot(mark)


def image(world: World, machine: Machine, chance: Random) -> None:
    """Put all of the machine back, the mark too: nobody can tell before the hub does."""
    if machine.backups:
        _put_back(world, machine, chance)
        book = machine.book
        book.mark = Mark(book.state.epoch, len(book.state.log), book.tip)
        world.is_exposed = True


def clone(world: World, machine: Machine, chance: Random) -> None:
    """A second machine is set up from a copy of the file."""
    if machine.backups and len(world.machines) <= world.history.tills:
        timeline, reigns = rules()
        state = chance.choice(machine.backups).copy()
        book = MemoryTill(state, timeline=timeline, reigns=reigns, new_id=world.new_id)
        book.mark = Mark(state.epoch, len(state.log), book.tip)
        book.version = machine.book.version
        twin = Machine(machine.name, book, machine.sync, offset_us=machine.offset_us)
        world.machines.append(twin)
        world.start(twin)
        world.is_exposed = world.has_clones = True


def hub_backup(world: World, _machine: Machine, _chance: Random) -> None:
    """Copy the hub's database."""
    world.hub_backups = [*world.hub_backups[-3:], world.hub_book.state.copy()]


def hub_restore(world: World, _machine: Machine, chance: Random) -> None:
    """Put the hub's database back; who does it says so."""
    if not world.hub_backups:
        return
    world.hub_was_put_back = True
    incarnation = world.hub_book.state.meta.incarnation
    # What a revoked till had burned was given to others, and is booked where the revoking is lost.
    lost = world.hub_book.state.events.values()
    world.tainted |= {row.member for row in lost if row.member and row.reason == "revoked"}
    gone = {each.name for each in world.machines if each.is_gone}
    world.hub_book.state = chance.choice(world.hub_backups).copy()
    world.hub_book.fuse = None
    state = world.hub_book.state
    # Who puts it back counts on from the newest life that anybody knows of.
    state.meta = replace(state.meta, incarnation=incarnation)
    world.upkeep.put_back()
    for machine in world.machines:
        # What was on the way comes from nowhere any more.
        machine.drop_line()
        machine.sync.begin()
    for device in gone:
        if state.devices[device].status is DeviceStatus.ACTIVE:
            _written_off(world, device)


def revoke(world: World, machine: Machine, _chance: Random) -> None:
    """The operator revokes a till."""
    world.hub_act(lambda: world.upkeep.revoke(machine.name))


def readmit(world: World, machine: Machine, _chance: Random) -> None:
    """The operator lets a till in again."""
    if not machine.is_gone:
        world.hub_act(lambda: world.upkeep.readmit(machine.name))


def write_off(world: World, machine: Machine, chance: Random) -> None:
    """The till is gone for good; the last of two stays."""
    left = [each for each in world.machines if not each.is_gone]
    if len(left) > 1 and not world.has_clones and chance.random() < 0.5:
        machine.is_gone = True
        world.hub_act(lambda: _written_off(world, machine.name))


def _written_off(world: World, device: str) -> None:
    # What it had burned of its own credits and not sent is nobody's to know.
    for machine in world.machines:
        if machine.name == device:
            log = machine.book.state.log
            hub = world.hub_book.state.events
            world.tainted |= {x.member for x in log if x.member and x.id not in hub}
    world.upkeep.write_off(device)


def clock(world: World, machine: Machine, chance: Random) -> None:
    """The clock on the wall is set, to whatever."""
    world.clock_was_wrong = True
    machine.offset_us = chance.choice((-3 * DAY_US, -HOUR_US, 0, HOUR_US, 40 * DAY_US))


def wait(world: World, _machine: Machine, chance: Random) -> None:
    """Nothing happens for a while."""
    world.now_us += chance.randrange(1, world.history.longest_us)


def stale(_world: World, machine: Machine, chance: Random) -> None:
    """A second process of the till brings a page that it asked for long ago."""
    pages = [page for epoch, page in machine.pages if epoch == machine.book.state.epoch]
    if pages:
        machine.book.apply(chance.choice(pages))
