"""Breaks many towns, one after the other, for as long as somebody wants to look.

python -m tests.hub_journeys [--seeds FIRST:LAST] [--tills N] [--deeds N] [--reverses SHARE]
    [--disaster till|hub]
"""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path
from time import monotonic

from pos_loyalty.storage.hub_migrate import migrate_hub
from tests.hub_journeys.havoc import Disaster, havoc_in
from tests.support.hub_town import Town
from tests.support.postgres import cluster


def main() -> int:
    """Play the seeds; 1 when one of them went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="1:10")
    parser.add_argument("--tills", type=int, default=3)
    parser.add_argument("--deeds", type=int, default=30)
    parser.add_argument("--reverses", type=float, default=0.0)
    parser.add_argument("--disaster", type=Disaster, default=Disaster.NONE)
    args = parser.parse_args()
    first, _, last = args.seeds.partition(":")
    bad = 0
    with cluster() as server:
        url = server.create()
        migrate_hub(url)
        template = server.name_in(url)
        for seed in range(int(first), int(last or first) + 1):
            began = monotonic()
            with tempfile.TemporaryDirectory(prefix="pos-loyalty-town-") as folder:
                town = Town(server, server.create(template), Path(folder))
                try:
                    havoc_in(town, seed, tills=args.tills, deeds=args.deeds, reverses=args.reverses)
                    verdict = "right"
                except AssertionError:
                    verdict, bad = "WRONG", bad + 1
                    traceback.print_exc()
                finally:
                    town.close()
            took_s = monotonic() - began
            print(f"{args.disaster} seed {seed}: {verdict}, {took_s:.1f} s", flush=True)  # noqa: T201
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
