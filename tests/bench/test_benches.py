import json
import subprocess
import sys
from pathlib import Path

from pos_loyalty.domain.fold import fold
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.timeline import TimelineShelf
from pos_loyalty.storage.verify import verify_ledger
from tests.bench.shops import shop_of

_ROOT = Path(__file__).resolve().parents[2]


def test_every_bench_runs(tmp_path: Path) -> None:
    """A bench that broke is found before somebody needs its figures."""
    out = tmp_path / "bench.json"
    arguments = ["--quick", "--place", str(tmp_path), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *arguments],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = " ".join(result["name"] for result in json.loads(out.read_text("utf-8")))
    for said in (
        "first paint",
        "ready",
        "scan",
        "commit",
        "printer",
        "search",
        "memory",
        "balance",
        "camera",
        "another has it",
    ):
        assert said in names


def test_a_shop_to_measure_in_is_a_true_shop(tmp_path: Path) -> None:
    """Its log is chained, its entries follow from it, and its members are found by name."""
    shop = shop_of(tmp_path, 30)
    store = Store.open(shop.folder.database)
    with store.read() as reading:
        timeline = TimelineShelf().timeline(reading)
        report = verify_ledger(reading, lambda events, at: fold(timeline, events, at=at))
        found = reading.members.find("Schöneberg")
    store.close()
    assert report.first_bad is None
    assert (report.members, len(found.hits)) == (30, 1)
