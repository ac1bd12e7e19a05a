"""A document from a file or from standard input: JSON or TOML as plain, exact values."""

import json
import re
import sys
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, NoReturn

from pos_loyalty.domain.errors import Problem, WrongDocumentError

STANDARD_INPUT: Final = "-"

_LARGEST_BYTES: Final = 64 * 2**20
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
# What a JSON text begins with. A TOML text may begin with a bracket too, but then a word follows.
_JSON_START: Final = re.compile(r"\s*(?:\{|\[\s*(?:[\[{\]]|$))")
# An escape that is one half of a sign beyond the first 65,536, be its other half there or not.
_HALF_SIGN: Final = re.compile(r"\\u[dD][89a-fA-F]")
_TOML_LIST: Final = re.compile(r"\s*\[\[\s*[\w\"']")


def read_document_file(name: str) -> object:
    """The parsed document in a file; ``-`` is standard input.

    Fractional numbers come as ``Decimal``, never as floats. Raises WrongDocumentError.
    """
    return parse_document(_text(name), name)


def read_table_file(name: str) -> Mapping[str, object]:
    """The parsed document in a file that holds one table. Raises WrongDocumentError."""
    document = read_document_file(name)
    if not isinstance(document, Mapping):
        raise _wrong("not-a-table")
    return document


def parse_document(text: str, name: str = "") -> object:
    """The values in ``text``; the suffix of ``name`` tells the format, or else its first sign."""
    suffix = Path(name).suffix.lower()
    if suffix == ".toml":
        return _toml(text)
    if suffix == ".json" or _looks_like_json(text):
        return _json(text)
    return _toml(text)


def _looks_like_json(text: str) -> bool:
    return bool(_JSON_START.match(text)) and not _TOML_LIST.match(text)


def _text(name: str) -> str:
    try:
        if name == STANDARD_INPUT:
            data = sys.stdin.buffer.read(_LARGEST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_LARGEST_BYTES + 1)
    except (OSError, ValueError, AttributeError) as error:
        # A null character in a name is a ValueError to Python, a closed standard input is None.
        raise _wrong("unreadable", file=name) from error
    if len(data) > _LARGEST_BYTES:
        raise _wrong("too-large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong("not-text") from error


def _json(text: str) -> object:
    try:
        parsed: object = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique_pairs,
        )
        if _HALF_SIGN.search(text):
            # Half of a sign, escaped, is read like a sign; it is none, and nothing can keep it.
            json.dumps(parsed, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        raise _wrong("not-json", line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise _wrong("not-plain") from error
    return parsed


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = place.groups() if place else (text.count("\n") + 1, 1)
        raise _wrong("not-toml", line=line, column=column) from error
    except (ValueError, RecursionError) as error:
        raise _wrong("not-plain") from error


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _wrong("key-twice", key=twice)
    return table


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _wrong(reason: str, **facts: object) -> WrongDocumentError:
    named = tuple((name, str(fact)) for name, fact in facts.items())
    return WrongDocumentError((Problem("", reason, named),))
