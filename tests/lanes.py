"""Runs all tests in two lanes side by side: what waits for windows and processes, and the rest.

python -m tests.lanes [what pytest takes …]
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[1]
_OUT: Final = _ROOT / "build" / "coverage"

# What waits for windows, processes and disks; whatever is not named here is in the other lane.
_WAITING: Final = (
    *(
        "bench",
        "crash",
        "gui",
        "hub_journeys",
        "journeys",
        "migrations",
        "packaging",
        "screenshots",
        "soak",
    ),
)


@dataclass(frozen=True, slots=True)
class Lane:
    """One run of pytest beside the other."""

    name: str
    selection: tuple[str, ...]

    @property
    def log(self) -> Path:
        """What it prints, until the other one is done."""
        return _OUT / f"{self.name}.log"

    def command(self, options: list[str]) -> list[str]:
        """How it is started."""
        return [
            *(sys.executable, "-m", "pytest", "--cov", "--cov-report=", "--cov-fail-under=0"),
            *("-o", f"cache_dir=.pytest_cache/{self.name}", *options, *self.selection),
        ]

    def environment(self) -> dict[str, str]:
        """Each lane counts its own coverage; together they are reported."""
        return {**os.environ, "COVERAGE_FILE": str(_OUT / f"data.{self.name}")}


def lanes() -> tuple[Lane, Lane]:
    """The two lanes; together they hold every test there is."""
    waiting = tuple(f"tests/{folder}" for folder in _WAITING)
    thinking = ("tests", *(f"--ignore=tests/{folder}" for folder in _WAITING))
    return Lane("waiting", waiting), Lane("thinking", thinking)


def main(options: list[str]) -> int:
    """Run both; 1 when a test failed in either, or too little of the code was run."""
    _OUT.mkdir(parents=True, exist_ok=True)
    for old in _OUT.glob("data*"):
        old.unlink()
    beside, shown = lanes()
    with beside.log.open("wb") as log:
        process = subprocess.Popen(
            beside.command(options),
            cwd=_ROOT,
            env=beside.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            failed = subprocess.run(
                shown.command(options), cwd=_ROOT, env=shown.environment(), check=False
            ).returncode
            failed |= process.wait()
        finally:
            process.kill()
    heading = f"== and beside it: {', '.join(beside.selection)}\n"
    sys.stdout.buffer.write(heading.encode() + beside.log.read_bytes())
    sys.stdout.flush()
    return int(bool(failed | _reported()))


def _reported() -> int:
    coverage = (sys.executable, "-m", "coverage")
    status = 0
    for arguments in (("combine", "--quiet", str(_OUT)), ("html", "--quiet"), ("report",)):
        status |= subprocess.run([*coverage, *arguments], cwd=_ROOT, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
