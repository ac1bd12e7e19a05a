import ast
import string
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from pos_loyalty.i18n.compile import merge
from pos_loyalty.i18n.sources import po_files, shipped_folder
from tests.architecture.source import PACKAGE, parsed, python_files, relative

_LANGUAGES = sorted(path.name for path in shipped_folder().iterdir() if path.is_dir())

# What takes a text to translate, and how many of its arguments are texts.
_TEXTS_TAKEN = {"_": 1, "mark": 1, "text": 1, "plural": 2}


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """The expression itself, or both ends of ``a if condition else b``."""
    if isinstance(node, ast.IfExp):
        yield from _alternatives(node.body)
        yield from _alternatives(node.orelse)
    else:
        yield node


def _speaks(path: Path) -> bool:
    """Whether a module can hold translations at all; elsewhere ``text`` means something else."""
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pos_loyalty.i18n")
        for node in ast.walk(parsed(path))
    )


def _is_said(call: ast.Call) -> bool:
    """Whether somebody's words are asked, as in ``context.words.text(…)``."""
    if not isinstance(call.func, ast.Attribute):
        return False
    asked = call.func.value
    name = asked.attr if isinstance(asked, ast.Attribute) else getattr(asked, "id", "")
    return name.strip("_") in {"words", "translator"}


def _arguments() -> Iterator[tuple[Path, ast.expr]]:
    for path in python_files(PACKAGE):
        speaks = _speaks(path)
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and (speaks or _is_said(node)):
                for argument in node.args[: _TEXTS_TAKEN.get(_called(node), 0)]:
                    for each in _alternatives(argument):
                        yield path, each


@cache
def _texts_in_code() -> dict[str, str]:
    """Each text that the code asks for, with one place that does."""
    return {
        node.value: f"{relative(path)}:{node.lineno}"
        for path, node in _arguments()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def _catalog(language: str) -> tuple[Message, ...]:
    """All translations of a language; the heading of its files is none."""
    merged = merge(language, po_files(shipped_folder(), language))
    return tuple(message for message in merged if message.id)


def _forms(entry: str | Sequence[str] | None) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry or ())


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_a_text_is_whole_in_the_code() -> None:
    """A text put together from pieces can be found in no catalog."""
    pieced = [
        f"{relative(path)}:{node.lineno}"
        for path, node in _arguments()
        if isinstance(node, ast.JoinedStr | ast.BinOp)
    ]
    assert pieced == []


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    """Nobody meets a half-translated screen."""
    translated = {
        form
        for message in _catalog(language)
        if all(_forms(message.string)) and not message.fuzzy
        for form in _forms(message.id)
    }
    missing = {
        text: place for text, place in _texts_in_code().items() if text and text not in translated
    }
    assert missing == {}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_translation_is_used(language: str) -> None:
    """A translator's time is not spent on texts that nobody sees."""
    used = _texts_in_code().keys()
    unused = [
        form for message in _catalog(language) for form in _forms(message.id) if form not in used
    ]
    assert unused == []


@pytest.mark.parametrize("language", _LANGUAGES)
def test_translations_fill_in_the_same_facts(language: str) -> None:
    """No translation loses a fact or asks for one that is not there; only ``n`` may be silent."""
    differing = [
        form
        for message in _catalog(language)
        for form in _forms(message.string)
        if form and not _same_facts(_forms(message.id), form)
    ]
    assert differing == []


def _same_facts(originals: Sequence[str], translation: str) -> bool:
    known = {field for form in originals for field in _fields(form)}
    return not (_fields(translation) ^ known) - (known & {"n"})
