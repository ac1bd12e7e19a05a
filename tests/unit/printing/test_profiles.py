import pytest

from pos_loyalty.printing.profiles import PROFILES, PrinterProfile, UnknownProfileError, profile
from tests.support.typography import NARROW, WIDE


@pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())
def test_every_printer_says_german_in_its_own_characters(known: PrinterProfile) -> None:
    """Umlauts, ß, € and × need no picture on any printer that we name."""
    assert known.prints("ÄÖÜ äöü ß € × é")


def test_spaces_and_signs_are_written_plainer_where_the_code_page_lacks_them() -> None:
    """Amounts are formatted with spaces and minus signs that no receipt printer has."""
    assert WIDE.plain("−14\u00a0€ – „Rest“ …") == '-14 € - "Rest" ...'


def test_letters_are_never_replaced() -> None:
    """A name is a name: what the printer cannot say is drawn."""
    assert WIDE.plain("Łukasz Ørsted ẞ ✓") == "Łukasz Ørsted ẞ ✓"


def test_decomposed_letters_are_composed() -> None:
    """An ü that came in two pieces is still an ü of the code page."""
    assert WIDE.plain("Mu\u0308ller") == "Müller"


def test_a_code_page_with_quotes_keeps_them() -> None:
    """Plainer signs are for printers that have no better ones."""
    assert profile("generic-80", code_page="CP1252").plain("„Rest“") == "„Rest“"


@pytest.mark.parametrize("text", ["\x1b@", "a\nb", "\u00a0"])
def test_control_characters_are_no_text(text: str) -> None:
    """Nothing that a printer would obey passes as a character."""
    assert not WIDE.prints(text)


@pytest.mark.parametrize(("paper_mm", "expected"), [(80, WIDE), (58, NARROW), (None, WIDE)])
def test_the_default_goes_with_the_paper(paper_mm: int | None, expected: PrinterProfile) -> None:
    """Who has chosen no printer still gets slips as wide as the paper."""
    assert profile(paper_mm=paper_mm) == expected


def test_narrow_paper_narrows_a_wide_printer() -> None:
    """A printer for 80 mm with a guide for 58 mm prints 32 columns."""
    narrow = profile("tm-t20", paper_mm=58)
    assert (narrow.columns, narrow.width_dots) == (32, 384)


def test_what_the_test_print_shows_overrides_the_profile() -> None:
    """Clones differ from what they claim to be."""
    changed = profile("generic-80", columns=42, code_page="CP1252")
    assert (changed.columns, changed.code_page, changed.code_page_slot) == (42, "CP1252", 16)
    assert profile("generic-80", code_page="CP858:53").code_page_slot == 53


@pytest.mark.parametrize(("name", "code_page"), [("tm-t99", ""), ("generic-80", "KLINGON")])
def test_what_nobody_knows_is_refused(name: str, code_page: str) -> None:
    """A typing error in the settings is found there and not on paper."""
    with pytest.raises(UnknownProfileError):
        profile(name, code_page=code_page)


@pytest.mark.parametrize("columns", [12, 96])
def test_columns_fit_the_paper(columns: int) -> None:
    """Neither more than there are dots for, nor so few that no line holds a figure."""
    with pytest.raises(ValueError, match=str(columns)):
        profile("generic-80", columns=columns)
