"""Mappings as documents: what a file's columns mean and how it is written, kept for the next time.

A few ship with us, named for the shape of a file; a document may begin with one and say more.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.imports import (
    FIELDS_OF,
    SHAPES,
    DayOrder,
    ImportField,
    ImportKind,
    ImportWish,
    RowUnit,
    SaleMode,
)
from pos_loyalty.services.imports.table import DELIMITERS, ENCODINGS

PRESETS: Final = {shape.name: shape for shape in SHAPES}

_TABLE: Final = "columns"
_CHOICES: Final = ("encoding", "delimiter", "decimal", "day_order", "rows", "mode")

Choice = TypeVar("Choice", bound=StrEnum)


def read_mapping(document: Mapping[str, object], kind: ImportKind) -> ImportWish:
    """The wish that a mapping document says. Raises WrongDocumentError with every problem."""
    problems: list[Problem] = []
    base = _choice(document, "preset", tuple(PRESETS), problems)
    shaped = PRESETS[base].of(ImportWish(kind=kind)) if base else ImportWish(kind=kind)
    whole = {**mapping_document(shaped), **document}
    known = {"preset", _TABLE, "header", "new_members", *_CHOICES}
    problems += [Problem(key, "unknown-key") for key in document if key not in known]
    wish = ImportWish(
        kind=kind,
        encoding=_choice(whole, "encoding", ENCODINGS, problems),
        delimiter=_choice(whole, "delimiter", DELIMITERS, problems),
        decimal=_choice(whole, "decimal", (",", "."), problems),
        day_order=_chosen(DayOrder, whole, "day_order", problems),
        has_header=_switch(whole, "header", problems),
        columns=_columns(whole.get(_TABLE, {}), kind, problems),
        unit=_chosen(RowUnit, whole, "rows", problems),
        mode=_chosen(SaleMode, whole, "mode", problems),
        new_members=_switch(whole, "new_members", problems),
    )
    if problems:
        raise WrongDocumentError(tuple(problems))
    return wish


def mapping_document(wish: ImportWish) -> dict[str, object]:
    """A wish as the document that ``read_mapping`` reads."""
    document: dict[str, object] = {
        "encoding": wish.encoding,
        "delimiter": wish.delimiter,
        "decimal": wish.decimal,
        "day_order": wish.day_order and wish.day_order.value,
        "header": wish.has_header,
        "rows": wish.unit and wish.unit.value,
        "mode": wish.mode and wish.mode.value,
        "new_members": wish.new_members,
    }
    said = {key: value for key, value in document.items() if value is not None}
    columns = {field.value: name for field, name in wish.columns.items()}
    return {**said, **({_TABLE: columns} if columns else {})}


def _choice(
    table: Mapping[str, object], key: str, choices: Sequence[str], problems: list[Problem]
) -> str | None:
    value = table.get(key)
    if value is None or value in choices:
        return None if value is None else str(value)
    facts = (("value", str(value)), ("choices", ", ".join(map(_shown, choices))))
    problems.append(Problem(key, "unknown-choice", facts))
    return None


def _chosen(
    kind: type[Choice], table: Mapping[str, object], key: str, problems: list[Problem]
) -> Choice | None:
    value = _choice(table, key, [choice.value for choice in kind], problems)
    return kind(value) if value is not None else None


def _switch(table: Mapping[str, object], key: str, problems: list[Problem]) -> bool | None:
    value = table.get(key)
    if value is None or isinstance(value, bool):
        return value
    problems.append(Problem(key, "wrong-type", (("expected", "yes-or-no"),)))
    return None


def _columns(
    table: object, kind: ImportKind, problems: list[Problem]
) -> dict[ImportField, str | int]:
    if not isinstance(table, Mapping):
        problems.append(Problem(_TABLE, "not-a-table"))
        return {}
    columns: dict[ImportField, str | int] = {}
    for key, name in table.items():
        path = f"{_TABLE}.{key}"
        if key not in FIELDS_OF[kind]:
            problems.append(Problem(path, "unknown-key"))
        elif isinstance(name, bool) or not isinstance(name, str | int):
            problems.append(Problem(path, "wrong-type", (("expected", "text"),)))
        else:
            columns[ImportField(key)] = name
    return columns


def _shown(choice: str) -> str:
    return "\\t" if choice == "\t" else choice
