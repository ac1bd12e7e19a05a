"""A new till joins a shop of many members: until it can sell, and what that costs it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.hub import HubCore
from pos_loyalty.bootstrap.pairing import join_shop
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.opening import create_database
from tests.bench.hub_line import MeasuredHub, measured_hub
from tests.bench.many_lives import multiply
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Setting
from tests.bench.shops import SEED, shop_of
from tests.support.shop import data_folder_in

_ROOT: Final = Path(__file__).resolve().parents[2]
_MODELS: Final = 50
_FOLDED_AT_ONCE: Final = 2000
_MOST_FOLDED: Final = 100_000
"""Of more members the hub would be busy for minutes before anybody joins."""
_WRITTEN: Final = ("member", "card", "record_stamp", "member_base")
_ROWS_AT_ONCE: Final = 20_000
_MEGABYTE: Final = 1 << 20
_MILLION: Final = 1_000_000
_GOAL_S: Final = 30
"""For a million members."""


def bootstrap(setting: Setting) -> list[Result]:
    """A small shop founds a hub, which comes to have many members; then a till joins."""
    members = setting.scale.joining_members
    is_folded = members > _MOST_FOLDED
    with tempfile.TemporaryDirectory(dir=setting.place) as folder, measured_hub() as hub:
        place = Path(folder)
        _found(setting, hub, place)
        _made_ready(hub)
        multiply(hub.database, members, seed=SEED + 1, with_standings=is_folded)
        ready_s = _made_ready(hub)
        cost = _joined(hub, place / "second")
        floor_s = _written_plainly(place / "second", place / "plain.db")
    goal = Goal(Figure.P50, _GOAL_S * members / _MILLION)
    title = f"a till that joins {members:,} members"
    made = "makes them ready" if is_folded else "folds them and makes them ready"
    return [
        measured(
            f"{title}, until it sells", [cost["seconds"]], unit="s", floor=[floor_s], goal=goal
        ),
        measured(f"{title}, its processor until then", [cost["processor_s"]], unit="s"),
        measured(f"{title}, until names are found", [cost["found_s"]], unit="s"),
        measured(f"{title}, its disk", [cost["disk"] / _MEGABYTE], unit="MiB"),
        measured(f"{title}, its memory", [cost["memory"] / _MEGABYTE], unit="MiB"),
        measured(f"{title}, its memory with names", [cost["most"] / _MEGABYTE], unit="MiB"),
        measured(f"a hub {made} ahead of that", [ready_s], unit="s"),
    ]


def _found(setting: Setting, hub: MeasuredHub, place: Path) -> None:
    shop = shop_of(setting.place, _MODELS)
    folder = data_folder_in(place / "first")
    shutil.copytree(shop.folder.root, folder.root)
    with open_application(folder, SystemClock()) as till:
        join_shop(till, folder, OPERATOR, hub.wish("Kasse 1"))
        if till.hub is None:
            raise LookupError(place)
        while till.hub.till_hub().run_once().backlog:
            continue


def _made_ready(hub: MeasuredHub) -> float:
    store = HubStore.open(hub.database)
    core = HubCore(store, SystemClock())
    after: str | None = ""
    began = perf_counter()
    while after is not None:
        after = core.freshen(after=after, limit=_FOLDED_AT_ONCE)
    spent = perf_counter() - began
    store.close()
    return spent


def _joined(hub: MeasuredHub, place: Path) -> dict[str, float]:
    wish = hub.wish("Kasse 2")
    command = (sys.executable, "-m", "tests.bench.joining_till", str(place), wish.url, wish.code)
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def _written_plainly(joined: Path, plain: Path) -> float:
    """The seconds to write the same rows into an empty database, with nothing else to do."""
    create_database(plain, device_id="plain")
    source = Connection.to_read(data_folder_in(joined).database)
    target = Connection.to_write(plain)
    spent = 0.0
    with source.snapshot():
        readers = [(table, source.driver.execute(f"SELECT * FROM {table}")) for table in _WRITTEN]
        while True:
            batches = [(table, cursor.fetchmany(_ROWS_AT_ONCE)) for table, cursor in readers]
            if not any(rows for _table, rows in batches):
                break
            began = perf_counter()
            target.begin()
            target.execute("PRAGMA defer_foreign_keys = ON")
            for table, rows in batches:
                _insert(target, table, rows)
            target.commit()
            spent += perf_counter() - began
    for connection in (source, target):
        connection.close()
    return spent


def _insert(target: Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        target.execute_many(f"INSERT INTO {table} VALUES ({marks})", rows)
