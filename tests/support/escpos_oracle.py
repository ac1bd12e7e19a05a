"""A receipt printer that is only read about: decodes ESC/POS by the book, and draws what it prints.

It shares no code with what it judges but the font file. A command that it does not know is an
error, as it would be a scrap of rubbish on somebody's slip.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont

# What public tables and manuals say of each family, typed off there and not from our profiles.
_OLDER = {0: "cp437", 2: "cp850", 16: "cp1252", 18: "cp852", 19: "cp858"}
_NEWER = {**_OLDER, 13: "cp857", 40: "iso8859-15", 45: "cp1250", 48: "cp1254"}
_CLONE = {**_OLDER, 6: "cp1252", 40: "iso8859-15", 53: "cp858", 71: "cp1252"}
_CELL_WIDTH, _CELL_HEIGHT, _LINE = 12, 24, 30
_GROUND = 19
_MOST_ROWS, _MOST_DOTS_ADDED = 128, 2
_REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
_FONTS = Path(__file__).parents[2] / "resources" / "fonts"


class UnknownCommandError(ValueError):
    """Bytes that mean nothing to a receipt printer."""


@dataclass(frozen=True, slots=True)
class Model:
    """What one kind of printer has and understands."""

    slots: Mapping[int, str]
    """Which code page it keeps in which slot."""
    dots: int
    draws_codes: bool = True
    cuts: bool = True
    has_chinese: bool = False
    wakes_in_chinese: bool = False


ANY = Model({**_CLONE, **_NEWER}, 576, has_chinese=True)
"""Takes what any of them takes: for tests that are about something else."""
MODELS: Mapping[str, Model] = {
    "generic-80": Model(_CLONE, 576, has_chinese=True, wakes_in_chinese=True),
    "generic-58": Model(
        _CLONE, 384, draws_codes=False, cuts=False, has_chinese=True, wakes_in_chinese=True
    ),
    "tm-t20": Model(_NEWER, 576),
    "tm-t88": Model(_NEWER, 512),
    "tm-t88-older": Model(_OLDER, 512, draws_codes=False),
    "tm-m30": Model(_NEWER, 576),
    "star-escpos": Model(_OLDER, 576, draws_codes=False),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How characters are printed from here on."""

    columns: int = 1
    rows: int = 1
    bold: bool = False
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Char:
    """One character at its place in the line, counted in plain columns."""

    column: int
    char: str
    look: Look


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of characters, and the code page of the last of them."""

    chars: tuple[Char, ...]
    codec: str = "cp437"

    @property
    def text(self) -> str:
        return "".join(char.char for char in self.chars).rstrip()

    @property
    def height(self) -> int:
        rows = max((char.look.rows for char in self.chars), default=1)
        return max(_LINE, rows * _CELL_HEIGHT)


@dataclass(frozen=True, slots=True)
class PrintedDots:
    """A picture sent as dots."""

    width_bytes: int
    rows: bytes

    @property
    def height(self) -> int:
        return len(self.rows) // self.width_bytes


@dataclass(frozen=True, slots=True)
class PrintedQr:
    """A code that the printer draws."""

    content: str
    module_dots: int
    level: str
    centered: bool


@dataclass(frozen=True, slots=True)
class PrintedFeed:
    """Empty lines that were asked for as such."""

    lines: int


@dataclass(frozen=True, slots=True)
class PrintedCut:
    """The knife."""

    mode: int


Event = PrintedLine | PrintedDots | PrintedQr | PrintedFeed | PrintedCut


@dataclass
class Paper:
    """All that came out, and what the printer was asked."""

    events: list[Event] = field(default_factory=list)
    questions: list[bytes] = field(default_factory=list)
    resets: int = 0

    @property
    def text(self) -> str:
        lines = [event.text for event in self.events if isinstance(event, PrintedLine)]
        return "\n".join(lines)

    @property
    def codes(self) -> list[PrintedQr]:
        return [event for event in self.events if isinstance(event, PrintedQr)]

    @property
    def cuts(self) -> int:
        return sum(isinstance(event, PrintedCut) for event in self.events)


def decode(data: bytes, printer: str = "") -> Paper:
    """What the printer of this profile makes of these bytes, or else any printer."""
    return _Decoder(data, MODELS.get(printer, ANY)).decode()


class _Decoder:
    def __init__(self, data: bytes, model: Model) -> None:
        self._data = data
        self._model = model
        self._at = 0
        self._paper = Paper()
        self._reset()

    def decode(self) -> Paper:
        commands: dict[bytes, Callable[[], None]] = {
            b"\x1b@": self._reset_command,
            b"\x1bt": self._code_page,
            b"\x1bM": self._font,
            b"\x1c.": self._cancel_chinese,
            b"\x1bE": self._bold,
            b"\x1ba": self._align,
            b"\x1bd": self._feed,
            b"\x1d!": self._size,
            b"\x1dB": self._inverse,
            b"\x1db": self._smoothing,
            b"\x1dv": self._dots,
            b"\x1dV": self._cut,
            b"\x1d(": self._function,
            b"\x1dr": self._status,
            b"\x10\x04": self._real_time,
        }
        while self._at < len(self._data):
            byte = self._data[self._at]
            if byte in b"\x1b\x1c\x1d\x10":
                command = commands.get(self._take(2))
                if command is None:
                    raise UnknownCommandError(self._data[self._at - 2 : self._at + 8])
                command()
            elif byte == ord("\n"):
                self._at += 1
                self._end_line()
            elif byte < ord(" "):
                raise UnknownCommandError(self._data[self._at : self._at + 8])
            else:
                self._character()
        if self._line:
            raise UnknownCommandError("the last line was never ended")
        return self._paper

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise UnknownCommandError("the bytes end within a command")
        self._at += count
        return taken

    def _number(self, count: int = 1) -> int:
        return int.from_bytes(self._take(count), "little")

    def _reset(self) -> None:
        self._look = Look()
        self._codec = self._model.slots[0]
        self._chinese = self._model.wakes_in_chinese
        self._aligned = 0
        self._column = 0
        self._line: list[Char] = []
        self._qr_data = ""
        self._qr_dots = 3
        self._qr_level = "L"

    def _reset_command(self) -> None:
        self._reset()
        self._paper.resets += 1

    def _code_page(self) -> None:
        slot = self._number()
        if slot not in self._model.slots:
            raise UnknownCommandError(f"code page slot {slot}")
        self._codec = self._model.slots[slot]

    def _font(self) -> None:
        if self._number() != 0:
            raise UnknownCommandError("columns are counted in font A")
        # Some printers forget their page here, so it has to be named afterwards.
        self._codec = self._model.slots[0]

    def _cancel_chinese(self) -> None:
        if not self._model.has_chinese:
            raise UnknownCommandError("a printer without Chinese prints a full stop")
        self._chinese = False

    def _bold(self) -> None:
        self._look = replace(self._look, bold=bool(self._number() & 1))

    def _align(self) -> None:
        self._aligned = self._number()
        if self._aligned not in (0, 1, 2):
            raise UnknownCommandError(f"alignment {self._aligned}")

    def _feed(self) -> None:
        lines = self._number()
        self._at_line_start()
        self._paper.events.append(PrintedFeed(lines))

    def _size(self) -> None:
        size = self._number()
        self._look = replace(self._look, columns=(size >> 4) + 1, rows=(size & 0x0F) + 1)

    def _inverse(self) -> None:
        self._look = replace(self._look, inverse=bool(self._number() & 1))

    def _smoothing(self) -> None:
        self._number()

    def _dots(self) -> None:
        if self._take(2) != b"0\x00":
            raise UnknownCommandError("only plain density is expected")
        width_bytes, height = self._number(2), self._number(2)
        if height > _MOST_ROWS or width_bytes * 8 > self._model.dots:
            raise UnknownCommandError(f"a picture of {width_bytes} bytes by {height} rows")
        rows = self._take(width_bytes * height)
        if any(command in rows for command in _REAL_TIME):
            raise UnknownCommandError("a real-time command in the midst of a picture")
        self._at_line_start()
        self._paper.events.append(PrintedDots(width_bytes, rows))

    def _cut(self) -> None:
        mode = self._number()
        if mode not in (0, 1, 48, 49) or not self._model.cuts:
            raise UnknownCommandError(f"cut {mode}")
        self._at_line_start()
        self._paper.events.append(PrintedCut(mode))

    def _status(self) -> None:
        self._paper.questions.append(b"\x1dr" + self._take(1))

    def _real_time(self) -> None:
        self._paper.questions.append(b"\x10\x04" + self._take(1))

    def _function(self) -> None:
        group = self._take(1)
        content = self._take(self._number(2))
        if group == b"k" and content[:1] == b"1" and self._model.draws_codes:
            self._qr(content[1], content[2:])
        elif group == b"H" and content[:2] == b"00":
            self._paper.questions.append(b"\x1d(H" + content)
        else:
            raise UnknownCommandError(group + content)

    def _qr(self, function: int, content: bytes) -> None:
        match function:
            case 65:
                if content != b"2\x00":
                    raise UnknownCommandError("only model 2 is expected")
            case 67:
                self._qr_dots = content[0]
            case 69:
                self._qr_level = "LMQH"[content[0] - 48]
            case 80:
                self._qr_data = content[1:].decode()
            case 81:
                self._at_line_start()
                self._paper.events.append(
                    PrintedQr(self._qr_data, self._qr_dots, self._qr_level, self._aligned == 1)
                )
            case _:
                raise UnknownCommandError(f"QR function {function}")

    def _character(self) -> None:
        byte = self._take(1)
        if self._chinese and not byte.isascii():
            raise UnknownCommandError("two of these would make one Chinese character")
        char = byte.decode(self._codec)
        self._line.append(Char(self._column, char, self._look))
        self._column += self._look.columns

    def _end_line(self) -> None:
        self._paper.events.append(PrintedLine(tuple(self._line), self._codec))
        self._line, self._column = [], 0

    def _at_line_start(self) -> None:
        if self._line:
            raise UnknownCommandError("a command that only works at the start of a line")


def read(dots: PrintedDots, letters: str) -> str:
    """The plain text in a picture of one line, told by the shapes of ``letters``; □ for others.

    Letters of one shape, such as the comma and the low quote, are read as the first of them. As
    with people's eyes, a dot too many is no other letter.
    """
    shapes = _shapes(letters)
    line = _draw_dots(dots, dots.width_bytes * 8)
    cells = (
        line.crop((left, 0, left + _CELL_WIDTH, _CELL_HEIGHT))
        for left in range(0, line.width - _CELL_WIDTH + 1, _CELL_WIDTH)
    )
    return "".join(_letter(cell.tobytes(), shapes) for cell in cells).rstrip()


def _letter(cell: bytes, shapes: Mapping[bytes, str]) -> str:
    if cell in shapes:
        return shapes[cell]
    drawn = int.from_bytes(cell)
    nearest = min(shapes, key=lambda shape: (drawn ^ int.from_bytes(shape)).bit_count())
    is_near = (drawn ^ int.from_bytes(nearest)).bit_count() <= _MOST_DOTS_ADDED
    return shapes[nearest] if is_near else "□"


@cache
def _shapes(letters: str) -> dict[bytes, str]:
    shapes: dict[bytes, str] = {}
    for char in " " + letters:
        shapes.setdefault(_draw_cell(char, Look()).tobytes(), char)
    return shapes


def draw(paper: Paper, width_dots: int) -> Image.Image:
    """The paper as it lies in the hand."""
    strips = [_strip(event, width_dots) for event in paper.events]
    picture = Image.new("1", (width_dots, sum(strip.height for strip in strips)), 1)
    top = 0
    for strip in strips:
        picture.paste(strip, (0, top))
        top += strip.height
    return picture


def _strip(event: Event, width: int) -> Image.Image:
    match event:
        case PrintedLine():
            return _draw_line(event, width)
        case PrintedDots():
            return _draw_dots(event, width)
        case PrintedQr():
            return _draw_qr(event, width)
        case PrintedFeed():
            return Image.new("1", (width, event.lines * _LINE), 1)
        case PrintedCut():
            return Image.new("1", (width, 0), 1)


def _draw_line(line: PrintedLine, width: int) -> Image.Image:
    strip = Image.new("1", (width, line.height), 1)
    tallest = max((char.look.rows for char in line.chars), default=1)
    for char in line.chars:
        look = char.look
        # Characters of unequal height stand on one ground line.
        top = (tallest - look.rows) * _GROUND
        strip.paste(_draw_cell(char.char, look), (char.column * _CELL_WIDTH, top))
    return strip


def _draw_cell(char: str, look: Look) -> Image.Image:
    scale = min(look.columns, look.rows)
    cell = Image.new("1", (_CELL_WIDTH * scale, _CELL_HEIGHT * scale), not look.inverse)
    if char == "─":
        for column in range(cell.width):
            cell.putpixel((column, 11), look.inverse)
            cell.putpixel((column, 12), look.inverse)
        return cell
    name = "DejaVuSansMono-Bold.ttf" if look.bold else "DejaVuSansMono.ttf"
    font = ImageFont.truetype(str(_FONTS / name), 20 * scale)
    ImageDraw.Draw(cell).text((0, _GROUND * scale), char, font=font, fill=look.inverse, anchor="ls")
    return cell.resize((_CELL_WIDTH * look.columns, _CELL_HEIGHT * look.rows), 0)


def _draw_dots(dots: PrintedDots, width: int) -> Image.Image:
    strip = Image.new("1", (width, dots.height), 1)
    size = (dots.width_bytes * 8, dots.height)
    strip.paste(Image.frombytes("1", size, dots.rows, "raw", "1;I"), (0, 0))
    return strip


def _draw_qr(code: PrintedQr, width: int) -> Image.Image:
    levels = {"L": 1, "M": 0, "Q": 3, "H": 2}
    drawn = qrcode.QRCode(border=0, box_size=code.module_dots, error_correction=levels[code.level])
    drawn.add_data(code.content)
    matrix = drawn.get_matrix()
    side = len(matrix)
    bits = Image.new("1", (side, side), 1)
    bits.putdata([0 if module else 1 for row in matrix for module in row])
    dots = side * code.module_dots
    strip = Image.new("1", (width, dots), 1)
    left = (width - dots) // 2 if code.centered else 0
    strip.paste(bits.resize((dots, dots), 0), (left, 0))
    return strip
