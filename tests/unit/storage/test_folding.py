import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.storage.folding import folded, folded_address, national_digits


@pytest.mark.parametrize(
    "names",
    [
        ("Müller", "MUELLER", "muller", "Mu\u0308ller"),
        ("Straße", "STRASSE", "strasse"),
        ("Größe", "groesse", "GROSSE"),
        ("Jürgen-Uwe O’Neil", "juergen uwe o'neil", "Jurgen  Uwe O Neil"),
        ("Łukasz Dvořák", "lukasz dvorak"),
        ("Søren Æbelø", "soren aebelo"),
        ("Noël", "Noel"),
        ("Işık", "isik"),
    ],
)
def test_spellings_of_one_name_are_one_word(names: tuple[str, ...]) -> None:
    """A cashier finds a member however the name is typed."""
    assert len({folded(name) for name in names}) == 1


@given(st.text(alphabet="aeouäöüß Ssmlé-", max_size=12), st.integers(0, 12))
def test_the_beginning_of_a_name_finds_it(name: str, typed: int) -> None:
    """While one types, each beginning still leads to the name."""
    assert folded(name).startswith(folded(name[:typed]))


@given(st.text(max_size=20))
def test_any_text_folds_to_plain_words(text: str) -> None:
    """No sign that means something to the search is left over, whatever was typed."""
    assert not set('"*()^:\x00') & set(folded(text))
    folded(text).encode()


@pytest.mark.parametrize(
    "phone",
    [
        "+49 170 1234567",
        "0049 170 1234567",
        "0170/1234567",
        "+49 (0)170 123-4567",
        "170 1234567",
    ],
)
def test_one_number_however_it_is_typed(phone: str) -> None:
    """With country code or without, a number is found under its national digits."""
    assert national_digits(phone) == "1701234567"


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("+1 212 5550100", "2125550100"), ("+420 601 234 567", "601234567"), ("+7 912", "912")],
)
def test_country_codes_have_one_two_or_three_digits(phone: str, digits: str) -> None:
    """The code goes, and nothing of the number with it."""
    assert national_digits(phone) == digits


def test_addresses_are_searched_in_small_letters() -> None:
    """Whatever cannot be printed has no place in an address."""
    assert folded_address(" Anna@Example.ORG\x00 ") == "anna@example.org"
