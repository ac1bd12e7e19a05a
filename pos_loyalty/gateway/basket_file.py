"""A purchase in a file, as a till's software leaves it: JSON, or a table with a line for each part.

JSON is what the API takes for a sale. A table has a heading; its lines are parts of one purchase::

    card;receipt;at;amount;quantity;category;product;total
    NBC23-EM2RJ-A;4711;2026-12-31T14:30;2,40;2;bread;rye;36,50

Only ``card``, ``receipt`` and ``at`` are needed besides ``amount`` or ``total``; what is said of
the whole purchase may stand in its first line alone.
"""

import csv
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, Final

from pydantic import ValidationError

from pos_loyalty.domain.program import Program
from pos_loyalty.gateway.baskets import moment_of
from pos_loyalty.gateway.bodies import RecordedPurchase
from pos_loyalty.gateway.errors import WrongFileError, WrongRequestError

SUFFIXES: Final = (".json", ".csv")
_BYTE_ORDER_MARK: Final = "\ufeff"
_SEPARATORS: Final = (";", "\t", ",")
_NEEDED: Final = ("card", "receipt", "at")
_WHOLE: Final = {"card": "card", "receipt": "receipt", "at": "at", "total": "amount"}
_PART: Final = ("amount", "quantity", "category", "product")
_COMMA: Final = re.compile(r"(\d+),(\d+)")


def purchase_in(data: bytes, suffix: str) -> RecordedPurchase:
    """The purchase in a file with that ending. Raises WrongFileError and WrongRequestError."""
    text = _text(data)
    found = _json(text) if suffix == ".json" else _table(text)
    for field in _NEEDED:
        if not found.get(field):
            raise WrongRequestError(reason="field", field=field)
    try:
        return RecordedPurchase.model_validate(found)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise WrongRequestError(reason="field", field=place) from error


def key_of(purchase: RecordedPurchase, program: Program) -> str:
    """The key of a purchase: its receipt and its time, however the file is written.

    Tills begin anew with 1 at some time; no till writes one number twice in one second.
    """
    at = moment_of(purchase.at or "", "at", program)
    receipt = hashlib.sha256(purchase.receipt.encode()).hexdigest()[:32]
    return f"file-{at:%Y%m%dT%H%M%SZ}-{receipt}"


def is_whole(data: bytes) -> bool:
    """Whether JSON could be all of itself: the beginning of an object is none."""
    try:
        json.loads(data)
    except RecursionError:
        # Whole or not, it is no purchase.
        return True
    except ValueError:
        return False
    return True


def _text(data: bytes) -> str:
    if not data.strip():
        raise WrongFileError(reason="empty")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongFileError(reason="encoding") from error
    if "\0" in text:
        raise WrongFileError(reason="encoding")
    return text.removeprefix(_BYTE_ORDER_MARK)


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongFileError(reason="json") from error
    if not isinstance(found, dict):
        raise WrongFileError(reason="json")
    return found


def _table(text: str) -> dict[str, Any]:
    """The purchase of a table, in the fields of JSON."""
    heading = text.splitlines()[0]
    separator = max(_SEPARATORS, key=heading.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise WrongFileError(reason="csv") from error
    columns = [cell.strip().lower() for cell in rows[0]]
    known = {*_WHOLE, *_PART}
    if len(set(columns)) != len(columns) or not set(columns) <= known:
        raise WrongFileError(reason="csv")
    for column in _NEEDED:
        if column not in columns:
            raise WrongFileError(reason="heading", column=column)
    parts = [_cells(columns, row) for row in rows[1:] if any(cell.strip() for cell in row)]
    if not parts:
        raise WrongFileError(reason="empty")
    whole = {field: _only(parts, column) for column, field in _WHOLE.items()}
    lines = [
        {name: part[name] for name in _PART if part.get(name)}
        for part in parts
        if part.get("amount")
    ]
    return {**{field: value for field, value in whole.items() if value}, "lines": lines}


def _cells(columns: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    if len(row) != len(columns):
        raise WrongFileError(reason="csv")
    cells = dict(zip(columns, (cell.strip() for cell in row), strict=True))
    return {name: _point(value) if name in _NUMBERS else value for name, value in cells.items()}


_NUMBERS: Final = frozenset({"amount", "quantity", "total"})


def _point(text: str) -> str:
    """A number with a comma, as German tills write it, with a point."""
    found = _COMMA.fullmatch(text)
    return f"{found[1]}.{found[2]}" if found else text


def _only(parts: Sequence[Mapping[str, str]], column: str) -> str:
    """What a column says of the whole purchase; two answers are one too many."""
    values = {part[column] for part in parts if part.get(column)}
    if len(values) > 1:
        raise WrongRequestError(reason="field", field=column)
    return next(iter(values), "")
