"""Which characters each printer is sent, and which it is sent as a picture of their line.

``python -m tests.golden.golden_characters`` writes the table anew; what it changes is reviewed
like code.
"""

import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from pos_loyalty.printing.document import Span, Text
from pos_loyalty.printing.profiles import PROFILES, PrinterProfile
from tests.support import escpos_oracle as oracle
from tests.support.escpos_oracle import PrintedLine
from tests.support.typography import encoded, sheet_of

FILE = Path(__file__).parent / "characters.txt"

ALPHABETS: Mapping[str, str] = {
    "German": string.ascii_letters + "ÄÖÜẞäöüß",
    "French": string.ascii_letters + "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ",
    "Polish": "AĄBCĆDEĘFGHIJKLŁMNŃOÓPRSŚTUWYZŹŻ" + "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "Turkish": "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZÂÎÛ" + "abcçdefgğhıijklmnoöprsştuüvyzâîû",
    "Signs": string.digits + string.punctuation + "€×«»„“”‚‘’–—§°½·",
    "Plainer": "−…•\u00a0\u202f\u2011",
}
"""Every letter of our members' languages, the signs of a well set text, and what looks alike."""


def ways(char: str, known: PrinterProfile) -> str:
    """The codec in which the printer reads this character, or "picture"; as the bytes have it."""
    around = f"A{char}B"
    paper = oracle.decode(encoded(sheet_of(Text((Span(around),)), profile=known)), known.id)
    (event,) = paper.events
    return event.codec if isinstance(event, PrintedLine) else "picture"


def table() -> str:
    """For each printer and alphabet: what goes by which code page, and what as a picture."""
    return "\n".join(_lines()) + "\n"


def renew() -> None:
    """Writes the table as it is now."""
    FILE.write_text(table(), encoding="utf-8")


def _lines() -> Iterator[str]:
    for known in PROFILES.values():
        qr = "printer" if known.native_qr else "picture"
        yield f"{known.id}: QR code by {qr}, confirmation by {known.confirmation}"
        for name, characters in ALPHABETS.items():
            by_way: dict[str, str] = {}
            for char in characters:
                if not char.isascii():
                    way = ways(char, known)
                    by_way[way] = by_way.get(way, "") + _shown(char)
            parts = "; ".join(f"{way} {chars}" for way, chars in by_way.items())
            yield f"  {name:<8} ASCII by its own characters; {parts}"


def _shown(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X} "


if __name__ == "__main__":
    renew()
