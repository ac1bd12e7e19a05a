"""What a column's heading means, in the German and English that exports are written in."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pos_loyalty.domain.imports import FIELDS_OF, ImportField, ImportKind

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FILLING: Final = re.compile(r"[^a-z0-9]+")
_NAMES: Final[Mapping[ImportField, str]] = {
    ImportField.MEMBER: (
        "member memberid memberno membernumber membershipnumber customer customerid customerno "
        "customernumber customerref clientid card cardid cardno cardnumber loyaltyid loyaltycard "
        "externalid id number kunde kundennr kundenr kundennummer kundenid kundenkarte "
        "kundenkartennummer kdnr kundnr mitglied mitgliednr mitgliedsnr mitgliedsnummer "
        "mitgliedsid mitgliedid karte kartennr kartennummer nummer nr"
    ),
    ImportField.DATE: (
        "date day datetime timestamp saledate salesdate purchasedate orderdate receiptdate "
        "transactiondate createdat datum tag zeitpunkt datumuhrzeit datumzeit belegdatum bondatum "
        "buchungsdatum verkaufsdatum kaufdatum rechnungsdatum buchungstag"
    ),
    ImportField.TIME: "time saletime purchasetime zeit uhrzeit belegzeit bonzeit",
    ImportField.AMOUNT: (
        "amount total sum value sales revenue turnover gross grossamount grosstotal totalamount "
        "totalgross netsales paid paidamount betrag summe gesamt gesamtbetrag gesamtsumme umsatz "
        "brutto bruttobetrag bruttoumsatz endbetrag endsumme bonsumme bonbetrag zahlbetrag "
        "rechnungsbetrag wert"
    ),
    ImportField.PRICE: "price unitprice itemprice preis einzelpreis stueckpreis vkpreis vk",
    ImportField.QUANTITY: "quantity qty count units pieces menge anzahl stueck stk stueckzahl",
    ImportField.CATEGORY: (
        "category productcategory productgroup department group kategorie warengruppe "
        "artikelgruppe abteilung wg wgr"
    ),
    ImportField.PRODUCT: (
        "product productid productno productname item itemid itemname sku article articleno ean "
        "gtin plu produkt artikel artikelid artikelnr artikelnummer artikelbezeichnung bezeichnung"
    ),
    ImportField.RECEIPT: (
        "receipt receiptno receiptid receiptnumber transaction transactionid transactionno order "
        "orderid orderno ordernumber invoice invoiceno invoicenumber ticket ticketno bon bonid "
        "bonnr bonnummer beleg belegid belegnr belegnummer rechnung rechnungsnr rechnungsnummer "
        "kassenbon vorgang vorgangsnummer"
    ),
    ImportField.NAME: "name fullname membername customername kundenname vollername vornamename",
    ImportField.GIVEN_NAME: "givenname firstname forename vorname rufname",
    ImportField.FAMILY_NAME: "familyname lastname surname nachname familienname zuname",
    ImportField.PHONE: (
        "phone phoneno phonenumber telephone tel mobile mobilephone mobilenumber cell telefon "
        "telefonnr telefonnummer handy handynummer mobil mobilnummer mobiltelefon rufnummer"
    ),
    ImportField.EMAIL: "email emailaddress mail mailaddress emailadresse mailadresse",
    ImportField.BIRTHDAY: "birthday birthdate dateofbirth dob geburtstag geburtsdatum gebdatum geb",
    ImportField.LANGUAGE: "language lang locale sprache",
    ImportField.POINTS: (
        "points balance pointsbalance pointbalance openingbalance startingpoints credit stars "
        "punkte punktestand punktesaldo punkteguthaben guthaben stand saldo startpunkte"
    ),
    ImportField.TIER: "tier level status tierlevel memberlevel stufe kundenstatus rang",
    ImportField.SEGMENTS: "segment segments tags labels groups segmente merkmale kundengruppe",
    ImportField.ENROLLED: (
        "enrolled enrolledat enrollmentdate enrolmentdate joined joindate joinedat membersince "
        "customersince since signupdate registered registrationdate createdat created mitgliedseit "
        "kundeseit seit eintritt eintrittsdatum beitritt beitrittsdatum angelegt angelegtam "
        "anmeldedatum registriertam"
    ),
}


def plain(heading: str) -> str:
    """A heading without case, umlauts and filling: ``Kunden-Nr.`` is ``kundennr``."""
    return _FILLING.sub("", heading.casefold().translate(_UMLAUTS))


def recognized(kind: ImportKind, headings: Sequence[str]) -> dict[ImportField, int]:
    """The columns whose headings are known; of two with one meaning the likelier name wins."""
    wanted = [plain(heading) for heading in headings]
    found: dict[ImportField, int] = {}
    for field in FIELDS_OF[kind]:
        places = (wanted.index(name) for name in _NAMES[field].split() if name in wanted)
        place = next((place for place in places if place not in found.values()), None)
        if place is not None:
            found[field] = place
    return found


def column_named(headings: Sequence[str], name: str) -> int | None:
    """The place of the column with that heading, written as it may be."""
    if name in headings:
        return headings.index(name)
    wanted = [plain(heading) for heading in headings]
    return wanted.index(plain(name)) if plain(name) in wanted else None
