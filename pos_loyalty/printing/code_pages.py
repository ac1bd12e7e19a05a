"""Code pages: the tables of 128 characters that receipt printers keep in numbered slots."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from pos_loyalty.domain.values import dataclass

# What Python calls the pages that shops in Europe may come to need. A table, for looking codecs
# up costs time and the window asks for a profile while it opens.
_CODECS: Mapping[str, str] = MappingProxyType(
    {
        "CP437": "cp437",
        "CP737": "cp737",
        "CP850": "cp850",
        "CP852": "cp852",
        "CP857": "cp857",
        "CP858": "cp858",
        "CP866": "cp866",
        "CP1250": "cp1250",
        "CP1251": "cp1251",
        "CP1252": "cp1252",
        "CP1253": "cp1253",
        "CP1254": "cp1254",
        "CP1257": "cp1257",
        "ISO_8859-1": "iso8859-1",
        "ISO_8859-2": "iso8859-2",
        "ISO_8859-9": "iso8859-9",
        "ISO_8859-15": "iso8859-15",
    }
)
_LAST_SLOT = 255


class UnknownCodePageError(LookupError):
    """No code page of this name, or no slot of this number."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """A code page in the slot where a printer keeps it."""

    name: str
    slot: int

    def __post_init__(self) -> None:
        if self.name not in _CODECS or not 0 <= self.slot <= _LAST_SLOT:
            raise UnknownCodePageError(self.name)

    def has(self, text: str) -> bool:
        """Whether every character of ``text`` can be printed from this page."""
        try:
            text.encode(_CODECS[self.name])
        except UnicodeEncodeError:
            return False
        return text.isprintable()

    def encode(self, text: str) -> bytes:
        """The bytes of a text that the page has; a missing character is an error, never a '?'."""
        return text.encode(_CODECS[self.name])


# Hyphens that look like ours, and signs that are not seen at all.
_ALIKE = str.maketrans(
    {"\u2010": "-", "\u2011": "-"} | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)
# What stands on nearly every slip, says the same in a plainer sign, and would cost a picture of
# its line each time. Quotes, dashes and letters are never touched: they are what somebody wrote.
_PLAINER: Mapping[str, str] = MappingProxyType({"−": "-", "…": "...", "•": "*", "─": "-"})
_NO_CHARACTER = "□"


def tidy(text: str) -> str:
    """``text`` composed, and with nothing in it that a printer would obey or cannot show.

    An ü that came in two pieces is still an ü of the code page, and a name must not speak to
    the printer.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.translate(_ALIKE))
    return "".join(_shown(char) for char in composed)


def plainer(char: str) -> str:
    """The plainer sign that says as much as ``char``, or ``char`` itself."""
    return _PLAINER.get(char, char)


def _shown(char: str) -> str:
    match unicodedata.category(char):
        case "Cc" | "Zs" | "Zl" | "Zp":
            return " "
        case "Cs":
            return _NO_CHARACTER
        case _:
            return char
