"""The slip's typeface: characters in the cells of a receipt printer, as black dots."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pos_loyalty.printing.document import Size, Style
from pos_loyalty.printing.profiles import CELL_DOTS
from pos_loyalty.printing.typesetting import Line, Run, display_width

CELL_ROWS = 24
LINE_ROWS = 30
"""From one line to the next, where nothing in it is taller."""

_FONT_SIZE = 20
_BASELINE = 19
_REGULAR, _BOLD = "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"
# The window's typeface has the few European letters that the first lacks, the capital ẞ above all.
_REGULAR_TOO, _BOLD_TOO = "Inter-Regular.ttf", "Inter-SemiBold.ttf"
# Other scripts are left to whatever the machine has.
_ELSEWHERE = ("NotoSansCJK-Regular.ttc", "msgothic.ttc", "Hiragino Sans GB.ttc", "DejaVuSans.ttf")
_MISSING = "\uffff"
_RULE = "─"
"""Joined from cell to cell by every printer; the font's own leaves a gap of one dot."""
_WHITE, _BLACK = 1, 0
_OVERHANG = 1.08
"""How far a text may be wider than its cells: that much of it is white at its end."""


class Typeface:
    """Draws lines of text; keeps every glyph that it has drawn once."""

    def __init__(self, folder: Path, *, elsewhere: tuple[str, ...] = _ELSEWHERE) -> None:
        """``folder`` holds the bundled fonts; ``elsewhere`` are fonts that a machine may have."""
        self._folder = folder
        self._elsewhere = elsewhere
        self._glyph = lru_cache(maxsize=2048)(self._draw_glyph)
        self._font = lru_cache(maxsize=32)(self._load)
        self._font_for = lru_cache(maxsize=2048)(self._find_font)

    def draw(self, line: Line, width_dots: int) -> Image.Image:
        """The line as dots, as wide as asked and as high as the paper moves for it."""
        height = line_height(line)
        image = Image.new("1", (width_dots, height), _WHITE)
        for run in line.runs:
            # Printers set characters of unequal height on one ground line.
            top = (line.rows - run.style.size.rows) * _BASELINE
            self._draw_run(image, run, top)
        return image

    def _draw_run(self, image: Image.Image, run: Run, top: int) -> None:
        left = run.column * CELL_DOTS
        width, height = CELL_DOTS * run.style.size.columns, CELL_ROWS * run.style.size.rows
        if _needs_shaping(run.text):
            pieces = [(run.text, display_width(run.text))]
        else:
            pieces = [(char, display_width(char)) for char in run.text]
        for text, cells in pieces:
            glyph = self._glyph(text, cells * width, height, run.style)
            image.paste(glyph, (left, top))
            left += cells * width

    def _draw_glyph(self, text: str, width: int, height: int, style: Style) -> Image.Image:
        ink, paper = (_WHITE, _BLACK) if style.inverse else (_BLACK, _WHITE)
        tall = style.size is Size.TALL
        rows = height // 2 if tall else height
        scale = rows // CELL_ROWS
        glyph = Image.new("1", (max(width, 1), rows), paper)
        if text == _RULE:
            middle = rows // 2
            ImageDraw.Draw(glyph).rectangle((0, middle - 1, width, middle), fill=ink)
            return glyph
        size = _FONT_SIZE * scale
        natural, most = self._font_for(text, size, style.bold).getlength(text), width * _OVERHANG
        # Typefaces of the machine know no cells: what would not end within its own is smaller.
        fitting = size if natural <= most else max(1, int(size * most / natural))
        font = self._font_for(text, fitting, style.bold)
        origin = (0, _BASELINE * scale)
        ImageDraw.Draw(glyph).text(origin, text, font=font, fill=ink, anchor="ls")
        return glyph.resize((glyph.width, height), Image.Resampling.NEAREST) if tall else glyph

    def _find_font(self, text: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:  # noqa: FBT001 - a cache's key
        bundled = self._font(_BOLD if bold else _REGULAR, size)
        if _has(bundled, text):
            return bundled
        for name in (_BOLD_TOO if bold else _REGULAR_TOO, *self._elsewhere):
            try:
                other = self._font(name, size)
            except OSError:
                continue
            if _has(other, text):
                return other
        return bundled

    def _load(self, name: str, size: int) -> ImageFont.FreeTypeFont:
        bundled = self._folder / name
        return ImageFont.truetype(str(bundled) if bundled.is_file() else name, size)


def line_height(line: Line) -> int:
    """How far the paper moves for this line."""
    return max(LINE_ROWS, line.rows * CELL_ROWS)


def _has(font: ImageFont.FreeTypeFont, text: str) -> bool:
    missing = bytes(font.getmask(_MISSING, mode="1"))
    return all(
        char.isspace() or bytes(font.getmask(char, mode="1")) != missing
        for char in text
        if display_width(char)
    )


def _needs_shaping(text: str) -> bool:
    """Whether letters join, turn around or stack, so that they cannot stand in cells."""
    return any(
        unicodedata.bidirectional(char) in {"R", "AL"}
        or unicodedata.category(char) in {"Mn", "Mc", "Cf"}
        for char in text
    )
