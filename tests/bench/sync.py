"""Several tills and a hub: how fast they send, read, hear of each other and catch up."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Final

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.pairing import join_new_till, join_shop
from pos_loyalty.bootstrap.sync import SyncReport, TillHub
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from pos_loyalty.storage.digest import shared_digest
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.link import Hints
from tests.bench.hub_line import MeasuredHub, measured_hub, plain_insert
from tests.bench.result import Figure, Goal, Result, measured, rates
from tests.bench.scale import Setting
from tests.bench.shops import shop_of
from tests.support.shop import data_folder_in

_TILLS: Final = 10
_DAYS: Final = 30
_BATCH: Final = 500
_PATIENCE_S: Final = 30.0
_HALF: Final = Goal(Figure.RATIO, 2)
"""Half the speed of the floor takes twice its time."""


def sync(setting: Setting) -> list[Result]:
    """A large shop founds a hub, a till joins it and both sell; then ten that were away."""
    with tempfile.TemporaryDirectory(dir=setting.place) as folder, measured_hub() as hub:
        place = Path(folder)
        found = _founded(setting, hub, place)
        found += _called(setting, place)
    with tempfile.TemporaryDirectory(dir=setting.place) as folder, measured_hub() as hub:
        found += _caught_up(setting, hub, Path(folder))
    return found


def _founded(setting: Setting, hub: MeasuredHub, place: Path) -> list[Result]:
    """All of a year sent, and all of it read by another till, event by event."""
    shop = shop_of(setting.place, setting.scale.sync_members)
    folder, clock = data_folder_in(place / "first"), SystemClock()
    shutil.copytree(shop.folder.root, folder.root)
    with open_application(folder, clock) as till:
        join_shop(till, folder, OPERATOR, hub.wish("Kasse 1"))
        # Before there is anything to tell: one that comes later is told where members stand.
        join_new_till(data_folder_in(place / "second"), clock, hub.wish("Kasse 2"))
        began = perf_counter()
        sent = _talk(till).pushed
        push_s = perf_counter() - began
    with open_application(data_folder_in(place / "second"), clock) as till:
        began = perf_counter()
        read = _talk(till).pulled
        pull_s = perf_counter() - began
    rows, plain_s = plain_insert(hub.database, batch=_BATCH)
    title = f"{sent:,} events and their members ({rows:,} rows)"
    return [
        measured(f"{title} sent", [push_s], unit="s", floor=[plain_s], goal=_HALF),
        measured(f"{title} read", [pull_s], unit="s", floor=[plain_s], goal=_HALF),
        rates("events and records sent", [sent / push_s], unit="1/s"),
        rates("events and records read", [read / pull_s], unit="1/s"),
        rates("the same rows written plainly", [rows / plain_s], unit="1/s"),
    ]


def _called(setting: Setting, place: Path) -> list[Result]:
    """From a sale at one till until another one has it."""
    samples = []
    clock = SystemClock()
    with (
        open_application(data_folder_in(place / "first"), clock) as here,
        open_application(data_folder_in(place / "second"), clock) as there,
    ):
        member = _member(here)
        ear = _Ear(_hub(there))
        try:
            ear.wait()
            for number in range(setting.scale.called_sales):
                basket = Basket(lines=(BasketLine(amount_minor=1000),))
                request = Request(f"called-{number}", OPERATOR, clock.now())
                ear.expect()
                began = perf_counter()
                here.sales.record(request, Sale(member_id=member, basket=basket), slip=False)
                _hub(here).run_once()
                samples.append((ear.wait() - began) * 1000)
        finally:
            ear.close()
        _check_same([here, there])
    goal = Goal(Figure.P99, 300)
    return [measured("a sale at one till until another has it", samples, goal=goal)]


def _caught_up(setting: Setting, hub: MeasuredHub, place: Path) -> list[Result]:
    """Ten tills that were offline for a month come back at once."""
    clock, scale = SystemClock(), setting.scale
    shop = shop_of(setting.place, scale.away_members)
    names = [f"till-{number}" for number in range(_TILLS)]
    first = data_folder_in(place / names[0])
    shutil.copytree(shop.folder.root, first.root)
    with open_application(first, clock) as till:
        join_shop(till, first, OPERATOR, hub.wish(names[0]))
        _talk(till)
    for name in names[1:]:
        join_new_till(data_folder_in(place / name), clock, hub.wish(name))
    sales = scale.away_sales * _DAYS
    _each(place, names, lambda at: ("sell", str(sales), str(at)), side_by_side=2)
    marks = place / "marks"
    marks.mkdir()
    began = perf_counter()
    _each(place, names, lambda _at: ("sync", str(marks), str(_TILLS)), side_by_side=_TILLS)
    spent_s = perf_counter() - began
    tills = [open_application(data_folder_in(place / name), clock) for name in names]
    try:
        _check_same(tills)
    finally:
        for till in tills:
            till.store.close()
    title = f"{_TILLS} tills back after {_DAYS} days of {scale.away_sales} sales each"
    return [measured(title, [spent_s], unit="s", goal=Goal(Figure.P50, 120))]


class _Ear:
    """A till that reads whenever the hub calls."""

    def __init__(self, hub: TillHub) -> None:
        self._hub = hub
        self._has_read = Event()
        self._at = 0.0
        self._hints: Hints | None = None
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def expect(self) -> None:
        """Something is about to be sold."""
        self._has_read.clear()

    def wait(self) -> float:
        """When it had been read."""
        if not self._has_read.wait(_PATIENCE_S):
            raise TimeoutError
        return self._at

    def close(self) -> None:
        """Listen no more."""
        if self._hints is not None:
            self._hints.stop()
        self._thread.join(_PATIENCE_S)

    def _listen(self) -> None:
        # How it ends: by being stopped.
        with suppress(HubUnreachableError), self._hub.line().hints() as hints:
            self._hints = hints
            self._has_read.set()
            for heads in hints:
                if self._hub.run_once(heads).pulled:
                    self._at = perf_counter()
                    self._has_read.set()


def _each(
    place: Path, names: Sequence[str], words: Callable[[int], tuple[str, ...]], *, side_by_side: int
) -> None:
    """A process for each till, so many at once."""
    left = list(enumerate(names))
    while left:
        now, left = left[:side_by_side], left[side_by_side:]
        running = []
        for at, name in now:
            act, *rest = words(at)
            line = (sys.executable, "-m", "tests.bench.offline_till", act, str(place / name), *rest)
            running.append(subprocess.Popen(line))
        if any(process.wait() for process in running):
            raise RuntimeError(now)


def _talk(till: Application) -> SyncReport:
    """Until all is sent and read; the report of all of it."""
    sent = read = 0
    while True:
        report = _hub(till).run_once()
        sent, read = sent + report.pushed, read + report.pulled
        if report.is_whole and report.backlog == 0:
            return replace(report, pushed=sent, pulled=read)


def _hub(till: Application) -> TillHub:
    if till.hub is None:
        raise LookupError(till)
    return till.hub.till_hub()


def _member(till: Application) -> str:
    with till.store.read() as reading:
        found: str = reading.connection.execute("SELECT min(id) FROM member").value()
        return found


def _check_same(tills: Sequence[Application]) -> None:
    """What is measured has to be right."""
    digests = set()
    for till in tills:
        _talk(till)
    for till in tills:
        _talk(till)
        with till.store.read() as reading:
            digests.add(shared_digest(reading).digest)
    if len(digests) != 1:
        raise AssertionError(digests)
