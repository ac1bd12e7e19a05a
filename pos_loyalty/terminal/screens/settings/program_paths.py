"""Values in a program document by their paths: found, put and taken out, in copies.

A path is written as problems are: ``earn.per``, ``campaign[2].goal.visits``. Documents are never
changed; what stays the same is shared between a document and its copy.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

Step = str | int


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[Step, ...]:
    """The keys and places on the way to a value."""
    found = re.finditer(r"\[(\d+)\]|([^.\[\]]+)", path)
    return tuple(int(each[1]) if each[1] else each[2] for each in found)


def found(document: Mapping[str, object], path: str) -> object:
    """The value at a path; None when there is none."""
    value: object = document
    for step in steps_of(path):
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, Mapping) else None
        elif isinstance(value, str) or not isinstance(value, Sequence):
            value = None
        else:
            value = value[step] if step < len(value) else None
    return value


def tables_at(document: Mapping[str, object], path: str) -> tuple[Mapping[str, object], ...]:
    """The tables of a list; what is none stands as an empty one, so that places stay right."""
    rows = found(document, path)
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return ()
    return tuple(row if isinstance(row, Mapping) else {} for row in rows)


def with_value(document: Mapping[str, object], path: str, value: object) -> dict[str, object]:
    """A copy with another value at a path; tables on the way are made where they are missing."""
    copy = _put(document, steps_of(path), value)
    return copy if isinstance(copy, dict) else {}


def without(document: Mapping[str, object], path: str) -> dict[str, object]:
    """A copy without the key at a path."""
    base, key = parent_of(path)
    table = found(document, base) if base else document
    if not isinstance(table, Mapping) or key not in table:
        return dict(document)
    left = {name: each for name, each in table.items() if name != key}
    return with_value(document, base, left) if base else left


def parent_of(path: str) -> tuple[str, str]:
    """The path of the table around a key, and the key."""
    base, _, key = path.rpartition(".")
    return base, key


def _put(container: object, steps: tuple[Step, ...], value: object) -> object:
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, int):
        rows = list(container) if isinstance(container, Sequence) else []
        rows[first] = _put(rows[first], rest, value)
        return rows
    table = dict(container) if isinstance(container, Mapping) else {}
    table[first] = _put(table.get(first), rest, value)
    return table
