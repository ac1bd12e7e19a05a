"""Fresh processes, as somebody's click starts them, and what they tell of themselves."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pos_loyalty.config.paths import STATE_VARIABLE, DataFolder

_ROOT: Final = Path(__file__).resolve().parents[2]
_PATIENCE_S: Final = 60.0
_LOOKS_EVERY_S: Final = 0.05


def environment(folder: DataFolder, **more: str) -> dict[str, str]:
    """Where a process of this shop keeps its things; without a screen."""
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CACHE_HOME": str(folder.cache),
        STATE_VARIABLE: str(folder.state),
        # A machine that never keeps compiled modules would measure the compiler.
        "PYTHONDONTWRITEBYTECODE": "",
        **more,
    }


def run_until_marks(arguments: Sequence[str], trace: Path, env: dict[str, str]) -> dict[str, float]:
    """Milliseconds from the start of a process to each mark that it left in its trace."""
    trace.unlink(missing_ok=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env=env,
        check=False,
        capture_output=True,
        timeout=_PATIENCE_S,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return {mark: (at - started) * 1000 for mark, at in _marks(trace).items()}


@contextmanager
def running(arguments: Sequence[str], trace: Path, env: dict[str, str], mark: str) -> Iterator[int]:
    """A process that has come to ``mark`` and goes on; its id."""
    trace.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        patience = time.monotonic() + _PATIENCE_S
        while mark not in _marks(trace):
            if process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"{arguments} never came to {mark}")
            time.sleep(_LOOKS_EVERY_S)
        yield process.pid
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def json_from(module: str, arguments: Sequence[str], env: dict[str, str]) -> dict[str, list[float]]:
    """What a module, run as a process, prints in its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        env=env,
        check=False,
        capture_output=True,
        timeout=_PATIENCE_S * 5,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    told: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return told


def resident_mib(process_id: int | str) -> float:
    """The memory of a process that lies in the machine's memory now."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _marks(trace: Path) -> dict[str, float]:
    if not trace.is_file():
        return {}
    lines = trace.read_text(encoding="utf-8").splitlines()
    marks = [json.loads(line) for line in lines if line.endswith("}")]
    return {each["mark"]: each["t"] for each in marks}
