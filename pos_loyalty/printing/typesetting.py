"""A document fitted to one printer's columns: the lines that bytes, picture and text all draw."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.code_pages import CodePage
from pos_loyalty.printing.document import (
    BIG,
    BOLD,
    PLAIN,
    Align,
    Block,
    CodePageSample,
    Cut,
    Document,
    Feed,
    Gap,
    Heading,
    Logo,
    Progress,
    Qr,
    Row,
    Rule,
    Size,
    Span,
    Stamps,
    Style,
    Text,
)
from pos_loyalty.printing.profiles import PrinterProfile

_TALL = Style(size=Size.TALL, bold=True)
_HEADING_LINES = 2
_ROW_GAP = 2


@dataclass(frozen=True, slots=True)
class Run:
    """A text in one style, at a column of the plain size."""

    column: int
    text: str
    style: Style

    @property
    def columns(self) -> int:
        return display_width(self.text) * self.style.size.columns


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, and the code page of the printer that has all of it; without one, drawn."""

    runs: tuple[Run, ...]
    page: CodePage | None

    @property
    def rows(self) -> int:
        return max((run.style.size.rows for run in self.runs), default=1)

    @property
    def columns(self) -> int:
        """As far as it reaches; the white beyond need not be sent."""
        return max((1, *(run.column + run.columns for run in self.runs)))


Item = Line | Feed | Gap | Progress | Stamps | Logo | Qr | CodePageSample | Cut


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as it lies on the paper of one printer."""

    profile: PrinterProfile
    items: tuple[Item, ...]


def typeset(document: Document, profile: PrinterProfile) -> Sheet:
    """The document in the columns and characters of this printer."""
    setter = _Setter(profile)
    items = tuple(item for block in document.blocks for item in setter.items(block))
    return Sheet(profile=profile, items=items)


def display_width(text: str) -> int:
    """Columns that ``text`` takes at the plain size."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


@lru_cache(maxsize=1024)
def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    style: Style

    @property
    def columns(self) -> int:
        return display_width(self.text) * self.style.size.columns


class _Setter:
    def __init__(self, profile: PrinterProfile) -> None:
        self._profile = profile
        self._columns = profile.columns

    def items(self, block: Block) -> Iterable[Item]:
        match block:
            case Text():
                return self._text(block)
            case Heading():
                return self._heading(block)
            case Row():
                return self._row(block)
            case Rule():
                return (self._line([Run(0, self._profile.plain("─") * self._columns, PLAIN)]),)
            case _:
                return (block,)

    def _text(self, block: Text) -> Iterable[Line]:
        width = self._columns - block.indent
        words = self._words(block.spans)
        for words_of_line in _balanced(words, width):
            yield self._line(self._placed(words_of_line, block.align, block.indent))

    def _heading(self, block: Heading) -> Iterable[Line]:
        for style in (BIG, _TALL):
            words = self._words((Span(block.text, style),))
            lines = _balanced(words, self._columns)
            unbroken = all(word.columns <= self._columns for word in words)
            if unbroken and len(lines) <= _HEADING_LINES:
                break
        else:
            lines = _balanced(self._words((Span(block.text, BOLD),)), self._columns)
        for words in lines:
            yield self._line(self._placed(words, Align.CENTER, 0))

    def _row(self, block: Row) -> Iterable[Line]:
        right = self._fitting(block.right)
        right_runs = self._placed(right, Align.RIGHT, 0)
        space = self._columns - block.indent - _width(right) - _ROW_GAP
        left = self._words(block.left)
        chopped = space < self._columns // 2 or any(word.columns > space for word in left)
        if _width(left) > space and chopped:
            # Beside so wide a figure the label would fall to pieces: it goes above.
            lines = _wrapped(left, self._columns - block.indent)
            yield from (self._line(self._placed(line, Align.LEFT, block.indent)) for line in lines)
            yield self._line(right_runs)
            return
        *above, last = _wrapped(left, space) or [[]]
        for line in above:
            yield self._line(self._placed(line, Align.LEFT, block.indent))
        yield self._line([*self._placed(last, Align.LEFT, block.indent), *right_runs])

    def _fitting(self, spans: Sequence[Span]) -> list[_Word]:
        for size in Size.BIG, Size.TALL, Size.PLAIN:
            words = self._words([_at_most(span, size) for span in spans])
            if _width(words) <= self._columns:
                break
        return words

    def _words(self, spans: Sequence[Span]) -> list[_Word]:
        # Split before plainer signs are put in: an unbreakable space must not become a break.
        return [
            _Word(self._profile.plain(text), span.style)
            for span in spans
            for text in span.text.split(" ")
            if text
        ]

    def _placed(self, words: Sequence[_Word], align: Align, indent: int) -> list[Run]:
        spare = self._columns - indent - _width(words)
        column = indent + {Align.LEFT: 0, Align.CENTER: spare // 2, Align.RIGHT: spare}[align]
        runs: list[Run] = []
        for word in words:
            if runs and runs[-1].style == word.style:
                column += word.style.size.columns
                runs[-1] = replace(runs[-1], text=f"{runs[-1].text} {word.text}")
            else:
                column += 1 if runs else 0
                runs.append(Run(column, word.text, word.style))
            column = runs[-1].column + runs[-1].columns
        return runs

    def _line(self, runs: Sequence[Run]) -> Line:
        page = self._profile.page_for("".join(run.text for run in runs))
        return Line(runs=tuple(runs), page=page)


def _at_most(span: Span, size: Size) -> Span:
    if span.style.size.columns * span.style.size.rows <= size.columns * size.rows:
        return span
    return replace(span, style=replace(span.style, size=size))


def _gap(before: _Word, after: _Word) -> int:
    return after.style.size.columns if before.style == after.style else 1


def _width(words: Sequence[_Word]) -> int:
    gaps = sum(_gap(before, after) for before, after in pairwise(words))
    return gaps + sum(word.columns for word in words)


def _wrapped(words: Iterable[_Word], width: int) -> list[list[_Word]]:
    lines: list[list[_Word]] = []
    for word in _broken(words, width):
        if lines and _width([*lines[-1], word]) <= width:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _balanced(words: Sequence[_Word], width: int) -> list[list[_Word]]:
    """As few lines as possible, then as even as possible, so that no word is left alone."""
    lines = _wrapped(words, width)
    if len(lines) == 1:
        return lines
    for narrower in range(width - 1, 0, -1):
        if any(word.columns > narrower for word in words):
            break
        narrow = _wrapped(words, narrower)
        if len(narrow) > len(lines):
            break
        lines = narrow
    return lines


def _broken(words: Iterable[_Word], width: int) -> Iterable[_Word]:
    """The words, those that no line can hold broken anywhere."""
    for word in words:
        if word.columns <= width:
            yield word
            continue
        piece = ""
        for char in word.text:
            longer = _Word(piece + char, word.style)
            if piece and longer.columns > width:
                yield _Word(piece, word.style)
                piece = char
            else:
                piece = longer.text
        yield _Word(piece, word.style)
