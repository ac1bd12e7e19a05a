import subprocess
import sys
from pathlib import Path

_LOAD = """
import logging, tempfile
from pathlib import Path
from pos_loyalty.printing.escpos_library import load_escpos
load_escpos(Path({cache!r}))
assert tempfile.tempdir is None
assert not logging.getLogger().handlers
"""


def test_the_library_leaves_nothing_behind_but_its_cache(tmp_path: Path) -> None:
    """No folder in the machine's temporary place, no handler that logs where it should not."""
    temporary, cache = tmp_path / "tmp", tmp_path / "cache"
    temporary.mkdir()
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", _LOAD.format(cache=str(cache))],
            check=True,
            env={"TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[3])},
        )
    assert list(temporary.iterdir()) == []
    assert [path.suffix for path in cache.iterdir()] == [".pickle"]


def test_the_cache_is_closed_to_others(tmp_path: Path) -> None:
    """Code could be loaded from it."""
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o777)
    subprocess.run(
        [sys.executable, "-c", _LOAD.format(cache=str(cache))],
        check=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert cache.stat().st_mode & 0o077 == 0
