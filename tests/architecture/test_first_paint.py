import subprocess
import sys

from tests.architecture.source import ROOT

# Together they cost more than a second, before the first pixel.
_HEAVY = {
    "PIL",
    "alembic",
    "argon2",
    "cryptography",
    "escpos",
    "fpdf",
    "qrcode",
    "sqlalchemy",
    "sqlcipher3",
}


def _loaded_by(statement: str) -> set[str]:
    """Top names of all modules that a fresh Python holds after ``statement``."""
    script = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    """The window is there at once; what it needs for the first sale comes after."""
    assert _loaded_by("import pos_loyalty.terminal.main") & _HEAVY == set()


def test_the_program_chooses_before_it_loads() -> None:
    """A command has no use for Qt, nor the window for the commands."""
    loaded = _loaded_by("import pos_loyalty.__main__")
    assert loaded & (_HEAVY | {"PySide6", "argparse", "babel"}) == set()


def test_commands_do_without_qt() -> None:
    """A command answers on a machine that has no screen and no libraries for one."""
    assert "PySide6" not in _loaded_by("import pos_loyalty.cli.main")
