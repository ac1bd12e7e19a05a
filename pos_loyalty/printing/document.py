"""A slip as typed blocks, free of any printer: what is said, in which order, how loudly."""

from enum import Enum
from pathlib import Path

from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.code_pages import CodePage


class Align(Enum):
    """Where a text stands in its line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Size(Enum):
    """Magnification of a text, as columns by rows of the plain character."""

    PLAIN = (1, 1)
    TALL = (1, 2)
    BIG = (2, 2)

    @property
    def columns(self) -> int:
        return self.value[0]

    @property
    def rows(self) -> int:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    size: Size = Size.PLAIN
    bold: bool = False
    inverse: bool = False


PLAIN = Style()
BOLD = Style(bold=True)
BIG = Style(size=Size.BIG, bold=True)
INVERSE = Style(bold=True, inverse=True)


@dataclass(frozen=True, slots=True)
class Span:
    """A text in one style."""

    text: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; wrapped at words where it is longer than the line."""

    spans: tuple[Span, ...]
    align: Align = Align.LEFT
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A line as large as it fits, wrapped only when even the plain size is too long."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """What it is on the left, how much on the right. The right side is never broken."""

    left: tuple[Span, ...]
    right: tuple[Span, ...]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Gap:
    """A little air, finer than an empty line."""

    dots: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar that is filled so far."""

    permille: int


@dataclass(frozen=True, slots=True)
class Stamps:
    """A row of stamps, some of them filled."""

    count: int
    goal: int


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's picture, centered and never wider than the paper."""

    path: Path


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centered."""

    text: str


@dataclass(frozen=True, slots=True)
class CodePageSample:
    """One line sent under another code page, for a person to see which one a printer honors."""

    page: CodePage
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed to the cutter and cut, where there is one."""


Block = (
    Text | Heading | Row | Rule | Feed | Gap | Progress | Stamps | Logo | Qr | CodePageSample | Cut
)


@dataclass(frozen=True, slots=True)
class Document:
    """What one slip says, from top to bottom."""

    blocks: tuple[Block, ...]
