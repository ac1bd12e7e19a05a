"""Jobs as other tills print them: seven manners, and what else comes out of a till.

Written by hand from the command reference; they share no code with what reads them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

INIT = b"\x1b@"
DRAWER = b"\x1bp\x00\x19\xfa"
ASK_PAPER = b"\x10\x04\x04"
DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Sold:
    """What a till prints a receipt of."""

    number: str = "4711"
    total_minor: int = 3650
    day: date = DAY
    goods: tuple[tuple[str, int], ...] = ()
    head: tuple[str, ...] = ()
    """Lines above the goods, such as a mark of a copy or a void."""
    foot: tuple[str, ...] = ()
    sign: int = 1

    @property
    def lines(self) -> tuple[tuple[str, int], ...]:
        return self.goods or (("Käse-Brötchen", 1250), ("Öko-Kaffee", self.total_minor - 1250))

    def german(self, minor: int) -> str:
        return ("-" if self.sign < 0 else "") + f"{minor // 100},{minor % 100:02d}"

    def english(self, minor: int) -> str:
        return ("-" if self.sign < 0 else "") + f"{minor // 100:,}.{minor % 100:02d}"


@dataclass(frozen=True)
class Manner:
    """One till's manner: how it prints a receipt, and what a shop marks on it to teach it."""

    name: str
    print: Callable[[Sold], bytes]
    total: Callable[[Sold], str]
    number: Callable[[Sold], str] = field(default=lambda sold: sold.number)
    day: Callable[[Sold], str] | None = None
    code_page: str = ""
    cuts: bool = True
    reads_lines: bool = True


def picture(width_bytes: int, rows: int, dots: bytes = b"\x1dV\x00") -> bytes:
    """Dots that happen to spell a cut, over and over."""
    size = width_bytes * rows
    head = b"\x1dv0\x00" + width_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
    return head + (dots * (size // len(dots) + 1))[:size]


def _row(left: str, right: str, columns: int) -> str:
    return left + " " * max(1, columns - len(left) - len(right)) + right


def bakery(sold: Sold) -> bytes:
    """42 columns, CP858, a cut that feeds."""
    text = [
        "       Bäckerei Sonnenschein",
        "        Hauptstraße 12, Köln",
        "",
        *sold.head,
        _row(f"Bon-Nr. {sold.number}", "Kasse 1", 42),
        f"{sold.day:%d.%m.%Y} 14:32   Bedient von Zoë",
        "-" * 42,
        *(_row(name, f"{sold.german(minor)} A", 42) for name, minor in sold.lines),
        "-" * 42,
        _row("SUMME EUR", sold.german(sold.total_minor), 42),
        _row("Bar EUR", sold.german(sold.total_minor), 42),
        _row("MwSt 7 % EUR", "2,39", 42),
        *sold.foot,
        "Vielen Dank für Ihren Einkauf!",
        "",
    ]
    body = "\n".join(text).encode("cp858")
    return INIT + b"\x1bt\x13" + body + b"\n\x1dVB\x00" + DRAWER


def grocer(sold: Sold) -> bytes:
    """48 columns, CP1252, a logo in dots, a line struck out, feed and a bare cut."""
    text = [
        "Grüner Markt GmbH",
        "Am Fluß 3 · 50667 Köln",
        *sold.head,
        *(_row(f"1 x {name}", sold.german(minor), 48) for name, minor in sold.lines),
        _row("Pfand", "0,25", 48),
        _row("Storno Pfand", "-0,25", 48),
        _row("Zwischensumme", sold.german(sold.total_minor), 48),
        _row("Zu zahlen", f"{sold.german(sold.total_minor)} €", 48),
        _row("girocard", f"{sold.german(sold.total_minor)} €", 48),
        f"Datum {sold.day:%d.%m.%y} 09:05 Beleg 2026/{sold.number} Kasse 3",
        *sold.foot,
    ]
    body = "\r\n".join(text).encode("cp1252")
    return (
        INIT
        + b"\x1ba\x01"
        + picture(16, 40)
        + b"\x1ba\x00\x1bt\x10\x1b!\x00"
        + body
        + b"\r\n\x1bd\x04\x1dV\x01"
    )


def kiosk(sold: Sold) -> bytes:
    """32 columns, the printer's own CP437, the total below its word, drawer first, ``ESC i``."""
    text = [
        "KIOSK AM RING",
        "Inh. J. Müller",
        *sold.head,
        *(_row(name, sold.german(minor), 32) for name, minor in sold.lines),
        "",
        "GESAMT",
        _row("", f"EUR {sold.german(sold.total_minor)}", 32),
        "",
        f"#{sold.number}  {sold.day:%d.%m.%Y}  18:01",
        *sold.foot,
    ]
    return DRAWER + INIT + "\n".join(text).encode("cp437") + b"\n\n\n\n\x1bi"


def cafe(sold: Sold) -> bytes:
    """English, 48 columns, big letters for the total, month first, ``ESC m``."""
    head = ["THE CORNER CAFE", "12 Bridge Street", *sold.head]
    goods = [_row(name, sold.english(minor), 48) for name, minor in sold.lines]
    facts = [
        _row(f"Receipt #: {sold.number}", f"Table 7  {sold.day:%m/%d/%Y} 2:32 PM", 48),
        *sold.foot,
        "Thank you, come again!",
    ]
    first = "\n".join([*head, *goods, _row("Subtotal", sold.english(sold.total_minor), 48)])
    total = _row("TOTAL", f"£{sold.english(sold.total_minor)}", 24)
    return (
        INIT
        + b"\x1bt\x10\x1b3\x18"
        + first.encode("cp1252")
        + b"\n\x1bE\x01\x1d!\x11"
        + total.encode("cp1252")
        + b"\n\x1d!\x00\x1bE\x00"
        + "\n".join(facts).encode("cp1252")
        + b"\n\x1bd\x05\x1bm"
    )


def workshop(sold: Sold) -> bytes:
    """Seven bits and a German character set, columns by position, an old picture, no cutter."""
    swapped = str.maketrans("ÄÖÜäöüß", "[\\]{|}~")

    def said(text: str) -> bytes:
        return text.translate(swapped).encode("ascii")

    def placed(left: str, right: str) -> bytes:
        return said(left) + b"\x1b$\xf0\x00" + said(right) + b"\n"

    goods = (placed(name.replace("ë", "e"), sold.german(minor)) for name, minor in sold.lines)
    return b"".join(
        (
            INIT,
            b"\x1bR\x02\x1b*\x21\x20\x00" + b"\x1dV\x00" * 32 + b"\n",
            said("Schlüsseldienst Groß") + b"\n",
            *(said(line) + b"\n" for line in sold.head),
            said(f"Quittung Nr {sold.number} vom {sold.day:%d.%m.%Y}") + b"\n",
            *goods,
            placed("Gesamtbetrag EUR", sold.german(sold.total_minor)),
            *(said(line) + b"\n" for line in sold.foot),
            b"\x1bJ\xff",
        )
    )


def boutique(sold: Sold) -> bytes:
    """42 columns, a stored logo, a QR code of the tax office, both kinds of barcodes, TSE lines."""
    content = b"1P0" + b"V0;4711;" * 12
    length = (len(content)).to_bytes(2, "little")
    text = [
        "MODEHAUS LICHT",
        "Königsallee 1",
        *sold.head,
        f"Rechnung: MH-{sold.number}/26",
        f"Datum: {sold.day:%Y-%m-%d} 11:00:59",
        *(_row(name, sold.german(minor), 42) for name, minor in sold.lines),
        "=" * 42,
        _row("*** SUMME (2 Artikel) EUR ***", sold.german(sold.total_minor), 42),
        "TSE-Signatur: " + "Qk9OLU5SLiA0NzEx" * 2,
        *sold.foot,
    ]
    return b"".join(
        (
            INIT,
            b"\x1d(L\x06\x000E  \x01\x01",
            b"\x1bt\x13",
            "\n".join(text).encode("cp858"),
            b"\n\x1dh\x50\x1dw\x02\x1dk\x04A1B2C3\x00",
            b"\x1dkI\x08{B\x1dV\x001\x1b@",
            b"\x1d(k\x03\x001C\x04",
            b"\x1d(k" + length + content,
            b"\x1d(k\x03\x001Q0\n",
            b"\x1dVA\x03",
        )
    )


def stall(sold: Sold) -> bytes:
    """32 columns on a clone, swiss francs with apostrophes, a cut after three line feeds."""
    text = [
        "MARKTSTAND WEBER",
        *sold.head,
        f"Quittung {sold.number}",
        f"{sold.day:%d.%m.%Y}",
        *(_row(name, f"{minor / 100:.2f}", 32) for name, minor in sold.lines),
        _row("Total CHF", _swiss(sold), 32),
        *sold.foot,
    ]
    return INIT + b"\x1bt\x02" + "\n".join(text).encode("cp850") + b"\n\n\n\n\x1dV0"


def _swiss(sold: Sold) -> str:
    sign = "-" if sold.sign < 0 else ""
    return sign + f"{sold.total_minor / 100:,.2f}".replace(",", "'")


MANNERS = (
    Manner("bakery", bakery, lambda s: s.german(s.total_minor), day=lambda s: f"{s.day:%d.%m.%Y}"),
    Manner(
        "grocer",
        grocer,
        lambda s: s.german(s.total_minor),
        number=lambda s: f"2026/{s.number}",
        day=lambda s: f"{s.day:%d.%m.%y}",
    ),
    Manner(
        "kiosk",
        kiosk,
        lambda s: s.german(s.total_minor),
        day=lambda s: f"{s.day:%d.%m.%Y}",
        code_page="cp437",
    ),
    Manner("cafe", cafe, lambda s: s.english(s.total_minor), day=lambda s: f"{s.day:%m/%d/%Y}"),
    Manner(
        "workshop",
        workshop,
        lambda s: s.german(s.total_minor),
        day=lambda s: f"{s.day:%d.%m.%Y}",
        cuts=False,
    ),
    Manner(
        "boutique",
        boutique,
        lambda s: s.german(s.total_minor),
        number=lambda s: f"MH-{s.number}/26",
        day=lambda s: f"{s.day:%Y-%m-%d}",
    ),
    Manner("stall", stall, _swiss, day=lambda s: f"{s.day:%d.%m.%Y}"),
)
BY_NAME = {manner.name: manner for manner in MANNERS}


def voided(manner: Manner, sold: Sold, *, of: str) -> bytes:
    """A receipt that takes another one back, and names it."""
    mark = "VOID receipt {number}" if manner.name == "cafe" else "*** STORNO zu Bon {number}"
    head = (mark.format(number=manner.number(Sold(number=of))),)
    return manner.print(Sold(sold.number, sold.total_minor, sold.day, head=head, sign=-1))


def copied(manner: Manner, sold: Sold) -> bytes:
    """The same receipt, marked as a copy at its end."""
    mark = "* COPY *" if manner.name == "cafe" else "*** KOPIE ***"
    return manner.print(Sold(sold.number, sold.total_minor, sold.day, foot=(mark,)))


def only_dots(_sold: Sold) -> bytes:
    """A receipt that is sent as one picture."""
    return INIT + picture(72, 120) + picture(72, 120, b"\x00\xff") + b"\x1dVB\x00"


def kitchen_slip() -> bytes:
    """What goes to the kitchen: no total, no header."""
    return INIT + b"\x1d!\x11TISCH 7\n2x Schnitzel\n1x Suppe\nBon-Nr. 88\n\x1d!\x00\x1dVB\x00"


def day_report() -> bytes:
    """The report at the end of the day: it has the shop's header, a number and a sum."""
    text = [
        "       Bäckerei Sonnenschein",
        "        Hauptstraße 12, Köln",
        "       Z-BERICHT 118",
        "Bon-Nr. 4800",
        f"{DAY:%d.%m.%Y} 20:00",
        _row("SUMME EUR", "1.238,40", 42),
    ]
    return INIT + b"\x1bt\x13" + "\n".join(text).encode("cp858") + b"\n\x1dVB\x00"


def sub_total_bill() -> bytes:
    """What a guest is shown before paying."""
    text = [
        "       Bäckerei Sonnenschein",
        "        Hauptstraße 12, Köln",
        "ZWISCHENRECHNUNG",
        "Bon-Nr. 4711",
        f"{DAY:%d.%m.%Y} 14:00",
        _row("SUMME EUR", "36,50", 42),
    ]
    return INIT + b"\x1bt\x13" + "\n".join(text).encode("cp858") + b"\n\x1dVB\x00"
