"""Everything breaks at any time while tills sell: by a seed, so that it can be looked at again."""

from random import Random
from threading import Event
from typing import Final

from tests.support.hub_town import Till, Town
from tests.support.shop import rules

HUBS: Final = 2
_MOST_PAUSE_S: Final = 0.5


class Havoc:
    """Breaks things in a town, and mends them again."""

    def __init__(self, town: Town, seed: int) -> None:
        self._town = town
        self._random = Random(seed)  # noqa: S311 - so that it can be played again
        self._pause = Event()
        self._away: set[int] = set()
        self.told: list[str] = []
        """What was broken, in order."""

    def reign(self, *, deeds: int, reverses: float) -> None:
        """Have all tills sell, and break things until they are done."""
        tills = list(self._town.tills.values())
        waiting = {till.name: till for till in tills}
        for till in tills:
            self._sell(till, deeds, reverses)
        while waiting:
            self._pause.wait(self._random.uniform(0.0, _MOST_PAUSE_S))
            self._break_one(tills, waiting, deeds, reverses)
            for name, till in list(waiting.items()):
                if till.listen(0.0) is not None:
                    del waiting[name]
        self.mend()

    def mend(self) -> None:
        """All lines and all hubs are there again."""
        for till in self._town.tills.values():
            till.line.heal()
            till.line.delay_s = 0.0
        for number in sorted(self._away):
            self._town.hub_is_back(number)
        self._away.clear()

    def _break_one(
        self, tills: list[Till], waiting: dict[str, Till], deeds: int, reverses: float
    ) -> None:
        till = self._random.choice(tills)
        match self._random.randrange(9):
            case 0:
                self.told.append("postgres")
                self._town.cluster.kill()
                self._town.cluster.start_again()
            case 1:
                self.told.append(f"kill {till.name}")
                till.kill()
                till.open()
                waiting[till.name] = till
                self._sell(till, deeds // 2, reverses)
            case 2:
                number = self._random.randrange(HUBS)
                self.told.append(f"hub {number}")
                self._town.kill_hub(number)
                self._away.add(number)
            case 3 | 4:
                self.mend()
            case 5:
                self.told.append(f"cut {till.name}")
                till.line.cut()
            case 6 | 7:
                count = self._random.randint(1, 6000)
                self.told.append(f"cut {till.name} after {count}")
                till.line.heal()
                till.line.cut_after(count)
            case _:
                self.told.append(f"slow {till.name}")
                till.line.delay_s = self._random.uniform(0.0, 0.3)

    def _sell(self, till: Till, deeds: int, reverses: float) -> None:
        till.hear()
        till.tell("sell", deeds=deeds, reverses=reverses)


def havoc_in(town: Town, seed: int, *, tills: int, deeds: int, reverses: float) -> None:
    """A town that is broken by a seed; afterwards all agree, and nothing is lost or doubled.

    Without deeds that take something back nobody may have spent what was not there.
    """
    town.seed = str(seed)
    town.program = rules()
    town.open_hubs(HUBS)
    skews = Random(seed)  # noqa: S311 - so that it can be played again
    made = [
        town.new_till(f"Kasse {number}", ahead_s=skews.choice((0.0, 0.0, -90.0, 90.0)))
        for number in range(1, tills + 1)
    ]
    made[0].open()
    for _ in range(4):
        made[0].do("enroll", name="Anna")
    town.settle(made[0])
    for till in made[1:]:
        till.open()
    havoc = Havoc(town, seed)

    havoc.reign(deeds=deeds, reverses=reverses)

    town.settle()
    town.check_agreement()
    town.check_confirmed()
    with town.office() as office:
        totals = office.totals()
        digest, points = office.digest()
    balances = town.balances()
    assert points == sum(balances.values())
    assert digest.entries.rows == totals.entries
    assert totals.refused == 0, havoc.told
    if not reverses:
        assert totals.exceptions == 0, havoc.told
        assert min(balances.values(), default=0) >= 0, (balances, havoc.told)
