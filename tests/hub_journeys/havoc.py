"""Everything breaks at any time while tills sell: by a seed, so that it can be looked at again."""

from enum import StrEnum
from pathlib import Path
from random import Random
from threading import Event
from typing import Final

from pos_loyalty.config.clock import SystemClock
from pos_loyalty.storage.backup import make_backup, restore
from tests.support.hub_town import Till, Town
from tests.support.shop import data_folder_in, rules

HUBS: Final = 2
_MOST_PAUSE_S: Final = 0.25
_DISASTERS: Final = 0.2


class Disaster(StrEnum):
    """What goes wrong beside processes that die and lines that break."""

    NONE = "none"
    TILL = "till"
    """Tills are put back from backups."""
    HUB = "hub"
    """The hub is put back from an old copy of its database."""


class Havoc:
    """Breaks things in a town, and mends them again."""

    def __init__(self, town: Town, seed: int, disaster: Disaster) -> None:
        self._town = town
        self._disaster = disaster
        self._backups: dict[str, tuple[Path, int]] = {}
        self._copy = ""
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
        if self._disaster is not Disaster.NONE and self._random.random() < _DISASTERS:
            self._befall(till, waiting, deeds, reverses)
            return
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

    def _befall(self, till: Till, waiting: dict[str, Till], deeds: int, reverses: float) -> None:
        if self._disaster is Disaster.HUB:
            self._put_hub_back()
            return
        self._put_back(till)
        waiting[till.name] = till
        self._sell(till, deeds // 2, reverses)

    def _put_back(self, till: Till) -> None:
        """Go back to the last backup, if there is one; make another one."""
        folder = data_folder_in(till.folder)
        till.kill()
        if till.name in self._backups:
            backup, known = self._backups.pop(till.name)
            loses_mark = self._random.random() < 0.5
            self.told.append(f"put back {till.name} {'without' if loses_mark else 'with'} mark")
            booked = {key for key, _type in self._town.booked_keys()}
            # What nobody else has heard of is gone with the disk.
            later = [done for done in till.done[known:] if done["key"] in booked]
            till.done[known:] = later
            restore(backup, folder.database, now=SystemClock().now())
            if loses_mark:
                folder.sidecar.unlink(missing_ok=True)
        else:
            self.told.append(f"backup {till.name}")
            made = make_backup(folder.database, folder.backups, now=SystemClock().now())
            self._backups[till.name] = (made.path, len(till.done))
        till.open()

    def _put_hub_back(self) -> None:
        self._town.close_hubs()
        if self._copy:
            self.told.append("put back hub")
            self._town.put_back(self._copy)
            self._copy = ""
            if self._random.random() < 0.5:
                with self._town.office() as office:
                    office.restored()
        else:
            self.told.append("copy hub")
            self._copy = self._town.copy_database()
        self._away.clear()
        self._town.open_hubs(HUBS)

    def _sell(self, till: Till, deeds: int, reverses: float) -> None:
        till.hear()
        till.tell("sell", deeds=deeds, reverses=reverses)


def havoc_in(
    town: Town,
    seed: int,
    *,
    tills: int,
    deeds: int,
    reverses: float,
    disaster: Disaster = Disaster.NONE,
) -> None:
    """A town that is broken by a seed; afterwards all agree, and nothing is lost or doubled.

    Without deeds that take something back nobody may have spent what was not there.
    """
    town.seed = str(seed)
    town.program = rules()
    town.open_hubs(HUBS)
    skews = Random(seed)  # noqa: S311 - so that it can be played again
    made = [
        town.new_till(f"Kasse {number}", ahead_s=skews.choice((0.0, 0.0, -90.0, 2.0)))
        for number in range(1, tills + 1)
    ]
    made[0].open()
    for _ in range(4):
        made[0].do("enroll", name="Anna")
    town.settle(made[0])
    for till in made[1:]:
        till.open()
    havoc = Havoc(town, seed, disaster)

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
    if not reverses and disaster is Disaster.NONE:
        assert totals.exceptions == 0, havoc.told
    if disaster is not Disaster.TILL:
        town.check_nothing_is_stuck()
    if not reverses:
        assert min(balances.values(), default=0) >= 0, (balances, totals, havoc.told)
