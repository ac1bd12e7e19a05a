"""The printers we know: their width, characters, cutter and what they answer.

Where public tables of printers disagree, the more careful one is believed: a picture of a line is
right on every printer. Profiles of clones are guesses at best, so a shop may override what its
test page shows to be wrong.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.code_pages import CodePage, plainer, tidy

CELL_DOTS = 12
"""Width of a plain character, at 203 dpi as at 180."""

NARROW_PAPER_MM = 58
DEFAULT = "default"
"""The generic profile that goes with the paper."""

_CP858, _CP1252 = CodePage("CP858", 19), CodePage("CP1252", 16)
_CP437, _CP850, _CP852 = CodePage("CP437", 0), CodePage("CP850", 2), CodePage("CP852", 18)
_CP1250, _CP1254 = CodePage("CP1250", 45), CodePage("CP1254", 48)
_ISO15 = CodePage("ISO_8859-15", 40)

# CP858 is CP850 with the euro sign; CP1252 has the typographic quotes as well but no box drawing.
COMMON_SLOTS: Mapping[str, int] = MappingProxyType(
    {
        page.name: page.slot
        for page in (_CP858, _CP1252, _CP850, _CP852, _CP1250, _CP1254, _ISO15, _CP437)
    }
    | {"CP857": 13, "CP737": 14, "CP866": 17, "CP1251": 46, "CP1253": 47, "CP1257": 51}
)
"""Where European printers keep a page, if their profile does not say otherwise."""


class Confirmation(StrEnum):
    """How a printer says that a slip is out."""

    PROCESS_ID = "process-id"
    """``GS ( H``: answered when printing is complete; else ``GS r`` is tried."""
    STATUS = "status"
    """``GS r``: answered when everything before it has been worked off."""
    NONE = "none"


class UnknownProfileError(ValueError):
    """No printer profile or code page of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """One kind of printer."""

    id: str
    name: str
    library_profile: str
    """The profile of the command library that knows how this printer cuts."""
    width_dots: int
    columns: int
    pages: tuple[CodePage, ...] = (_CP858,)
    """The pages that this printer is trusted to have there, best first.

    A line is sent in the first that has all of it, and drawn where none has. None at all: every
    line is drawn.
    """
    samples: tuple[CodePage, ...]
    """The pages that the test page shows, for a person to see which of them are really there."""
    wakes_in_chinese: bool = False
    """Whether it may be left in a mode in which two umlauts are one Chinese character."""
    native_qr: bool = True
    cutter: bool = True
    confirmation: Confirmation = Confirmation.STATUS
    asks_before: bool = False
    """Whether paper and cover can be asked for before anything is sent."""

    def __post_init__(self) -> None:
        if not 20 <= self.columns <= self.width_dots // CELL_DOTS:  # noqa: PLR2004 - below, no slip is legible
            raise ValueError(self.columns)

    @property
    def text_dots(self) -> int:
        """Width of a full line of plain characters."""
        return self.columns * CELL_DOTS

    def plain(self, text: str) -> str:
        """``text`` as it is set: composed, and in plainer signs where no page has one."""
        clean = tidy(text)
        if not self.pages or clean.isascii() or self.page_for(clean) is not None:
            return clean
        return "".join(char if self.prints(char) else plainer(char) for char in clean)

    def prints(self, text: str) -> bool:
        """Whether the printer has every character of ``text``, be it in several pages."""
        return all(any(page.has(char) for page in self.pages) for char in text)

    def page_for(self, text: str) -> CodePage | None:
        """The page in which all of ``text`` can be sent; none if it has to be drawn."""
        return next((page for page in self.pages if page.has(text)), None)

    def drawing_all(self) -> "PrinterProfile":
        """This printer, but no character and no code is left to it: for clones that garble them."""
        return replace(self, pages=(), native_qr=False)


def profile(
    name: str = DEFAULT,
    *,
    paper_mm: int | None = None,
    columns: int = 0,
    code_page: str = "",
) -> PrinterProfile:
    """The profile of this name, with what a shop has overridden; 0 and "" override nothing.

    A code page is named by the number that the test page shows beside it ("16"), by its name
    ("CP858"), or by both where a clone keeps it elsewhere ("CP858:53"). A page that is not the
    profile's own is then the only one that is trusted.
    """
    found = PROFILES.get(name)
    if name == DEFAULT:
        found = GENERIC_58 if paper_mm == NARROW_PAPER_MM else GENERIC_80
    if found is None:
        raise UnknownProfileError(name)
    if paper_mm == NARROW_PAPER_MM and found.width_dots > _NARROW_DOTS:
        found = replace(found, width_dots=_NARROW_DOTS, columns=_NARROW_DOTS // CELL_DOTS)
    if columns:
        found = replace(found, columns=columns)
    if code_page and code_page != found.pages[0].name:
        found = replace(found, pages=(_page(code_page, found),))
    return found


def _page(text: str, printer: PrinterProfile) -> CodePage:
    """The page that a shop means; raises UnknownProfileError, and ValueError for no number."""
    name, _, slot = text.partition(":")
    try:
        if slot:
            return CodePage(name, int(slot))
        for page in printer.samples:
            if name in {page.name, str(page.slot)}:
                return page
        return CodePage(name, COMMON_SLOTS[name])
    except LookupError as error:
        raise UnknownProfileError(text) from error


def _known(*profiles: PrinterProfile) -> Mapping[str, PrinterProfile]:
    return MappingProxyType({each.id: each for each in profiles})


_NARROW_DOTS, _WIDE_DOTS, _OLDER_DOTS = 384, 576, 512

# Clones agree on 19, 16 and 2 more often than not. Some keep CP1252 in 6 whatever their manual
# says of 16, and those of the POS-5890 have second copies in 53 and 71.
_CLONES = (
    _CP858,
    _CP1252,
    CodePage("CP1252", 6),
    CodePage("CP858", 53),
    CodePage("CP1252", 71),
    _ISO15,
    _CP850,
    _CP437,
)
_TM_OLDER = (_CP858, _CP1252)
_TM = (_CP858, _CP1252, _CP1250, _CP1254)
_TM_SAMPLES = (*_TM, _ISO15, _CP852, _CP850, _CP437)

GENERIC_80 = PrinterProfile(
    id="generic-80",
    name="80 mm, ESC/POS",
    library_profile="TM-T20II",
    width_dots=_WIDE_DOTS,
    columns=48,
    samples=_CLONES,
    wakes_in_chinese=True,
)
GENERIC_58 = PrinterProfile(
    id="generic-58",
    name="58 mm, ESC/POS",
    library_profile="POS-5890",
    width_dots=_NARROW_DOTS,
    columns=32,
    samples=_CLONES,
    wakes_in_chinese=True,
    native_qr=False,
    cutter=False,
)
PROFILES = _known(
    GENERIC_80,
    GENERIC_58,
    PrinterProfile(
        id="tm-t20",
        name="TM-T20II, TM-T20III",
        library_profile="TM-T20II",
        width_dots=_WIDE_DOTS,
        columns=48,
        pages=_TM,
        samples=_TM_SAMPLES,
        confirmation=Confirmation.PROCESS_ID,
        asks_before=True,
    ),
    PrinterProfile(
        id="tm-t88",
        name="TM-T88V, TM-T88VI, TM-T88VII",
        library_profile="TM-T88V",
        width_dots=_OLDER_DOTS,
        columns=42,
        pages=_TM,
        samples=_TM_SAMPLES,
        confirmation=Confirmation.PROCESS_ID,
        asks_before=True,
    ),
    # The III prints the QR command as text and answers no process id, and the IV is not told
    # apart from it by what it answers.
    PrinterProfile(
        id="tm-t88-older",
        name="TM-T88III, TM-T88IV",
        library_profile="TM-T88IV",
        width_dots=_OLDER_DOTS,
        columns=42,
        pages=_TM_OLDER,
        samples=(*_TM_OLDER, _CP852, _CP850, _CP437),
        native_qr=False,
        asks_before=True,
    ),
    PrinterProfile(
        id="tm-m30",
        name="TM-m30II, TM-m30III",
        library_profile="TM-T20II",
        width_dots=_WIDE_DOTS,
        columns=48,
        pages=_TM,
        samples=_TM_SAMPLES,
        confirmation=Confirmation.PROCESS_ID,
        asks_before=True,
    ),
    # Star's own specification of its ESC/POS mode (revision 2.40) is for these two, the TUP500,
    # FVP10, TSP043 and BSC10; the TSP100 and mC-Print families speak other languages. In this
    # mode pages 0 to 19 lie as on older Epson printers, a picture is taken as ``GS v 0`` only,
    # QR codes have commands of Star's own (so we draw them), the knife obeys ``GS V``, and a real
    # time status of an idle TSP650II has been seen to say "offline" (so it is not asked).
    PrinterProfile(
        id="star-escpos",
        name="Star TSP650II, TSP700II (ESC/POS)",
        library_profile="TM-T20II",
        width_dots=_WIDE_DOTS,
        columns=48,
        pages=_TM_OLDER,
        samples=(*_TM_OLDER, _CP852, _CP850, _CP437),
        native_qr=False,
    ),
)
