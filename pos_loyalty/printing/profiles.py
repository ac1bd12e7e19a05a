"""The printers we know: their width, characters, cutter and what they answer.

Profiles of clones are guesses at best, so a shop may override what its test print shows to be
wrong.
"""

import codecs
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from pos_loyalty.domain.values import dataclass

CELL_DOTS = 12
"""Width of a plain character, at 203 dpi as at 180."""

NARROW_PAPER_MM = 58
DEFAULT = "default"
"""The generic profile that goes with the paper."""

# Slots that European printers and their clones agree on, best first. CP858 is CP850 with the
# euro sign; CP1252 has the typographic quotes as well but no box drawing.
CODE_PAGE_SLOTS: Mapping[int, str] = MappingProxyType(
    {19: "CP858", 16: "CP1252", 2: "CP850", 40: "ISO_8859-15", 0: "CP437"}
)
_CODECS = {"ISO_8859-15": "iso8859-15"}

# What a code page lacks but a plainer sign says as well. Anything else is drawn as a picture.
_PLAINER = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u2007": " ",
    "\u2011": "-",
    "−": "-",
    "–": "-",
    "—": "-",
    "„": '"',
    "“": '"',
    "”": '"',
    "‚": "'",
    "‘": "'",
    "’": "'",
    "…": "...",
    "•": "*",
    "─": "-",
}


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
    code_page: str = "CP858"
    code_page_slot: int = 19
    native_qr: bool = True
    cutter: bool = True
    confirmation: Confirmation = Confirmation.STATUS
    asks_before: bool = False
    """Whether paper and cover can be asked for before anything is sent."""

    def __post_init__(self) -> None:
        if not 20 <= self.columns <= self.width_dots // CELL_DOTS:  # noqa: PLR2004 - below, no slip is legible
            raise ValueError(self.columns)
        codecs.lookup(codec_of(self.code_page))

    @property
    def text_dots(self) -> int:
        """Width of a full line of plain characters."""
        return self.columns * CELL_DOTS

    def plain(self, text: str) -> str:
        """``text`` with spaces and signs that the code page lacks written in plainer ones."""
        composed = unicodedata.normalize("NFC", text)
        if self.prints(composed):
            return composed
        return "".join(char if self.prints(char) else _PLAINER.get(char, char) for char in composed)

    def prints(self, text: str) -> bool:
        """Whether the code page has every character of ``text``."""
        try:
            text.encode(codec_of(self.code_page))
        except UnicodeEncodeError:
            return False
        return text.isprintable()


def profile(
    name: str = DEFAULT,
    *,
    paper_mm: int | None = None,
    columns: int = 0,
    code_page: str = "",
) -> PrinterProfile:
    """The profile of this name, with what a shop has overridden; 0 and "" override nothing.

    A code page is named alone ("CP858") or with the slot in which a clone keeps it ("CP858:53").
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
    if code_page:
        page, _, slot = code_page.partition(":")
        found = replace(found, code_page=page, code_page_slot=int(slot) if slot else _slot(page))
    return found


def _slot(code_page: str) -> int:
    for slot, page in CODE_PAGE_SLOTS.items():
        if page == code_page:
            return slot
    raise UnknownProfileError(code_page)


def codec_of(code_page: str) -> str:
    """What Python calls this code page."""
    return _CODECS.get(code_page, code_page)


def _known(*profiles: PrinterProfile) -> Mapping[str, PrinterProfile]:
    return MappingProxyType({each.id: each for each in profiles})


_NARROW_DOTS, _WIDE_DOTS, _OLDER_DOTS = 384, 576, 512

GENERIC_80 = PrinterProfile(
    id="generic-80",
    name="80 mm, ESC/POS",
    library_profile="TM-T20II",
    width_dots=_WIDE_DOTS,
    columns=48,
)
GENERIC_58 = PrinterProfile(
    id="generic-58",
    name="58 mm, ESC/POS",
    library_profile="POS-5890",
    width_dots=_NARROW_DOTS,
    columns=32,
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
        confirmation=Confirmation.PROCESS_ID,
        asks_before=True,
    ),
    PrinterProfile(
        id="tm-t88",
        name="TM-T88V, TM-T88VI, TM-T88VII",
        library_profile="TM-T88V",
        width_dots=_OLDER_DOTS,
        columns=42,
        confirmation=Confirmation.PROCESS_ID,
        asks_before=True,
    ),
    PrinterProfile(
        id="tm-t88-older",
        name="TM-T88III, TM-T88IV",
        library_profile="TM-T88IV",
        width_dots=_OLDER_DOTS,
        columns=42,
        native_qr=False,
        asks_before=True,
    ),
    PrinterProfile(
        id="tm-m30",
        name="TM-m30II, TM-m30III",
        library_profile="TM-T20II",
        width_dots=_WIDE_DOTS,
        columns=48,
        confirmation=Confirmation.PROCESS_ID,
        asks_before=True,
    ),
    PrinterProfile(
        id="star-escpos",
        name="Star TSP100IV, mC-Print (ESC/POS)",
        library_profile="TM-T20II",
        width_dots=_WIDE_DOTS,
        columns=48,
        confirmation=Confirmation.STATUS,
    ),
)
