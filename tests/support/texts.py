"""The texts that the program shows, gathered from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path

# In the domain, ``text`` reads a key of a document; nothing there speaks to people.
_SILENT = frozenset({"domain"})


def texts_in(package: Path) -> dict[str, str]:
    """Every literal that is translated, with the module that it stands in."""
    found: dict[str, str] = {}
    for module in sorted(package.rglob("*.py")):
        room = module.relative_to(package).parts[0]
        if room not in _SILENT:
            tree = ast.parse(module.read_text(encoding="utf-8"))
            for text in _translated(tree):
                found.setdefault(text, str(module.relative_to(package)))
    return found


def _translated(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(attr="text") | ast.Name(id="mark" | "_"):
                yield from _literals(node.args[:1])
            case ast.Attribute(attr="plural"):
                yield from _literals(node.args[:1])
            case _:
                pass


def _literals(arguments: list[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
