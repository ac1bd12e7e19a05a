import pytest

from pos_loyalty.domain.imports import ImportField, ImportKind
from pos_loyalty.services.imports.headings import column_named, plain, recognized


def test_headings_are_compared_without_case_umlauts_and_filling() -> None:
    """Every program spells its headings in its own way."""
    assert plain("Kunden-Nr.") == "kundennr"
    assert plain("Stückzahl (Größe)") == "stueckzahlgroesse"


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (
            "customer_id,date,quantity,amount",
            {"member": 0, "date": 1, "quantity": 2, "amount": 3},
        ),
        (
            "Belegdatum;Uhrzeit;Bon-Nr.;Kunden-Nr.;Artikel;Warengruppe;Menge;Einzelpreis;Betrag",
            {
                "date": 0,
                "time": 1,
                "receipt": 2,
                "member": 3,
                "product": 4,
                "category": 5,
                "quantity": 6,
                "price": 7,
                "amount": 8,
            },
        ),
        ("Nummer;Umsatz;Kundennummer;Tag", {"member": 2, "amount": 1, "date": 3}),
    ],
)
def test_columns_of_sales_are_known_by_their_headings(headings: str, found: dict[str, int]) -> None:
    """A shop's export needs no mapping by hand; of two candidates the plainer name wins."""
    cells = headings.replace(";", ",").split(",")
    assert recognized(ImportKind.SALES, cells) == {ImportField(k): v for k, v in found.items()}


def test_columns_of_members_are_known_by_their_headings() -> None:
    """German and English, in any order."""
    cells = "Mitgliedsnr,Vorname,Nachname,E-Mail,Handy,Geburtsdatum,Punktestand,Mitglied seit"
    assert recognized(ImportKind.MEMBERS, cells.split(",")) == {
        ImportField.MEMBER: 0,
        ImportField.GIVEN_NAME: 1,
        ImportField.FAMILY_NAME: 2,
        ImportField.EMAIL: 3,
        ImportField.PHONE: 4,
        ImportField.BIRTHDAY: 5,
        ImportField.POINTS: 6,
        ImportField.ENROLLED: 7,
    }


def test_a_column_is_named_as_it_stands_or_nearly_so() -> None:
    """The exact heading wins over one that is only spelled alike."""
    headings = ("betrag", "Betrag", "Kunden Nr")
    assert column_named(headings, "Betrag") == 1
    assert column_named(headings, "kunden-nr") == 2
    assert column_named(headings, "Name") is None
