import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from pos_loyalty.storage.opening import open_till
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.verify import verify_ledger
from tests.support.stores import ANNA, NOW, file_store, record_sale

_CHECKOUT = Path(__file__).parents[2]
_MANY = 100_000


def _till(root: Path) -> Path:
    database = root / "shop.db"
    file_store(database, ANNA).close()
    return database


def _selling(database: Path, name: str, sales: int) -> "subprocess.Popen[str]":
    sidecar = database.parent / "state" / "epoch.json"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.selling", database, sidecar, name, str(sales)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(_CHECKOUT)},
    )


def _opened(database: Path) -> Store:
    sidecar = database.parent / "state" / "epoch.json"
    return open_till(database, backups=database.parent / "backups", sidecar=sidecar, now=NOW)


def _assert_whole(store: Store, promised: list[str]) -> None:
    """All promised sales are there; each sale has its event, both entries and its slip."""
    with store.read() as reading:
        sales = reading.connection.execute("SELECT id, seq FROM sale ORDER BY number").all()
        ids = [sale_id for sale_id, _ in sales]
        events = [event.seq for event in reading.log.events()]
        slips = [listed.origin for listed in reading.print_jobs.open_jobs(len(ids) + 1)]
        entries = reading.connection.execute(
            "SELECT sale_id FROM entry ORDER BY seq, line"
        ).column()
        assert ids[: len(promised)] == promised
        assert [seq for _, seq in sales] == events == list(range(1, len(ids) + 1))
        assert slips == ids
        assert list(entries) == [sale_id for sale_id in ids for _ in ("burn", "earn")]
        assert verify_ledger(reading).ok
        assert reading.log.device().epoch == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_till_killed_in_the_middle_of_a_sale_loses_none(tmp_path: Path, seed: int) -> None:
    """What was promised is in the books, what is in the books is whole, and the till goes on."""
    database = _till(tmp_path)
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    promised: list[str] = []
    for life in range(3):
        process = _selling(database, f"life{life}", _MANY)
        assert process.stdout is not None
        heard = chance.randrange(1, 60)
        promised += [process.stdout.readline().strip() for _ in range(heard)]
        process.kill()
        # Sales that were promised before the blow, but not yet read.
        promised += process.stdout.read().split()
        process.wait()
        process.stdout.close()
        store = _opened(database)
        _assert_whole(store, promised)
        with store.read() as reading:
            promised = list(
                reading.connection.execute("SELECT id FROM sale ORDER BY number").column()
            )
        store.close()
    assert len(promised) >= 3


def test_two_programs_sell_side_by_side(tmp_path: Path) -> None:
    """Window and command line write to one file: no number is lost and none is given twice."""
    database = _till(tmp_path)
    programs = [_selling(database, name, 60) for name in ("window", "command")]
    said = [program.communicate()[0].split() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert [len(sales) for sales in said] == [60, 60]
    store = Store.open(database)
    with store.read() as reading:
        assert verify_ledger(reading).events == 120
        numbers = reading.connection.execute("SELECT number FROM sale ORDER BY number")
        assert list(numbers.column()) == list(range(1, 121))
        assert verify_ledger(reading).ok
    store.close()


def test_a_sale_that_was_not_committed_is_gone_after_a_blow(tmp_path: Path) -> None:
    """The books never show what was not promised."""
    database = _till(tmp_path)
    pid = os.fork() if hasattr(os, "fork") else pytest.skip("no fork on this system")
    if pid == 0:
        try:
            with Store.open(database).begin() as work:
                record_sale(work, "sale-1")
                os._exit(0)
        finally:
            # Whatever went wrong, the child is no second run of the tests.
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0
    store = _opened(database)
    with store.read() as reading:
        assert reading.sales.sale("sale-1") is None
    store.close()
