import os
import subprocess
import sys
from pathlib import Path

from pos_loyalty.config.paths import STATE_VARIABLE
from tests.support.shop import data_folder_in

_SCRIPT = """
import sys
from pos_loyalty.terminal.main import run_terminal
# Python raises ImportError for what stands here as None.
sys.modules["pos_loyalty.terminal.till"] = None
sys.exit(run_terminal(["--data", sys.argv[1], "run"]))
"""


def test_a_till_that_cannot_be_loaded_ends_and_says_why(tmp_path: Path) -> None:
    """A broken installation leaves no empty window behind that nobody can use."""
    folder = data_folder_in(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder.root)],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CACHE_HOME": str(folder.cache),
            STATE_VARIABLE: str(folder.state),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "pos_loyalty.terminal.till" in done.stderr
