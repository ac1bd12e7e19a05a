import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.printing.code_pages import CodePage, UnknownCodePageError, plainer, tidy


def test_a_page_has_what_it_can_encode() -> None:
    """The euro sign came with CP858; quotes are in the pages of Windows only."""
    assert CodePage("CP858", 19).has("ÄÖÜ €")
    assert not CodePage("CP850", 2).has("€")
    assert not CodePage("CP858", 19).has("„“")
    assert CodePage("CP1252", 16).has("„“")


@pytest.mark.parametrize("name", ["CP858", "CP1252", "ISO_8859-15"])
def test_a_page_has_no_control_characters(name: str) -> None:
    """A page may encode them, but no printer prints them."""
    assert not any(CodePage(name, 1).has(chr(code)) for code in (*range(32), *range(127, 161)))


def test_a_missing_character_is_an_error() -> None:
    """Rather no slip than a question mark that nobody notices."""
    with pytest.raises(UnicodeEncodeError):
        CodePage("CP858", 19).encode("Ł")


@pytest.mark.parametrize(("name", "slot"), [("cp858", 19), ("utf-8", 1), ("CP858", 256)])
def test_only_pages_of_printers_are_pages(name: str, slot: int) -> None:
    """A codec of many bytes would be nonsense to a printer, and a slot is one byte."""
    with pytest.raises(UnknownCodePageError):
        CodePage(name, slot)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mu\u0308ller", "Müller"),
        ("Mu\u00ad\u0308ller", "Müller"),
        ("36,50\u00a0€ 1\u202f284", "36,50 € 1 284"),
        ("E\u2011Mail", "E-Mail"),
        ("Donau\u00addampf\u200bschiff\ufeff", "Donaudampfschiff"),
        ("a\x1b@b\nc\u2028d", "a @b c d"),
        ("\ud800x", "□x"),
        ("„Straße“ – İstanbul", "„Straße“ – İstanbul"),
    ],
)
def test_text_is_tidied(text: str, expected: str) -> None:
    """What nobody sees is gone, what looks alike is one sign, and the rest is untouched."""
    assert tidy(text) == expected


@given(st.text(st.characters()))
def test_what_is_tidy_stays_so(text: str) -> None:
    """Doing it twice changes nothing, and nothing that a printer obeys is left."""
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in tidied)


def test_letters_have_no_plainer_sign() -> None:
    """Nobody is called Lukasz who writes himself Łukasz."""
    assert [plainer(char) for char in "Łẞé„–"] == list("Łẞé„–")
    assert plainer("−") == "-"
