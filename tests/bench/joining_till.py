"""A till that joins a shop, in a process of its own, and what that cost it.

python -m tests.bench.joining_till FOLDER URL CODE
"""

import json
import resource
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time

from pos_loyalty.bootstrap.pairing import Wish, join_new_till
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.storage.search_filling import SearchFilling
from pos_loyalty.storage.store import Store
from tests.support.shop import data_folder_in


def main() -> int:
    """Join, and say how long it took, how much memory and how much of the disk."""
    place, url, code = sys.argv[1:]
    folder = data_folder_in(Path(place))
    began, began_processor = perf_counter(), process_time()
    join_new_till(folder, SystemClock(), Wish(url=url, code=code, name="Kasse 2"))
    seconds = perf_counter() - began
    processor_s = process_time() - began_processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    disk = _disk(folder)
    with closing(Store.open(folder.database)) as store:
        filling = SearchFilling(store)
        while filling.fill_next() is not None:
            continue
    found_s = perf_counter() - began
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor_s": processor_s,
                "found_s": found_s,
                "memory": memory,
                "most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "disk": disk,
            }
        )
    )
    return 0


def _disk(folder: DataFolder) -> int:
    files = folder.database.parent.glob(f"{folder.database.name}*")
    return sum(each.stat().st_size for each in files if each.is_file())


if __name__ == "__main__":
    sys.exit(main())
