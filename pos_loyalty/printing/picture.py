"""A sheet as the picture that comes out of the paper, dot by dot."""

from PIL import Image

from pos_loyalty.printing.document import (
    PLAIN,
    CodePageSample,
    Cut,
    Feed,
    Gap,
    Logo,
    Progress,
    Qr,
    Stamps,
)
from pos_loyalty.printing.graphics import gap, logo_at, progress_bar, qr_raster, stamp_row
from pos_loyalty.printing.profiles import CELL_DOTS, PrinterProfile
from pos_loyalty.printing.qr import plan_qr
from pos_loyalty.printing.raster import Raster, raster
from pos_loyalty.printing.typeface import LINE_ROWS, Typeface
from pos_loyalty.printing.typesetting import Item, Line, Run, Sheet

CUT_FEED_LINES = 6
"""From the last line to the knife, on most printers."""
_WHITE = 1


def draw(sheet: Sheet, typeface: Typeface) -> Image.Image:
    """The slip, black on white, as wide as the printer's line and one dot to a pixel."""
    strips = [_strip(item, sheet.profile, typeface) for item in sheet.items]
    width = sheet.profile.text_dots
    picture = Image.new("1", (width, max(1, sum(strip.height for strip in strips))), _WHITE)
    top = 0
    for strip in strips:
        picture.paste(strip, (0, top))
        top += strip.height
    return picture


def graphic(item: Item, profile: PrinterProfile, typeface: Typeface) -> Raster | None:
    """What is sent as dots: pictures, and what the printer has no characters or code for."""
    width = profile.text_dots
    match item:
        case Qr() if not profile.native_qr:
            return qr_raster(plan_qr(item.text), width)
        case Line(page=None):
            return raster(typeface.draw(item, item.columns * CELL_DOTS))
        case Gap() | Progress() | Stamps() | Logo():
            return _ornament(item, width)
        case _:
            return None


def _ornament(item: Gap | Progress | Stamps | Logo, width: int) -> Raster | None:
    match item:
        case Gap():
            return gap(item.dots)
        case Progress():
            return progress_bar(item, width)
        case Stamps():
            return stamp_row(item, width)
        case Logo():
            return logo_at(item.path, width)


def _strip(item: Item, profile: PrinterProfile, typeface: Typeface) -> Image.Image:
    width = profile.text_dots
    sent = graphic(item, profile, typeface)
    if sent is not None:
        return sent.image()
    match item:
        case Line():
            return typeface.draw(item, width)
        case CodePageSample():
            return typeface.draw(Line((Run(0, item.text, PLAIN),), item.page), width)
        case Qr():
            return qr_raster(plan_qr(item.text), width).image()
        case _:
            return _empty(width, _fed_lines(item) * LINE_ROWS)


def _fed_lines(item: Item) -> int:
    match item:
        case Feed():
            return item.lines
        case Cut():
            return CUT_FEED_LINES
        case _:
            return 0  # a logo that cannot be read


def _empty(width: int, height: int) -> Image.Image:
    return Image.new("1", (width, height), _WHITE)
