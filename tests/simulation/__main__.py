"""Plays many histories: ``python -m tests.simulation --histories 100000 --seed 0``."""

import argparse
import sys
import time

from tests.simulation.ablations import ABLATIONS, without
from tests.simulation.history import history_of
from tests.simulation.runs import run, shrunk

_TOLD_EVERY = 1000


def main() -> int:
    """Play them; print how fast, and each that breaks with its shortest form."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--ablate", choices=ABLATIONS, default="", help="switch a protection off")
    parser.add_argument("--most-steps", type=int, default=200)
    asked = parser.parse_args()
    guard = without(asked.ablate)
    began, broken = time.monotonic(), 0
    for played, seed in enumerate(range(asked.seed, asked.seed + asked.histories), start=1):
        history = history_of(seed, most_steps=asked.most_steps)
        what = run(history, guard)
        if what:
            broken += 1
            _tell(f"seed {seed}: {what}")
            short = shrunk(history, guard)
            _tell(f"  in {len(short.steps)} steps: {run(short, guard)}")
            for step in short.steps:
                _tell(f"    {step.act} {step.till} {step.seed}")
        if played % _TOLD_EVERY == 0 or played == asked.histories:
            minutes = (time.monotonic() - began) / 60
            _tell(f"{played} histories, {broken} broken, {played / minutes:.0f} a minute")
    return 1 if broken else 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
