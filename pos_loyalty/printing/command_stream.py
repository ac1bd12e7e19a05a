"""ESC/POS taken apart as it comes by: where each command begins and ends, whatever it says.

Bytes may come in pieces of any size. A command that is not known is two bytes long, and what
follows is read on from there: a reader that has lost its way finds it again at the next line.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from pos_loyalty.domain.values import dataclass

_TEXT: Final = re.compile(rb"[\x20-\xff]+")
_INTRODUCERS: Final = b"\x1b\x1d\x1c\x10"
_LONGEST_LIST: Final = 260
"""Bytes of a list that a NUL should end; one that is longer never was such a list."""
_LONGEST_HEAD: Final = 4096
_LARGEST_PICTURE: Final = 4_000_000
"""More than any paper takes: beyond it the length was no length."""
_CUTS: Final = (b"\x1bi", b"\x1bm", b"\x1dV")
_CUTS_WITH_FEED: Final = frozenset(b"AB\x61\x62\x67\x68")


class Kind(StrEnum):
    """What a piece of the stream does, as far as a reader cares."""

    TEXT = "text"
    LINE_END = "line-end"
    TAB = "tab"
    FEED = "feed"
    """Ends the line, if there is one, and moves the paper."""
    CUT = "cut"
    RESET = "reset"
    CODE_PAGE = "code-page"
    CHARACTER_SET = "character-set"
    POSITION = "position"
    PICTURE = "picture"
    PAGE_MODE = "page-mode"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. ``start`` and ``end`` count the bytes of the whole stream.

    ``data`` are the command's own bytes; of a picture only the head, for nobody reads the dots.
    """

    kind: Kind
    start: int
    end: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Measured:
    """How long a command is: its head, and the bytes of its payload."""

    kind: Kind
    head: int
    payload: int = 0


_Measure: TypeAlias = Callable[[bytes], _Measured | None]
"""Measures a command by its first bytes; nothing while there are too few of them."""


class CommandStream:
    """Takes bytes in any pieces, and gives tokens. It keeps no more than one command's head."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._head_start = 0
        self._at = 0
        self._payload: Token | None = None
        self._payload_left = 0

    @property
    def position(self) -> int:
        """How many bytes came so far."""
        return self._at

    @property
    def may_become_cut(self) -> int | None:
        """Where a command began that is not whole yet and may be a cut; None for none."""
        head = bytes(self._head)
        if head and any(cut.startswith(head) or head.startswith(cut) for cut in _CUTS):
            return self._head_start
        return None

    @property
    def is_between_commands(self) -> bool:
        """Whether all that came was understood to its end."""
        return not self._head and not self._payload_left

    def feed(self, data: bytes) -> list[Token]:
        """What is complete now."""
        tokens: list[Token] = []
        place, end = 0, len(data)
        while place < end:
            if self._payload_left:
                place += self._skip(end - place, tokens)
            elif self._head or data[place] in _INTRODUCERS:
                place = self._command(data, place, tokens)
            else:
                place = self._plain(data, place, tokens)
        return tokens

    def _skip(self, available: int, tokens: list[Token]) -> int:
        taken = min(self._payload_left, available)
        self._payload_left -= taken
        self._at += taken
        if not self._payload_left and self._payload is not None:
            token = self._payload
            tokens.append(Token(token.kind, token.start, self._at, token.data))
            self._payload = None
        return taken

    def _plain(self, data: bytes, place: int, tokens: list[Token]) -> int:
        run = _TEXT.match(data, place)
        found = run.group() if run is not None else data[place : place + 1]
        kind = Kind.TEXT if run is not None else _SINGLE.get(found[0], Kind.OTHER)
        tokens.append(Token(kind, self._at, self._at + len(found), found))
        self._at += len(found)
        return place + len(found)

    def _command(self, data: bytes, place: int, tokens: list[Token]) -> int:
        """Add bytes to the head until its length is known; then either take or skip the rest."""
        if not self._head:
            self._head_start = self._at
        end = len(data)
        while place < end:
            self._head.append(data[place])
            self._at += 1
            place += 1
            measured = _measured(bytes(self._head))
            if measured is not None and len(self._head) >= measured.head:
                self._took(measured, tokens)
                break
        return place

    def _took(self, measured: _Measured, tokens: list[Token]) -> None:
        token = Token(measured.kind, self._head_start, self._at, bytes(self._head))
        self._head.clear()
        if measured.payload:
            self._payload, self._payload_left = token, measured.payload
        else:
            tokens.append(token)


def is_feeding_cut(token: Token) -> bool:
    """Whether this cut first moves the paper up to the knife by itself."""
    return token.data[:2] == b"\x1dV" and token.data[2] in _CUTS_WITH_FEED


def _measured(head: bytes) -> _Measured | None:
    if len(head) < len(b"\x1b@"):
        return None
    name = head[:2]
    measure = _VARYING.get(name)
    if measure is not None:
        return measure(head)
    return _Measured(_KINDS.get(name, Kind.OTHER), 2 + _PARAMETERS.get(name, 0))


def _word(head: bytes, place: int) -> int:
    return head[place] + 256 * head[place + 1]


def _from(head: int, whole: Callable[[bytes], _Measured]) -> _Measure:
    """A command that can be measured as soon as ``head`` bytes of it are there."""
    return lambda given: whole(given) if len(given) >= head else None


def _function(head: bytes) -> _Measured:
    """``( X pL pH``: a group's letter, and how much follows."""
    kind = Kind.PICTURE if head[2:3] == b"L" else Kind.OTHER
    return _Measured(kind, 5, _word(head, 3))


def _large_graphics(head: bytes) -> _Measured:
    return _Measured(Kind.PICTURE, 7, min(int.from_bytes(head[3:7], "little"), _LARGEST_PICTURE))


def _raster(head: bytes) -> _Measured:
    return _Measured(Kind.PICTURE, 8, _word(head, 4) * _word(head, 6))


def _bit_image(head: bytes) -> _Measured:
    rows = 3 if head[2] in (32, 33, 38, 39) else 1
    return _Measured(Kind.PICTURE, 5, _word(head, 3) * rows)


def _downloaded_image(head: bytes) -> _Measured:
    return _Measured(Kind.OTHER, 4, head[2] * head[3] * 8)


def _characters(head: bytes) -> _Measured | None:
    """``ESC &``: each downloaded character says how wide it is."""
    if len(head) < len(b"\x1b&ycC"):
        return None
    rows, first, last = head[2], head[3], head[4]
    place = 5
    for _char in range(first, last + 1):
        if place >= len(head):
            return None if place < _LONGEST_HEAD else _Measured(Kind.OTHER, len(head))
        place += 1 + head[place] * rows
    return _Measured(Kind.OTHER, place)


def _list(start: int) -> _Measure:
    def measure(head: bytes) -> _Measured | None:
        end = head.find(0, start)
        if end >= 0:
            return _Measured(Kind.OTHER, end + 1)
        return _Measured(Kind.OTHER, len(head)) if len(head) > _LONGEST_LIST else None

    return measure


def _barcode(head: bytes) -> _Measured | None:
    if len(head) < len(b"\x1dkm"):
        return None
    counted_from = 65
    if head[2] < counted_from:
        return _list(3)(head)
    if len(head) < len(b"\x1dkmn"):
        return None
    return _Measured(Kind.OTHER, 4, head[3])


def _cut(head: bytes) -> _Measured | None:
    if len(head) < len(b"\x1dVm"):
        return None
    return _Measured(Kind.CUT, 4 if head[2] in _CUTS_WITH_FEED else 3)


def _counter(head: bytes) -> _Measured | None:
    """``GS C``: 0 sets a mode, 1 a range, ``;`` a list."""
    if len(head) < len(b"\x1dCm"):
        return None
    return _Measured(Kind.OTHER, {0: 5, 1: 9}.get(head[2], 3))


def _real_time_status(head: bytes) -> _Measured | None:
    if len(head) < len(b"\x10\x04n"):
        return None
    return _Measured(Kind.OTHER, 4 if head[2] in (7, 8) else 3)


def _real_time_order(head: bytes) -> _Measured | None:
    if len(head) < len(b"\x10\x14f"):
        return None
    return _Measured(Kind.OTHER, {1: 5, 2: 5, 3: 8, 7: 4, 8: 10}.get(head[2], 3))


_SINGLE: Final[Mapping[int, Kind]] = MappingProxyType(
    {0x0A: Kind.LINE_END, 0x0C: Kind.FEED, 0x09: Kind.TAB}
)
_KINDS: Final[Mapping[bytes, Kind]] = MappingProxyType(
    {
        b"\x1b@": Kind.RESET,
        b"\x1bt": Kind.CODE_PAGE,
        b"\x1bR": Kind.CHARACTER_SET,
        b"\x1bi": Kind.CUT,
        b"\x1bm": Kind.CUT,
        b"\x1bd": Kind.FEED,
        b"\x1be": Kind.FEED,
        b"\x1bJ": Kind.FEED,
        b"\x1bK": Kind.FEED,
        b"\x1b$": Kind.POSITION,
        b"\x1b\\": Kind.POSITION,
        b"\x1bL": Kind.PAGE_MODE,
    }
)
# How many bytes follow the two that name the command; those not in here have none.
_PARAMETERS: Final[Mapping[bytes, int]] = MappingProxyType(
    {
        **{b"\x1b" + bytes((name,)): 1 for name in b"!%-3=?AEGJKMRTUVadertu{ "},
        **{b"\x1b" + bytes((name,)): 2 for name in b"$\\cB"},
        b"\x1bp": 3,
        b"\x1bW": 8,
        **{b"\x1d" + bytes((name,)): 1 for name in b"!/BEHITabfhrw"},
        **{b"\x1d" + bytes((name,)): 2 for name in b"$LPW\\"},
        **{b"\x1d" + bytes((name,)): 3 for name in b"^z"},
        b"\x1dg": 4,
        **{b"\x1c" + bytes((name,)): 1 for name in b"!-CW"},
        **{b"\x1c" + bytes((name,)): 2 for name in b"Sp?"},
        b"\x1c2": 74,
        b"\x10\x05": 1,
    }
)
_VARYING: Final[Mapping[bytes, _Measure]] = MappingProxyType(
    {
        b"\x1b(": _from(5, _function),
        b"\x1d(": _from(5, _function),
        b"\x1c(": _from(5, _function),
        b"\x1d8": _from(7, _large_graphics),
        b"\x1dv": _from(8, _raster),
        b"\x1dQ": _from(8, _raster),
        b"\x1b*": _from(5, _bit_image),
        b"\x1d*": _from(4, _downloaded_image),
        b"\x1b&": _characters,
        b"\x1bD": _list(2),
        b"\x1dk": _barcode,
        b"\x1dV": _cut,
        b"\x1dC": _counter,
        b"\x10\x04": _real_time_status,
        b"\x10\x14": _real_time_order,
    }
)
