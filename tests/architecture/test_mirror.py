import ast
from pathlib import Path

from tests.architecture.source import PACKAGE, TESTS, functions, parsed, python_files, relative

_UNIT = TESTS / "unit"


def _mirrored(test: Path) -> tuple[Path, ...]:
    """The modules that a unit test's name may stand for."""
    folder = PACKAGE / test.parent.relative_to(_UNIT)
    name = test.stem.removeprefix("test_")
    return (folder / f"{name}.py", folder / f"__{name}__.py", folder / name / "__init__.py")


def test_unit_tests_mirror_modules() -> None:
    """Whoever reads a module knows where its tests are, and a moved module takes them along."""
    orphans = [
        relative(path)
        for path in python_files(_UNIT)
        if path.name.startswith("test_") and not any(each.exists() for each in _mirrored(path))
    ]
    assert orphans == []


def test_each_test_says_what_must_hold() -> None:
    """A test that fails years from now still says which promise was broken."""
    silent = [
        f"{relative(path)}: {function.name}"
        for path in python_files(TESTS)
        if path.name.startswith("test_")
        for function in functions(parsed(path))
        if function.name.startswith("test_") and ast.get_docstring(function) is None
    ]
    assert silent == []
