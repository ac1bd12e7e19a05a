import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT


def test_imports_keep_their_contracts() -> None:
    """Imports run downward, rooms keep their libraries, and no circle hides anywhere."""
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
