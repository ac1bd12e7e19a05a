"""A till that joins a shop, in a process of its own, and what that cost it.

python -m tests.bench.joining_till FOLDER URL CODE
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

from pos_loyalty.bootstrap.pairing import Wish, join_new_till
from pos_loyalty.config.clock import SystemClock
from tests.support.shop import data_folder_in


def main() -> int:
    """Join, and say how long it took, how much memory and how much of the disk."""
    place, url, code = sys.argv[1:]
    folder = data_folder_in(Path(place))
    began = perf_counter()
    join_new_till(folder, SystemClock(), Wish(url=url, code=code, name="Kasse 2"))
    seconds = perf_counter() - began
    files = folder.database.parent.glob(f"{folder.database.name}*")
    print(
        json.dumps(
            {
                "seconds": seconds,
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "disk": sum(each.stat().st_size for each in files if each.is_file()),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
