"""At the counter: from the scan to the member on the screen, from Enter to the next member."""

from tests.bench.processes import environment, json_from, resident_mib, running
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Setting
from tests.bench.shops import BenchShop, shop_of

_SESSION = "tests.bench.counter_session"


def scan(setting: Setting) -> list[Result]:
    """Scan to member panel painted: the terminal's own threads, services and widgets."""
    shop = shop_of(setting.place, setting.scale.members)
    told = _session(shop, scans=setting.scale.scans, sales=0)
    return [
        measured(
            "scan to member painted",
            told["scan"],
            floor=told["scan-floor"],
            goal=Goal(Figure.P99, 50),
        ),
        # What a machine that others use as well cannot blur.
        measured("scan to member painted, processor time", told["scan-processor"]),
    ]


def memory(setting: Setting) -> list[Result]:
    """What the terminal keeps in memory, against a bare window, and what a day's sales add."""
    shop = shop_of(setting.place, setting.scale.members)
    trace = setting.place / "trace.jsonl"
    env = environment(shop.folder, POS_LOYALTY_TRACE=str(trace))
    bare = ["-m", "tests.bench.bare_window", str(trace), "stay"]
    with running(bare, trace, env, "first-paint") as process:
        floor = [resident_mib(process)]
    terminal = ["-m", "pos_loyalty", "--data", str(shop.folder.root), "run"]
    with running(terminal, trace, env, "ready-for-scan") as process:
        ready = [resident_mib(process)]
    sales = setting.scale.counter_sales
    told = _session(shop, scans=0, sales=sales)
    return [
        measured("memory, ready for scan", ready, unit="MiB", floor=floor),
        measured(f"memory, after {sales} sales", told["memory-after"], unit="MiB", floor=floor),
        measured("Enter to counter ready", told["sale"]),
    ]


def _session(shop: BenchShop, *, scans: int, sales: int) -> dict[str, list[float]]:
    arguments = [str(shop.folder.root), str(len(shop.members)), str(scans), str(sales)]
    return json_from(_SESSION, arguments, environment(shop.folder))
