"""Rows of the hub's database, written many at once."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, LiteralString, TypeAlias

from psycopg import Connection

Row: TypeAlias = tuple[Any, ...]
Link: TypeAlias = Connection[Row]
"""A connection that gives rows as tuples."""

_NOT_IN_TEXT: Final = "\0"
_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"


def copy_rows(
    link: Link, statement: LiteralString, types: Sequence[str], rows: Iterable[Row]
) -> None:
    """Write rows by PostgreSQL's own way for many, three times as fast as inserts.

    ``statement`` is a COPY … FROM STDIN (FORMAT BINARY); ``types`` are those of its columns.
    """
    with link.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def storable(text: str) -> str:
    """Text as PostgreSQL can keep it: a till's event may hold a character that it cannot."""
    return text.replace(_NOT_IN_TEXT, _INSTEAD) if _NOT_IN_TEXT in text else text


def storable_or_none(text: str | None) -> str | None:
    """As ``storable``, where there may be no text."""
    return None if text is None else storable(text)
