"""A sheet as the bytes that a receipt printer understands."""

from pathlib import Path

from pos_loyalty.printing.code_pages import CodePage
from pos_loyalty.printing.document import PLAIN, CodePageSample, Cut, Feed, Logo, Qr, Style
from pos_loyalty.printing.escpos_library import Library, load_escpos
from pos_loyalty.printing.graphics import gap
from pos_loyalty.printing.picture import CUT_FEED_LINES, graphic
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.qr import QUIET_MODULES, QrLevel, plan_qr
from pos_loyalty.printing.raster import Raster
from pos_loyalty.printing.typeface import Typeface
from pos_loyalty.printing.typesetting import Item, Line, Sheet

_CANCEL_CHINESE = b"\x1c."
_FONT_A = b"\x1bM\x00"
_SELECT_CODE_PAGE = b"\x1bt"
_PICTURE = b"\x1dv0\x00"
# The library's constants for error correction.
_LEVELS = {QrLevel.MEDIUM: 1, QrLevel.QUARTILE: 2}


class Encoder:
    """Turns sheets into bytes, each with a device of its own that knows nothing of the last."""

    def __init__(self, typeface: Typeface, cache: Path) -> None:
        """``cache`` is the command library's, private to us."""
        self._typeface = typeface
        self._library = load_escpos(cache)

    def encode(self, sheet: Sheet) -> bytes:
        """The bytes of one job: they begin by resetting the printer and end with the cut."""
        device = _Device(self._library, sheet.profile)
        for item in sheet.items:
            self._send(item, device, sheet.profile)
        return device.output()

    def _send(self, item: Item, device: "_Device", profile: PrinterProfile) -> None:
        dots = graphic(item, profile, self._typeface)
        if dots is not None:
            device.raster(dots)
            return
        match item:
            case Line(page=CodePage() as page):
                device.line(item, page)
            case Feed():
                device.feed(item.lines)
            case Qr():
                device.qr(item.text)
            case CodePageSample():
                device.sample(item)
            case Cut():
                device.cut()
            case Logo():
                pass  # unreadable, and already said so
            case _:
                raise AssertionError(item)


class _Device:
    """One job under the library's byte builder.

    The builder sets styles, codes and cuts. Text goes past it: left to itself it prints the euro
    sign from whichever table has one, be it Greek, Thai or Baltic, and a '?' for the rest.
    """

    def __init__(self, library: Library, profile: PrinterProfile) -> None:
        self._profile = profile
        self._style = PLAIN
        self._page: CodePage | None = None
        self._dummy = library.dummy(profile=profile.library_profile)
        self._dummy.hw("INIT")
        if profile.wakes_in_chinese:
            self._raw(_CANCEL_CHINESE)
        # Some can be set to wake up in a narrower font. Some forget their page when told which.
        self._raw(_FONT_A)
        if profile.pages:
            self._select(profile.pages[0])
        self._dummy.set(smooth=True)

    def output(self) -> bytes:
        return bytes(self._dummy.output)

    def line(self, line: Line, page: CodePage) -> None:
        self._select(page)
        column = 0
        for run in line.runs:
            self._write(" " * (run.column - column), PLAIN, page)
            self._write(run.text, run.style, page)
            column = run.column + run.columns
        self._write("\n", PLAIN, page)

    def raster(self, dots: Raster) -> None:
        for piece in dots.slices():
            size = piece.width_bytes.to_bytes(2, "little") + piece.height.to_bytes(2, "little")
            self._raw(_PICTURE + size + piece.rows)

    def feed(self, lines: int) -> None:
        self._raw(b"\n" * lines)

    def qr(self, text: str) -> None:
        plan = plan_qr(text)
        quiet_zone = gap(QUIET_MODULES * plan.module_dots)
        self.raster(quiet_zone)
        # The library refuses to center a code itself, since some printers would not.
        self._dummy.set(align="center")
        self._dummy.qr(text, ec=_LEVELS[plan.level], size=plan.module_dots, native=True)
        self._dummy.set(align="left")
        self.raster(quiet_zone)

    def sample(self, sample: CodePageSample) -> None:
        """One line under another code page; the next line selects its own again."""
        self._select(sample.page)
        self._raw(sample.page.encode(sample.text) + b"\n")

    def cut(self) -> None:
        if self._profile.cutter:
            self._dummy.cut(mode="PART")
        else:
            self._dummy.print_and_feed(CUT_FEED_LINES)

    def _select(self, page: CodePage) -> None:
        if page != self._page:
            self._raw(_SELECT_CODE_PAGE + bytes((page.slot,)))
            self._page = page

    def _write(self, text: str, style: Style, page: CodePage) -> None:
        if not text:
            return
        if style.size is not self._style.size:
            self._dummy.set(custom_size=True, width=style.size.columns, height=style.size.rows)
        if style.bold is not self._style.bold:
            self._dummy.set(bold=style.bold)
        if style.inverse is not self._style.inverse:
            self._dummy.set(invert=style.inverse)
        self._style = style
        self._raw(page.encode(text))

    def _raw(self, data: bytes) -> None:
        self._dummy._raw(data)  # noqa: SLF001 - the builder's way in for bytes
