"""Measures what a queue waits for, prints a table and writes it for machines.

python -m tests.bench [--only NAME …] [--quick] [--joining MEMBERS] [--place FOLDER]
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.bench.bootstrap import bootstrap
from tests.bench.camera import camera
from tests.bench.cold_start import cold_start
from tests.bench.command import command
from tests.bench.counter import memory, scan
from tests.bench.report import table, write_json
from tests.bench.result import Result
from tests.bench.rules import rules
from tests.bench.sale import sale
from tests.bench.scale import FULL, QUICK, Setting
from tests.bench.search import search
from tests.bench.simulate import simulate
from tests.bench.slip import slip
from tests.bench.sync import sync

_BENCHES: Final[dict[str, Callable[[Setting], list[Result]]]] = {
    "cold-start": cold_start,
    "command": command,
    "scan": scan,
    "sale": sale,
    "slip": slip,
    "search": search,
    "memory": memory,
    "rules": rules,
    "simulate": simulate,
    "camera": camera,
    "sync": sync,
    "bootstrap": bootstrap,
}
_BUILD: Final = Path(__file__).resolve().parents[2] / "build"


def main() -> int:
    """Run the benches that were asked for. A missed goal is a result, not a failure."""
    options = _options()
    scale = QUICK if options.quick else FULL
    if options.joining is not None:
        scale = replace(scale, joining_members=options.joining)
    place: Path = options.place.absolute()
    place.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    for name in options.only or _BENCHES:
        began = time.monotonic()
        print(f"{name} … ", end="", flush=True)
        results += _BENCHES[name](Setting(place, scale))
        print(f"{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    write_json(results, options.out)
    print(f"\n{table(results)}\n\nA load above 1 says that others used the machine meanwhile.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", action="append", choices=_BENCHES, help="run this bench alone")
    parser.add_argument("--quick", action="store_true", help="see that it runs; tells nothing")
    parser.add_argument("--joining", type=int, help="members of the shop that a till joins")
    parser.add_argument("--place", type=Path, default=_BUILD / "bench", help="where shops are kept")
    parser.add_argument("--out", type=Path, default=_BUILD / "bench.json")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
