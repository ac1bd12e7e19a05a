import os
import subprocess
import sys
from pathlib import Path

from pos_loyalty.config.paths import STATE_VARIABLE, DataFolder, data_folder, resources
from pos_loyalty.domain.staff import OPERATOR, Role
from pos_loyalty.terminal.first_look import keep_look
from pos_loyalty.terminal.theme import Look
from pos_loyalty.terminal.theme_tokens import LIGHT
from tests.architecture.source import ROOT
from tests.support.shop import data_folder_in, disk_shop

# Together they cost more than a second, before the first pixel.
_HEAVY = {
    "PIL",
    "alembic",
    "argon2",
    "cryptography",
    "escpos",
    "fastapi",
    "fpdf",
    "pydantic",
    "qrcode",
    "serial",
    "sqlalchemy",
    "sqlcipher3",
    "usb",
    "uvicorn",
    "zxingcpp",
}
# A till opens its database and can check a PIN before the first scan.
_NEEDED_FOR_A_SCAN = {"argon2", "sqlcipher3"}
_ASKED_FOR_LATER = {
    "PySide6.QtMultimedia",
    "pos_loyalty.services.draws",
    "pos_loyalty.services.imports.importer",
    "pos_loyalty.services.memberships",
    "pos_loyalty.services.play",
    "pos_loyalty.services.points",
    "pos_loyalty.services.wheels",
    "pos_loyalty.storage.backup",
    "pos_loyalty.terminal.back_room",
    "pos_loyalty.terminal.companions",
    "pos_loyalty.terminal.founding",
    "pos_loyalty.terminal.mail_thread",
    "pos_loyalty.terminal.relay_starter",
    "pos_loyalty.terminal.screens.kiosk.screen",
    "pos_loyalty.terminal.screens.settings.screen",
}


def _modules(statement: str, **variables: str) -> set[str]:
    """All modules that a fresh Python holds after ``statement``."""
    script = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def _loaded_by(statement: str, **variables: str) -> set[str]:
    """Top names of them."""
    return {name.partition(".")[0] for name in _modules(statement, **variables)}


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    """The window is there at once; what it needs for the first sale comes after."""
    late = _HEAVY | {"babel", "tomllib", "zoneinfo"}
    assert _loaded_by("import pos_loyalty.terminal.main") & late == set()


def test_the_first_frame_comes_before_its_widgets(tmp_path: Path) -> None:
    """No button, no label, no settings: they are made behind the first frame."""
    folder = data_folder_in(tmp_path)
    kept = data_folder(folder.root, {STATE_VARIABLE: str(folder.state)})
    keep_look(kept, Look(LIGHT, resources()))
    trace = tmp_path / "trace"
    # The names of ``Qt`` are no module, but 93 enumerations that the first of them has built.
    names = (
        "import enum, gc;"
        "built = [e.__name__ for e in gc.get_objects() if isinstance(e, enum.EnumType)];"
        "assert 'CursorShape' not in built, built"
    )
    modules = _modules(f"{_run(folder)};{names}", **_start(folder, trace, until="first-paint"))
    assert "first-paint" in trace.read_text("utf-8")
    rooms = ("pos_loyalty.terminal.widgets", "pos_loyalty.services", "pos_loyalty.storage")
    assert [name for name in modules if name.startswith(rooms)] == []


def test_the_style_is_chosen_before_there_is_one() -> None:
    """Our sheet builds on Fusion everywhere; to choose it costs no enumerations of ``QStyle``."""
    statement = (
        "from pos_loyalty.config.paths import resources;"
        "from pos_loyalty.terminal import theme;"
        "app = theme.new_application('till');"
        "theme.apply(app, theme.Look(theme.LIGHT, resources()));"
        "import enum, gc;"
        "built = [e.__name__ for e in gc.get_objects() if isinstance(e, enum.EnumType)];"
        "assert 'PrimitiveElement' not in built, built;"
        "app.setStyleSheet(''); assert app.style().name() == 'fusion', app.style().name()"
    )
    assert "PySide6" in _loaded_by(statement, QT_QPA_PLATFORM="offscreen")


def test_the_program_chooses_before_it_loads() -> None:
    """A command has no use for Qt, nor the window for the commands."""
    loaded = _loaded_by("import pos_loyalty.__main__")
    assert loaded & (_HEAVY | {"PySide6", "argparse", "babel"}) == set()


def test_commands_do_without_qt() -> None:
    """A command answers on a machine that has no screen and no libraries for one."""
    assert "PySide6" not in _loaded_by("import pos_loyalty.cli.main")


def test_a_command_per_sale_loads_little(tmp_path: Path) -> None:
    """Another till's software waits for it: only a PIN's library is near, and is not needed."""
    shop = disk_shop(tmp_path)
    shop.application.store.close()
    folder = shop.folder
    assert folder is not None
    statement = (
        "from pos_loyalty.__main__ import main;"
        f"main(['--data', {str(folder.root)!r}, 'balance', '--card', '0000000000', '--json'])"
    )
    loaded = _loaded_by(statement, **{STATE_VARIABLE: str(folder.state)})
    assert loaded & (_HEAVY - _NEEDED_FOR_A_SCAN) == set()
    assert loaded & {"PySide6", "babel"} == set()


def test_nothing_heavy_is_loaded_before_the_first_scan(tmp_path: Path) -> None:
    """A till that opens for the day needs no migrations, no pictures, no settings, no draws."""
    shop = disk_shop(tmp_path)
    staff, now = shop.application.staff, shop.clock.now()
    staff.add(OPERATOR, name="Berta", role=Role.MANAGER, pin="739152", now=now)
    shop.application.store.close()
    folder = shop.folder
    assert folder is not None
    trace = tmp_path / "trace"
    modules = _modules(_run(folder), **_start(folder, trace, until="ready-for-scan"))
    assert "ready-for-scan" in trace.read_text("utf-8")
    assert modules & _ASKED_FOR_LATER == set()
    assert {name.partition(".")[0] for name in modules} & (_HEAVY - _NEEDED_FOR_A_SCAN) == set()


def _run(folder: DataFolder) -> str:
    return (
        "from pos_loyalty.terminal.main import run_terminal;"
        f"run_terminal(['--data', {str(folder.root)!r}, 'run'])"
    )


def _start(folder: DataFolder, trace: Path, *, until: str) -> dict[str, str]:
    return {
        "QT_QPA_PLATFORM": "offscreen",
        "POS_LOYALTY_TRACE": str(trace),
        "POS_LOYALTY_QUIT_AFTER": until,
        "XDG_CACHE_HOME": str(folder.cache),
        STATE_VARIABLE: str(folder.state),
    }
