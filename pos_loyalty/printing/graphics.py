"""What on a slip is neither text nor QR code: logo, progress bar, stamps, and codes drawn by us."""

import logging
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from pos_loyalty.domain.slip import WHOLE_PERMILLE
from pos_loyalty.printing.document import Progress, Stamps
from pos_loyalty.printing.qr import QUIET_MODULES, QrPlan
from pos_loyalty.printing.raster import Raster, raster

_LOG = logging.getLogger(__name__)
_WHITE, _BLACK = 1, 0
_BAR_ROWS, _BAR_MARGIN, _BAR_PEN = 16, 6, 2
_STAMP_DOTS, _STAMP_GAP, _STAMP_MARGIN, _STAMP_PEN = 26, 8, 6, 2
_LOGO_ROWS, _LOGO_SHARE = 200, 0.75


def progress_bar(progress: Progress, width_dots: int) -> Raster:
    """A bar across the paper, filled so far."""
    image = _paper(width_dots, _BAR_ROWS + 2 * _BAR_MARGIN)
    draw = ImageDraw.Draw(image)
    top, bottom = _BAR_MARGIN, _BAR_MARGIN + _BAR_ROWS - 1
    radius = _BAR_ROWS // 2
    frame = (0, top, width_dots - 1, bottom)
    draw.rounded_rectangle(frame, radius, outline=_BLACK, fill=_WHITE, width=_BAR_PEN)
    filled = round(width_dots * progress.permille / WHOLE_PERMILLE)
    if progress.permille:
        draw.rounded_rectangle((0, top, max(filled, _BAR_ROWS) - 1, bottom), radius, fill=_BLACK)
    return raster(image)


def stamp_row(stamps: Stamps, width_dots: int) -> Raster:
    """A circle for every stamp, filled where it has been earned; in rows of equal length."""
    step = _STAMP_DOTS + _STAMP_GAP
    in_a_row = max(1, min(stamps.goal, width_dots // step))
    rows = -(-stamps.goal // in_a_row)
    in_a_row = -(-stamps.goal // rows)
    image = _paper(width_dots, rows * step + 2 * _STAMP_MARGIN - _STAMP_GAP)
    draw = ImageDraw.Draw(image)
    for index in range(stamps.goal):
        row, column = divmod(index, in_a_row)
        left, top = column * step, _STAMP_MARGIN + row * step
        box = (left, top, left + _STAMP_DOTS - 1, top + _STAMP_DOTS - 1)
        fill = _BLACK if index < stamps.count else _WHITE
        draw.ellipse(box, outline=_BLACK, fill=fill, width=_STAMP_PEN)
    return raster(image)


@lru_cache(maxsize=4)
def logo(path: Path, changed_ns: int, width_dots: int) -> Raster | None:  # noqa: ARG001 - a changed file is another logo
    """The shop's picture, centered; nothing where it cannot be read, for the slip matters more."""
    try:
        with Image.open(path) as file:
            source = ImageOps.exif_transpose(file).convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        _LOG.warning("receipt logo cannot be read")
        return None
    white = Image.new("RGBA", source.size, "white")
    gray = Image.alpha_composite(white, source).convert("L")
    scale = min(1, width_dots * _LOGO_SHARE / gray.width, _LOGO_ROWS / gray.height)
    size = (max(1, round(gray.width * scale)), max(1, round(gray.height * scale)))
    return _centered(gray.resize(size, Image.Resampling.LANCZOS).convert("1"), width_dots)


def logo_at(path: Path, width_dots: int) -> Raster | None:
    """The picture in this file as it is now."""
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError:
        _LOG.warning("receipt logo is missing")
        return None
    return logo(path, changed_ns, width_dots)


def gap(dots: int) -> Raster:
    """White of an exact height: feeding commands count in units that differ between printers."""
    return Raster(8, bytes(dots))


def qr_raster(plan: QrPlan, width_dots: int) -> Raster:
    """The code with its quiet zone, drawn by us and centered."""
    modules = plan.modules()
    side = len(modules) + 2 * QUIET_MODULES
    image = _paper(side, side)
    for y, row in enumerate(modules):
        for x, black in enumerate(row):
            if black:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), _BLACK)
    dots = side * plan.module_dots
    return _centered(image.resize((dots, dots), Image.Resampling.NEAREST), width_dots)


def _centered(image: Image.Image, width_dots: int) -> Raster:
    # Only the left side is padded: white dots at the right need not be sent.
    left = (width_dots - image.width) // 2
    padded = _paper(left + image.width, image.height)
    padded.paste(image, (left, 0))
    return raster(padded)


def _paper(width: int, height: int) -> Image.Image:
    return Image.new("1", (width, height), _WHITE)
