"""A shop of a few tills and a hub in which nothing goes wrong but what a test does to it."""

from tests.simulation.history import DAY_US, History
from tests.simulation.runs import whole_talk
from tests.simulation.world import Machine, World

ANNA = "member-0"


def quiet_shop(*, tills: int = 2, members: int = 1, push_events: int = 100) -> World:
    """Tills that have not spoken yet; the first has credited 100 points to each member."""
    return World(
        History(
            seed=0,
            tills=tills,
            members=members,
            push_events=push_events,
            page_rows=1000,
            loss=0,
            longest_us=DAY_US,
            steps=(),
        )
    )


def talk(world: World, *machines: Machine) -> None:
    """Have each of them say and hear all that there is; without a name all of them, twice."""
    for machine in machines or (*world.machines, *world.machines):
        whole_talk(world, machine)
