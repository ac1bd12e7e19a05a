import pytest

from pos_loyalty.domain.print_job import PrintJob
from pos_loyalty.storage.print_queue import StoredPrintQueue
from pos_loyalty.storage.store import Store
from tests.contract.printing.print_queue_contract import PrintQueueContract


class TestStoredPrintQueue(PrintQueueContract):
    """The jobs in the database keep the contract."""

    @pytest.fixture(autouse=True)
    def _fresh(self) -> None:
        self._store = Store.in_memory()
        self._queue = StoredPrintQueue(self._store)

    def queue(self) -> StoredPrintQueue:
        return self._queue

    def add(self, job: PrintJob) -> None:
        with self._store.begin() as work:
            if work.print_jobs.job(job.id) is None:
                work.print_jobs.add(job)
            else:
                work.print_jobs.put(job)
            work.commit()

    def get(self, id: str) -> PrintJob:  # noqa: A002 - it is the job's id
        with self._store.read() as reading:
            job = reading.print_jobs.job(id)
        assert job is not None
        return job
