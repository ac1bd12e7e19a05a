import pytest

from pos_loyalty.domain.print_job import PrintJob
from tests.contract.printing.print_queue_contract import PrintQueueContract
from tests.support.print_queue import MemoryPrintQueue


class TestMemoryPrintQueue(PrintQueueContract):
    """The fake keeps the contract, so that what passes with it passes with the real one."""

    @pytest.fixture(autouse=True)
    def _fresh(self) -> None:
        self._queue = MemoryPrintQueue()

    def queue(self) -> MemoryPrintQueue:
        return self._queue

    def add(self, job: PrintJob) -> None:
        self._queue.add(job)

    def get(self, id: str) -> PrintJob:  # noqa: A002 - it is the job's id
        return self._queue.get(id)
