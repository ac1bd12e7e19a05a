"""One step of a history, played in a world."""

from collections.abc import Callable
from random import Random

from tests.simulation import acts, trouble
from tests.simulation.history import Act, Step
from tests.simulation.world import Machine, World
from tests.support.memory_hub import DiedError

_OF_THE_HUB = frozenset({Act.HUB_BACKUP, Act.HUB_RESTORE, Act.HUB_CRASH, Act.WAIT})
_PLAYED: dict[Act, Callable[[World, Machine, Random], None]] = {
    Act.TALK: World.talk,
    Act.SELL: acts.sell,
    Act.BURN: acts.burn,
    Act.WANT: acts.want,
    Act.REFUND: acts.refund,
    Act.EDIT: acts.edit,
    Act.ODD: acts.odd,
    Act.PUBLISH: acts.publish,
    Act.CUT: trouble.cut,
    Act.CRASH: trouble.crash,
    Act.HUB_CRASH: trouble.hub_crash,
    Act.BACKUP: trouble.backup,
    Act.RESTORE: trouble.restore,
    Act.IMAGE: trouble.image,
    Act.CLONE: trouble.clone,
    Act.HUB_BACKUP: trouble.hub_backup,
    Act.HUB_RESTORE: trouble.hub_restore,
    Act.REVOKE: trouble.revoke,
    Act.READMIT: trouble.readmit,
    Act.WRITE_OFF: trouble.write_off,
    Act.CLOCK: trouble.clock,
    Act.WAIT: trouble.wait,
    Act.STALE: trouble.stale,
}


def play(world: World, step: Step) -> None:
    """Play one step; then let come what was on the way for too long."""
    chance = Random(step.seed)  # noqa: S311 - chance that can be played again
    world.now_us += chance.randrange(1, 90_000_000)
    machine = world.machines[step.till % len(world.machines)]
    machine.book.clock_us = world.clock(machine)
    if not machine.is_gone or step.act in _OF_THE_HUB:
        try:
            _PLAYED[step.act](world, machine, chance)
        except DiedError:
            world.reborn(machine)
    world.deliver_late()
