import ast
from pathlib import Path

from tests.architecture.source import PACKAGE, parsed, python_files, relative

_NOT_FOR_VIEWS = ("pos_loyalty.services", "pos_loyalty.storage")
_DECIDING = ("presenter", "_desk")


def _is_view(path: Path) -> bool:
    return path.stem.endswith("view") or path.stem in {"panels", "overlays"}


def test_a_part_of_a_view_knows_what_a_view_knows() -> None:
    """A screen that grew into several files still shows what it is told, and fetches nothing."""
    views = [path for path in python_files(PACKAGE / "terminal" / "screens") if _is_view(path)]
    imported = [
        f"{relative(path)}: {node.module}"
        for path in views
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module or "").startswith(_NOT_FOR_VIEWS)
            or (node.module or "").endswith(_DECIDING)
        )
    ]
    assert len(views) > 10
    assert imported == []
