from tests.architecture.source import (
    PACKAGE,
    ROOT,
    TESTS,
    functions,
    parsed,
    python_files,
    relative,
)

_FILE_LINES = 500
_FUNCTION_LINES = 60
_ALL = python_files(PACKAGE, TESTS, ROOT / "packaging", ROOT / "db")


def test_files_stay_small() -> None:
    """A file that nobody can hold in mind is two files."""
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in _ALL}
    assert {path: lines for path, lines in lengths.items() if lines > _FILE_LINES} == {}


def test_functions_stay_small() -> None:
    """A function is seen whole on one screen."""
    lengths = {
        f"{relative(path)}:{function.lineno} {function.name}": (
            (function.end_lineno or function.lineno) - function.lineno + 1
        )
        for path in _ALL
        for function in functions(parsed(path))
    }
    assert {name: lines for name, lines in lengths.items() if lines > _FUNCTION_LINES} == {}
