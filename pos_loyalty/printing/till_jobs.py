"""What another till prints, as lines of text: one job from cut to cut.

Nothing in here asks for sense: whatever cannot be read is left out, and what is kept is bounded.
"""

import codecs
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.command_stream import CommandStream, Kind, Token

MOST_LINES: Final = 3000
_LONGEST_LINE: Final = 400
_TAB: Final = 8
_USUAL_PAGE: Final = "cp858"
_GAP: Final = "  "

# Where printers keep which table, the makers' own numbers.
_PAGES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "cp437",
        2: "cp850",
        3: "cp860",
        4: "cp863",
        5: "cp865",
        13: "cp857",
        14: "cp737",
        15: "iso8859-7",
        16: "cp1252",
        17: "cp866",
        18: "cp852",
        19: "cp858",
        33: "cp775",
        34: "cp855",
        36: "cp862",
        37: "cp864",
        39: "iso8859-2",
        40: "iso8859-15",
        45: "cp1250",
        46: "cp1251",
        47: "cp1253",
        48: "cp1254",
        49: "cp1255",
        50: "cp1256",
        51: "cp1257",
        52: "cp1258",
    }
)


def _instead(signs: str, of: str) -> Mapping[int, str]:
    return MappingProxyType({ord(plain): sign for plain, sign in zip(of, signs, strict=True)})


# Signs that a national set puts in the places of others.
_NATIONAL: Final[Mapping[int, Mapping[int, str]]] = MappingProxyType(
    {
        1: _instead("à°ç§éùè¨", of="@[\\]{|}~"),
        2: _instead("§ÄÖÜäöüß", of="@[\\]{|}~"),
        3: _instead("£", of="#"),
    }
)
_NOTHING: Final[Mapping[int, str]] = MappingProxyType({})


class End(StrEnum):
    """Why a job is taken to be over."""

    CUT = "cut"
    SILENCE = "silence"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class TillJob:
    """What was printed between two cuts.

    ``pictures`` counts what was sent as dots: a job that has them and no lines cannot be read.
    """

    lines: tuple[str, ...]
    pictures: int
    end: End

    @property
    def is_unreadable(self) -> bool:
        """Whether there was something to see, and nothing to read."""
        return self.pictures > 0 and not any(line.strip() for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was printed: a drawer was opened, or a question asked."""
        return not self.pictures and not any(line.strip() for line in self.lines)


class JobReader:
    """Follows the stream of one till. Its memory is one job, and a job has a largest size."""

    def __init__(self, code_page: str = "") -> None:
        """``code_page`` is used until the till names one: the printer may be set to it."""
        self.commands = CommandStream()
        self._first_page = codec_or(code_page, _USUAL_PAGE)
        self._page = self._first_page
        self._national = _NOTHING
        self._line = ""
        self._lines: list[str] = []
        self._pictures = 0
        self._is_page_mode = False

    @property
    def so_far(self) -> TillJob:
        """What was read of the job that is still being printed."""
        lines = (*self._lines, self._line) if self._line else tuple(self._lines)
        return TillJob(lines, self._pictures, End.SILENCE)

    @property
    def is_at_line_start(self) -> bool:
        """Whether nothing waits in the printer's line."""
        return not self._line

    @property
    def is_page_mode(self) -> bool:
        """Whether the till composes a page, on which nothing may be put by somebody else."""
        return self._is_page_mode

    def feed(self, data: bytes) -> list[TillJob]:
        """The jobs that ended with these bytes."""
        return self.read(self.commands.feed(data))

    def read(self, tokens: list[Token]) -> list[TillJob]:
        """The jobs that ended with these tokens of ``commands``."""
        ended = []
        for token in tokens:
            if token.kind is Kind.CUT:
                ended.append(self._end(End.CUT))
            else:
                self._take(token)
                if len(self._lines) >= MOST_LINES:
                    ended.append(self._end(End.FULL))
        return [job for job in ended if not job.is_empty]

    def rest(self) -> TillJob | None:
        """Nothing came for a while: what there is is a job, if it is anything."""
        job = self._end(End.SILENCE)
        return None if job.is_empty else job

    def _end(self, end: End) -> TillJob:
        self._end_line()
        job = TillJob(tuple(self._lines), self._pictures, end)
        self._lines, self._pictures = [], 0
        return job

    def _take(self, token: Token) -> None:
        match token.kind:
            case Kind.TEXT:
                self._text(token.data)
            case Kind.LINE_END:
                self._end_line(is_kept_empty=True)
            case Kind.FEED:
                self._end_line()
                self._is_page_mode = self._is_page_mode and token.data != b"\x0c"
            case Kind.TAB:
                self._add(" " * (_TAB - len(self._line) % _TAB))
            case Kind.POSITION:
                self._add(_GAP if self._line else "")
            case Kind.PICTURE:
                self._pictures += 1
            case _:
                self._set(token)

    def _set(self, token: Token) -> None:
        """What changes how the rest is read."""
        match token.kind:
            case Kind.CODE_PAGE:
                self._page = _PAGES.get(token.data[2], self._first_page)
            case Kind.CHARACTER_SET:
                self._national = _NATIONAL.get(token.data[2], _NOTHING)
            case Kind.PAGE_MODE:
                self._is_page_mode = True
            case Kind.RESET:
                self._end_line()
                self._page = self._first_page
                self._national = _NOTHING
                self._is_page_mode = False
            case _:
                pass

    def _text(self, data: bytes) -> None:
        text = data[:_LONGEST_LINE].decode(self._page, errors="replace")
        self._add(text.translate(self._national) if self._national else text)

    def _add(self, text: str) -> None:
        self._line = (self._line + text)[:_LONGEST_LINE]

    def _end_line(self, *, is_kept_empty: bool = False) -> None:
        if self._line or is_kept_empty:
            self._lines.append(self._line.rstrip())
        self._line = ""


def codec_or(name: str, other: str) -> str:
    """What Python calls this code page, or ``other`` where it knows none of this name."""
    try:
        return codecs.lookup(name).name if name else other
    except LookupError:
        return other
