"""What the import page needs from below: a shop in memory, and files that lie nowhere."""

from collections.abc import Mapping
from typing import Any

from pos_loyalty.domain.errors import LoyaltyError, Problem, WrongDocumentError
from pos_loyalty.domain.imports import ImportPreview, ImportProgress, ImportWish
from pos_loyalty.services.imports.running import ImportRun, Purpose
from tests.support.imports import table
from tests.support.shop import Shop, scratch_shop

GERMAN = table(
    "Datum;Kunden-Nr.;Artikel;Menge;Betrag",
    "02.03.2026;1001;Roggenbrot;1;4,80",
    "02.03.2026;1002;Apfelsaft naturtrüb, Demeter, 1 l Mehrwegflasche;6;17,94",
    "03.03.2026;1001;Kaffee;1;3,20",
    "03.03.2026;;Kaffee;1;3,20",
    "04.03.2026;1003;Kaffee;1;−3,20",
    "05.03.2026;1003;Gemüsekiste groß;1;1.024,50",
    "gestern;1003;Kaffee;1;3,20",
    "06.03.2026;1001;Kaffee;2;6,40",
)
UNCLEAR = table("shop,visit,what", "Freiburg,03/04/2026,12.50", "Freiburg,04/05/2026,3.20")
PEOPLE = table(
    "Mitgliedsnr;Vorname;Nachname;E-Mail;Geburtstag;Punktestand;Mitglied seit",
    "17;Anna;Wolfeschlegelsteinhausenbergerdorff;anna@m.example;4.5.;1.284;02.03.2019",
    "18;Jürgen;Groß;;;0;",
)
FILES: Mapping[str, bytes] = {
    "umsatz-maerz.csv": GERMAN,
    "visits.csv": UNCLEAR,
    "kundenkartei.csv": PEOPLE,
    "leer.csv": b"",
    "bild.csv": b"\x89PNG\0",
    "viele.csv": table("kunde,datum,betrag", *(f"{n},2026-03-02,{n}.00" for n in range(1, 91))),
}


class ScratchImportRoom:
    """The services of a shop in memory, as the terminal's own room calls them."""

    def __init__(self, shop: Shop | None = None) -> None:
        self.shop = shop or scratch_shop()
        self.wishes: list[ImportWish] = []
        self.failure: LoyaltyError | None = None
        self._data = b""
        self._run: ImportRun[Any] | None = None

    def open(self, path: str) -> None:
        if path not in FILES:
            raise WrongDocumentError((Problem("", "unreadable", (("file", path),)),))
        self._data = FILES[path]

    def look(self, wish: ImportWish) -> ImportPreview:
        self.wishes.append(wish)
        return self.shop.application.imports.look(self._data, wish, self.shop.now)

    def try_out(self, wish: ImportWish) -> ImportProgress:
        return self._started(wish, Purpose.TRIAL)

    def begin(self, wish: ImportWish) -> ImportProgress:
        return self._started(wish, Purpose.REAL)

    def advance(self) -> ImportProgress:
        if self.failure is not None:
            raise self.failure
        assert self._run is not None
        return self._run.advance()

    def _started(self, wish: ImportWish, purpose: Purpose) -> ImportProgress:
        imports, request = self.shop.application.imports, self.shop.request()
        self._run = imports.start(request, self._data, wish, purpose)
        return self._run.progress
