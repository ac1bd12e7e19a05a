"""A till that sells for as long as it lives: run as a process of its own, to be killed."""

import sys
from pathlib import Path

from pos_loyalty.storage.sidecar import Sidecar
from pos_loyalty.storage.store import Store
from tests.support.slips import job_of, sale_slip
from tests.support.stores import BOOT, record_sale


def sell(database: Path, sidecar: Path, name: str, sales: int) -> None:
    """Record sales, and say of each that it is in the books only after its commit."""
    store = Store.open(database, boot=BOOT, sidecar=Sidecar(sidecar))
    for number in range(sales):
        sale_id = f"{name}-{number}"
        with store.begin() as work:
            record_sale(work, sale_id, earned=36, spent=4)
            work.print_jobs.add(job_of(sale_slip(), id=sale_id), origin=sale_id)
            work.commit()
        print(sale_id, flush=True)  # noqa: T201 - whoever kills us reads how far we came
        if number % 10 == 0:
            store.checkpoint()
    store.close()


if __name__ == "__main__":
    sell(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
