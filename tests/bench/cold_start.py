"""From the click to the first frame, and to the first card that may be scanned.

Both against a bare window of the same library in the same minutes, one process after the
other: what the machine does meanwhile hits both alike.
"""

from pathlib import Path

from tests.bench.processes import environment, run_until_marks
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Setting
from tests.bench.shops import BenchShop, shop_of

_SMALL = 200


def cold_start(setting: Setting) -> list[Result]:
    """First paint and ready for a scan, in a new shop and in one with years behind it."""
    small = shop_of(setting.place, min(_SMALL, setting.scale.members))
    large = shop_of(setting.place, setting.scale.members)
    trace = setting.place / "trace.jsonl"
    if setting.scale.starts > 1:
        # Once unmeasured each: compiled modules, the disk's cache, fonts.
        _bare(small, trace)
        for shop in (small, large):
            _terminal(shop, trace)
    bare: list[float] = []
    first_paint: list[float] = []
    ready: list[float] = []
    ready_large: list[float] = []
    for _ in range(setting.scale.starts):
        bare.append(_bare(small, trace)["first-paint"])
        marks = _terminal(small, trace)
        first_paint.append(marks["first-paint"])
        ready.append(marks["ready-for-scan"])
        ready_large.append(_terminal(large, trace)["ready-for-scan"])
    return [
        measured(
            "cold start to first paint", first_paint, floor=bare, goal=Goal(Figure.RATIO, 1.5)
        ),
        measured("cold start to ready for scan", ready, floor=bare, goal=Goal(Figure.RATIO, 3.5)),
        measured(f"cold start to ready, {len(large.members):,} members", ready_large, floor=bare),
    ]


def _bare(shop: BenchShop, trace: Path) -> dict[str, float]:
    arguments = ["-m", "tests.bench.bare_window", str(trace)]
    return run_until_marks(arguments, trace, environment(shop.folder))


def _terminal(shop: BenchShop, trace: Path) -> dict[str, float]:
    env = environment(
        shop.folder, POS_LOYALTY_TRACE=str(trace), POS_LOYALTY_QUIT_AFTER="ready-for-scan"
    )
    arguments = ["-m", "pos_loyalty", "--data", str(shop.folder.root), "run"]
    return run_until_marks(arguments, trace, env)
