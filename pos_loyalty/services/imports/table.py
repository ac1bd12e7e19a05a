"""A text file as rows of cells, each with the line on which it begins.

Nothing is lost silently: a line that cannot be taken apart is named, and reading goes on behind it.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.imports import RowProblem
from pos_loyalty.domain.values import dataclass

LARGEST_BYTES: Final = 256 * 2**20
ENCODINGS: Final = ("utf-8", "windows-1252", "utf-16")
DELIMITERS: Final = (";", ",", "\t", "|")

_LOOKED_AT: Final = 50
_MOST_LINES_OF_A_ROW: Final = 20
_NAMED: Final = re.compile(r"sep=(?P<sign>[;,|\t])\s*", re.IGNORECASE)
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, without the space around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows that could be taken apart, and the lines that could not."""

    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and the encoding that it was in."""

    text: str
    encoding: str


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    """The text in ``data``: in ``encoding``, or in the one that it shows or must have.

    A mark at the beginning decides; then what is UTF-8 is UTF-8, for text in another
    encoding hardly ever happens to be. Raises WrongDocumentError.
    """
    if len(data) > LARGEST_BYTES:
        raise WrongDocumentError((Problem("", "too-large"),))
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for name in (marked,) if marked else (encoding,) if encoding else ("utf-8", "windows-1252"):
        try:
            text = data.decode("utf-8-sig" if name == "utf-8" else name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return Decoded(text, name)
    raise WrongDocumentError((Problem("encoding", "not-table-text"),))


def delimiter_of(text: str) -> str:
    """The sign between the cells: the one that cuts most lines into the same number of them.

    Spreadsheets name it in a first line of its own.
    """
    lines = [line for line, _ in zip(_lines(text), range(_LOOKED_AT), strict=False) if line.strip()]
    named = _NAMED.fullmatch(lines[0]) if lines else None
    if named is not None:
        return named["sign"]
    return max(DELIMITERS, key=lambda delimiter: _regularity(lines, delimiter))


def read_rows(text: str, delimiter: str) -> Rows:
    """The rows of ``text``; empty ones are left out.

    A quotation mark that nobody closes would swallow all that follows, so a row of more
    than a few lines is taken for such a mistake, and reading goes on with the next line.
    """
    lines = list(_lines(text))
    rows: list[Row] = []
    problems: list[RowProblem] = []
    place = 1 if lines and _NAMED.fullmatch(lines[0]) else 0
    while place < len(lines):
        cells, count = _taken_apart(lines[place : place + _MOST_LINES_OF_A_ROW], delimiter)
        if cells is None:
            problems.append(RowProblem(place + 1, "", "open-quote"))
        elif any(cells):
            rows.append(Row(place + 1, cells))
        place += count
    return Rows(tuple(rows), tuple(problems))


def _lines(text: str) -> Iterator[str]:
    """Lines as files have them; ``splitlines`` would cut at signs that may stand in a name."""
    return iter(StringIO(text, newline=""))


def _taken_apart(lines: Sequence[str], delimiter: str) -> tuple[tuple[str, ...] | None, int]:
    """The cells of the first row of ``lines``, and how many lines it takes."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        return None, 1
    return tuple(cell.strip() for cell in cells), reader.line_num


def _regularity(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many lines agree on a number of cells above one, and on how many."""
    counts = Counter(_cell_counts(lines, delimiter))
    counts.pop(1, None)
    if not counts:
        return (0, 0)
    cells, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (agreeing, cells)


def _cell_counts(lines: Sequence[str], delimiter: str) -> Iterator[int]:
    for line in lines:
        cells, _count = _taken_apart([line], delimiter)
        yield len(cells) if cells is not None else 1
