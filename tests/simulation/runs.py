"""Playing histories: one by its seed, the shortest that still fails, and many in a row."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from pos_loyalty.domain.tills import DeviceStatus
from tests.simulation.checks import BrokenError, Checker
from tests.simulation.history import History, history_of
from tests.simulation.playing import play
from tests.simulation.world import Machine, World

_MOST_ROUNDS = 12
_MOST_MOVES = 5000

Guard = Callable[[], AbstractContextManager[None]]
"""What is switched off while a history is played."""


def run(history: History, guard: Guard = nullcontext) -> str:
    """Play a history and let it come to rest; what broke, or nothing."""
    with guard():
        world = World(history)
        checker = Checker(world)
        try:
            for number, step in enumerate(history.steps):
                try:
                    play(world, step)
                    checker.after_step()
                except BrokenError as error:
                    return f"step {number} ({step.act}): {error}"
            settle(world)
            checker.at_rest()
        except BrokenError as error:
            return f"at rest: {error}"
    return ""


def settle(world: World) -> None:
    """No more trouble: all that can be said is said. Raises BrokenError where it has no end."""
    world.hub_book.fuse = None
    while world.late:
        world.now_us = max(world.now_us, world.late[0][0])
        world.deliver_late()
    world.history = replace(world.history, loss=0)
    for machine in world.machines:
        machine.is_cut, machine.fuse = False, None
        device = world.hub_book.state.devices[machine.name]
        if device.status is DeviceStatus.REVOKED and not machine.is_gone:
            world.upkeep.readmit(machine.name)
    for _ in range(_MOST_ROUNDS):
        before = _mark(world)
        for machine in world.machines:
            if not machine.is_gone:
                whole_talk(world, machine)
        if before == _mark(world):
            return
    raise BrokenError("they never have said it all")


def _mark(world: World) -> tuple[object, ...]:
    hub = world.hub_book.state
    tills = [
        (
            each.book.state.acked,
            each.book.state.epoch,
            len(each.book.state.log),
            tuple(sorted(each.book.state.cursors.items())),
            len(each.book.state.dirty),
        )
        for each in world.machines
    ]
    return (hub.meta, tuple(sorted(hub.heads.items())), tuple(tills))


def whole_talk(world: World, machine: Machine) -> None:
    """One till says and hears all that there is. Raises BrokenError where that has no end."""
    world.now_us += 1_000_000
    machine.drop_line()
    machine.sync.begin()
    for _ in range(_MOST_MOVES):
        if not world.moves_on(machine):
            return
    raise BrokenError(f"{machine.name} never stops asking")


def shrunk(history: History, guard: Guard = nullcontext) -> History:
    """The same history without the steps that it does not need to fail."""
    size = max(1, len(history.steps) // 2)
    while size:
        start = 0
        while start < len(history.steps):
            steps = history.steps[:start] + history.steps[start + size :]
            shorter = replace(history, steps=steps)
            if run(shorter, guard):
                history = shorter
            else:
                start += size
        size //= 2
    return history


def first_failing(
    seeds: range, guard: Guard = nullcontext, *, most_steps: int = 200
) -> tuple[int, str] | None:
    """The first seed whose history breaks, and how."""
    for seed in seeds:
        broken = run(history_of(seed, most_steps=most_steps), guard)
        if broken:
            return seed, broken
    return None
