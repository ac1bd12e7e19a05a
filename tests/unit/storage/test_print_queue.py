from datetime import timedelta
from pathlib import Path

from pos_loyalty.storage.print_queue import StoredPrintQueue
from tests.support.slips import AT, job_of, sale_slip
from tests.support.stores import file_store


def test_a_till_at_rest_writes_nothing(tmp_path: Path) -> None:
    """What the spooler asks every few seconds takes no write lock when there is nothing to do."""
    store = file_store(tmp_path / "shop.db")
    queue = StoredPrintQueue(store)
    with store.begin() as work:
        work.print_jobs.add(job_of(sale_slip()))
        work.commit()
    store.empty_log()
    assert queue.recover("receipt", claimed_before=AT) == 0
    assert queue.hold("receipt", waiting_before=AT - timedelta(hours=1)) == 0
    assert queue.counts("receipt").waiting == 1
    assert (tmp_path / "shop.db-wal").stat().st_size == 0
    store.close()
