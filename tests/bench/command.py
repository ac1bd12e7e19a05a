"""A command as another till's software calls it with each sale: a fresh process each time.

The floor is Python with SQLAlchemy Core and one select, in the same minutes: one process after the
other, so that what the machine does meanwhile hits all alike.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.storage.connection import bare_connection
from tests.bench.processes import environment
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Setting
from tests.bench.shops import BenchShop, shop_of

_ROOT: Final = Path(__file__).resolve().parents[2]
_PATIENCE_S: Final = 60.0
_FLOOR: Final = "floor"


def command(setting: Setting) -> list[Result]:
    """Balance, quote and sale of a shop whose window is open, each as a process of its own."""
    shop = shop_of(setting.place, setting.scale.members)
    number = member_number(shop.members[0])
    told = ["-m", "pos_loyalty", "--data", str(shop.folder.root)]
    counter = ["--card", number, "--amount", "36.50", "--json"]
    calls = {
        _FLOOR: ["-m", "tests.bench.bare_select", str(shop.folder.database)],
        "balance": [*told, "balance", "--card", number, "--json"],
        "quote": [*told, "quote", *counter],
        "sale": [*told, "sale", *counter, "--no-print"],
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    with _window(shop):
        for call in calls.values():
            # Once unmeasured: compiled modules, and the look at the pages after a boot.
            _ms(call, shop)
        for _ in range(setting.scale.commands):
            for name, call in calls.items():
                times[name].append(_ms(call, shop))
    floor = times.pop(_FLOOR)
    goals = {"balance": Goal(Figure.RATIO, 2)}
    return [
        measured(f"command {name}", taken, floor=floor, goal=goals.get(name))
        for name, taken in times.items()
    ]


def _window(shop: BenchShop) -> ExitStack:
    """Somebody else who has the file open and has written: its log is not empty."""
    stack = ExitStack()
    connection = stack.enter_context(closing(bare_connection(shop.folder.database)))
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE device_state SET next_number = next_number")
    return stack


def _ms(arguments: Sequence[str], shop: BenchShop) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env=environment(shop.folder),
        check=False,
        capture_output=True,
        timeout=_PATIENCE_S,
    )
    took = (time.perf_counter() - began) * 1000
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return took
