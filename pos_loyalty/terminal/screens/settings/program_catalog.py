"""What a description of the program document is made of: fields, forms, tables, pages.

The description itself stands in ``program_forms`` and ``program_tables``. Editor, search, list of
changes and the way from a problem to its field all read it; nothing else knows the document.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass

_PLACE: Final = re.compile(r"\[\d+\]")
ROOT: Final = "/"


class Kind(StrEnum):
    """What a field holds, which tells how it is read, shown and edited."""

    TEXT = "text"
    WORDS = "words"
    """Several words in one line, parted by commas."""
    LINES = "lines"
    """Several texts, one on each line."""
    MONEY = "money"
    WHOLE = "whole"
    COUNT = "count"
    """A whole number that the document writes as a text."""
    DECIMAL = "decimal"
    SHARE = "share"
    """A percentage that the document writes as a part of one."""
    CHOICE = "choice"
    SWITCH = "switch"
    MOMENT = "moment"
    DAY = "day"
    """A day of every year."""
    MARKS = "marks"
    """Any of several choices."""
    REFERENCE = "reference"
    """One thing of another table."""
    LIMIT = "limit"
    COLOR = "color"
    ONE_OF = "one-of"
    """Which of several keys is written; the choices are the keys."""
    SEGMENTS = "segments"
    FIXED = "fixed"
    """To be read: decided when the shop was created."""


class Width(StrEnum):
    """How much of a card's width a field takes."""

    THIRD = "third"
    HALF = "half"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class When:
    """Shown while the field ``key`` reads one of ``texts``; ``/key`` counts from the top."""

    key: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the document, as a person meets it."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""
    """What an absent key means, as the document would write it."""
    unit: str = ""
    refers: tuple[str, ...] = ()
    """Tables whose things can be chosen."""
    when: When | None = None
    width: Width = Width.HALF
    is_advanced: bool = False
    takes_own: bool = False
    """Whether words beside the choices can be typed."""
    variant: str = ""
    """Tells fields apart that show one key in different ways."""
    brief: str = ""
    """How a row's summary tells it; ``{value}`` is the value in words. Empty: not told."""
    starts: tuple[object, ...] = ()
    """What each of several keys holds when it is chosen."""
    companions: tuple[str, ...] = ()
    """Further keys that go when another of several keys is chosen."""
    inner: tuple["Field", ...] = ()
    """The fields of each segment."""

    @property
    def name(self) -> str:
        """The key, and what tells it from other fields of the same key."""
        return f"{self.key}#{self.variant}" if self.variant else self.key

    @property
    def is_written(self) -> bool:
        """Whether the document has this key; which of several keys is written is no key."""
        return self.kind is not Kind.ONE_OF


@dataclass(frozen=True, slots=True)
class Form:
    """A table that stands once in the document."""

    id: str
    path: str
    heading: str
    help: str
    fields: tuple[Field, ...]
    switch: str = ""
    """The words for turning the whole section on; empty where it cannot be absent."""
    start: Mapping[str, object] = field(default_factory=dict)
    """What the section holds when it is turned on."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list of things in the document."""

    path: str
    heading: str
    help: str
    add: str
    empty: str
    fields: tuple[Field, ...]
    start: Mapping[str, object] = field(default_factory=dict)
    """What a new thing holds, besides its id."""
    new: str = ""
    """What a new thing is called until somebody names it."""

    @property
    def id(self) -> str:
        """The name of its card."""
        return self.path

    @property
    def has_ids(self) -> bool:
        """Whether its things are named by an id."""
        return any(each.key == "id" for each in self.fields)


Part = Form | Table


@dataclass(frozen=True, slots=True)
class Place:
    """A field where it stands: the path of its table, and the field."""

    part: Part
    base: str
    field: Field

    @property
    def path(self) -> str:
        """The path of its cell."""
        return joined(self.base, self.field.name)


def joined(base: str, key: str) -> str:
    """A key inside the table at a path."""
    return f"{base}.{key}" if base else key


def raw_path(path: str) -> str:
    """Where the document has what a cell shows."""
    return path.partition("#")[0]


def pattern_of(path: str) -> str:
    """A path without the places of rows: ``campaign[].name``."""
    return _PLACE.sub("[]", path)


def places_of(part: Part, row: int | None = None) -> Iterator[Place]:
    """The fields of a form, or of one row of a table; without a row, of any."""
    base = part.path if isinstance(part, Form) else row_path(part.path, row)
    for each in part.fields:
        yield Place(part, base, each)


def row_path(table: str, row: int | None) -> str:
    """The path of a row; of any row without one."""
    return f"{table}[{'' if row is None else row}]"
