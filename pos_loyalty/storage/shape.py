"""How a frozen record lies in its table: names of columns, and values both ways.

An instant ``enrolled_at`` lies in ``enrolled_us``, ``valid_from`` in ``valid_from_us``; names of
a set are text, truth is 0 or 1, mappings and tuples are JSON. All else lies there as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import (
    Any,
    ClassVar,
    Generic,
    Protocol,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from pos_loyalty.storage.codec import decode_json, encode_json
from pos_loyalty.storage.instants import from_us, to_us

_Convert = Callable[[Any], Any]


class OfFields(Protocol):
    """Any dataclass, as ``dataclasses.fields`` knows it."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Record = TypeVar("Record", bound=OfFields)


class Shape(Generic[Record]):
    """The records of one table."""

    def __init__(self, table: str, record: type[Record]) -> None:
        hints = get_type_hints(record)
        self._record = record
        self._names = [field.name for field in fields(record)]
        kinds = [_kind(hints[name]) for name in self._names]
        columns = [_column(name, kind) for name, kind in zip(self._names, kinds, strict=True)]
        self._kept = [_kept(kind) for kind in kinds]
        self._given = [_given(kind) for kind in kinds]
        self.columns = ", ".join(columns)
        """What stands between SELECT and FROM."""
        marks = ", ".join("?" * len(columns))
        self.insertion = f"INSERT INTO {table} ({self.columns}) VALUES ({marks})"
        """The statement that adds one record."""

    def values(self, record: Record) -> tuple[object, ...]:
        """A record as the values of its row."""
        found = (getattr(record, name) for name in self._names)
        return tuple(
            value if value is None or keep is None else keep(value)
            for keep, value in zip(self._kept, found, strict=True)
        )

    def record(self, row: Sequence[Any]) -> Record:
        """A row, selected by ``columns``, as a record."""
        values = (
            value if value is None or give is None else give(value)
            for give, value in zip(self._given, row, strict=True)
        )
        return self._record(**dict(zip(self._names, values, strict=True)))


def _kind(hint: Any) -> Any:  # noqa: ANN401 - a type as annotations hold it
    if get_origin(hint) is UnionType:
        return next(kind for kind in get_args(hint) if kind is not type(None))
    return get_origin(hint) or hint


def _column(name: str, kind: type) -> str:
    return f"{name.removesuffix('_at')}_us" if kind is datetime else name


def _kept(kind: type) -> _Convert | None:
    if kind is datetime:
        return to_us
    if kind is bool:
        return int
    if kind in {Mapping, tuple}:
        return encode_json
    return _value if issubclass(kind, Enum) else None


def _given(kind: type) -> _Convert | None:
    if kind is datetime:
        return from_us
    if kind is Mapping:
        return decode_json
    if kind is tuple:
        return _as_tuple
    return kind if kind is bool or issubclass(kind, Enum) else None


def _value(member: Enum) -> object:
    return member.value


def _as_tuple(body: bytes) -> tuple[Any, ...]:
    return tuple(decode_json(body))
