import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pos_loyalty
from tests.architecture.source import PACKAGE, ROOT, parsed, python_files

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# Needed without an import of ours, and why.
_WITHOUT_IMPORT = {
    "tzdata",  # the zones for Python on a system that has none, such as Windows
}

# Imported under their own name, but another library's other half, at the same version.
_HALF_OF = {"shiboken6": "pyside6-essentials"}

# Installed on one system only, so that the others cannot tell whose it is.
_ON_ONE_SYSTEM = {"win32print": "pywin32"}


def _locked(name: str) -> dict[str, int]:
    """Each pinned requirement with the number of its hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text("utf-8"))
    return {
        block.split()[0]: block.count("--hash=sha256:")
        for block in blocks
        if not block.startswith("#")
    }


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    return {_normal(re.split(r"[^\w.-]", line)[0]) for line in _PROJECT["dependencies"]}


def _owners() -> dict[str, set[str]]:
    """For each top name that the product imports, the libraries it may come from."""
    known = {**packages_distributions(), **{top: [its] for top, its in _ON_ONE_SYSTEM.items()}}
    return {
        top: {_HALF_OF.get(_normal(owner), _normal(owner)) for owner in known.get(top, [])}
        for top in _imported()
    }


def _imported() -> set[str]:
    """Top names that the product imports, ours and the standard library's left out."""
    tops = {
        name.partition(".")[0]
        for path in python_files(PACKAGE, ROOT / "db")
        for node in ast.walk(parsed(path))
        for name in _names(node)
    }
    return tops - set(sys.stdlib_module_names) - {"pos_loyalty"}


def _names(node: ast.AST) -> list[str]:
    """The modules that a statement, or a call of ``import_module``, imports."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case ast.Call(func=ast.Name("import_module"), args=[ast.Constant(str(module)), *_]):
            return [module]
    return []


def test_every_requirement_is_pinned_by_hash() -> None:
    """What is installed is byte for byte what was tested."""
    for name in ("run.txt", "dev.txt"):
        locked = _locked(name)
        assert locked
        assert [each for each, hashes in locked.items() if not hashes or "==" not in each] == []


def test_the_developers_lock_contains_the_terminals() -> None:
    """Tests run with the very versions that tills get."""
    assert _locked("run.txt").keys() <= _locked("dev.txt").keys()


def test_locks_name_no_address() -> None:
    """Each machine fetches from where it is told to."""
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text("utf-8"), path.name


def test_every_declared_library_is_locked() -> None:
    """A library added to the project and not to the lock would be missing on a till."""
    locked = {_normal(each.partition("==")[0]) for each in _locked("run.txt")}
    assert _declared() - locked == set()


def test_every_imported_library_is_declared() -> None:
    """Nothing works only because something else happens to bring it along."""
    declared = _declared()
    assert {top for top, owners in _owners().items() if not owners & declared} == set()


def test_every_declared_library_is_imported() -> None:
    """A till carries nothing that nobody uses."""
    used = {owner for owners in _owners().values() for owner in owners}
    assert _declared() - used - _WITHOUT_IMPORT == set()


def test_the_version_is_said_twice_alike() -> None:
    """The program and its package give the same answer."""
    assert pos_loyalty.__version__ == _PROJECT["version"]
