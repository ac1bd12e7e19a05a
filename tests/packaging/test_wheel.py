import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_CARRIED = ("resources", "db")

# Building and playing a whole counter story take longer than a test may as a rule.
pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True, slots=True)
class _Archives:
    wheel: Path
    source: Path


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> _Archives:
    """What ``make package`` makes; the wheel is built from the unpacked source archive."""
    out = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", out, _ROOT], cwd=out)
    return _Archives(wheel=next(out.glob("*.whl")), source=next(out.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def installed(archives: _Archives, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it and the checkout out of reach."""
    place = tmp_path_factory.mktemp("till") / "env"
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    python = _program(place, "python")
    # The libraries are borrowed from the environment that runs the tests. Its
    # link to the checkout is a .pth file, and those count only in one's own folder.
    packages = Path(_output([python, "-c", "import sysconfig as s; print(s.get_path('purelib'))"]))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    _run([*pip, "install", "--quiet", "--no-deps", "--no-index", archives.wheel], cwd=place)
    return place


def _program(environment: Path, name: str) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin") / name


def _run(command: Sequence[str | Path], *, cwd: Path) -> str:
    foreign = {"PYTHONPATH", "POS_LOYALTY_DATA", "POS_LOYALTY_STATE"}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _output(command: Sequence[str | Path]) -> str:
    return _run(command, cwd=Path.cwd()).strip()


def test_the_wheel_carries_all_that_lies_beside_the_package(archives: _Archives) -> None:
    """Every catalog, icon, style sheet and migration of the checkout reaches the till."""
    with zipfile.ZipFile(archives.wheel) as wheel:
        carried = set(wheel.namelist())
    beside = {
        f"pos_loyalty/_data/{path.relative_to(_ROOT).as_posix()}"
        for folder in _CARRIED
        for path in (_ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert beside - carried == set()
    assert any(name.endswith(".mo") for name in carried)


def test_the_source_archive_carries_what_a_checkout_has(archives: _Archives) -> None:
    """Whoever has the source archive can test and build what we do."""
    with tarfile.open(archives.source) as source:
        carried = {name.partition("/")[2].partition("/")[0] for name in source.getnames()}
    wanted = {"pos_loyalty", "resources", "db", "packaging", "requirements", "tests", "Makefile"}
    assert wanted - carried == set()


def test_the_installed_program_plays_a_counter_story(installed: Path, tmp_path: Path) -> None:
    """What works in the checkout works on a till that has only the wheel."""
    where = "import pos_loyalty; print(pos_loyalty.__file__)"
    found = _run([_program(installed, "python"), "-c", where], cwd=tmp_path)
    assert Path(found.strip()).is_relative_to(installed)
    out = tmp_path / "demo"
    _run([_program(installed, "pos-loyalty"), "demo", "--out", out], cwd=tmp_path)
    assert any(out.iterdir())
