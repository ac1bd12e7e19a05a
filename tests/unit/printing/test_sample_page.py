import pytest

from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.printing.document import Document
from pos_loyalty.printing.profiles import CODE_PAGE_SLOTS, PROFILES, PrinterProfile
from pos_loyalty.printing.sample_page import lay_out_test
from pos_loyalty.printing.typesetting import typeset
from tests.support import escpos_oracle as oracle
from tests.support.slips import other_slip
from tests.support.typography import drawn, encoded, words


def page(profile: PrinterProfile, language: str = "de") -> Document:
    """The test print for this printer."""
    return lay_out_test(other_slip(SlipKind.TEST, language), profile, words(language))


@pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())
def test_the_test_print_shows_each_code_page_under_its_number(known: PrinterProfile) -> None:
    """The line that looks right tells which number to set."""
    shown = oracle.decode(encoded(typeset(page(known), known))).text
    for slot, code_page in CODE_PAGE_SLOTS.items():
        (line,) = [line for line in shown.splitlines() if line.startswith(f"{slot:>2}  ")]
        assert line.endswith(code_page.removeprefix("ISO_"))
        assert len(line) <= known.columns
        assert "ÄÖÜ äöü ß" in line
    assert "16  ÄÖÜ äöü ß € × „“  CP1252" in shown


@pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())
def test_the_ruler_reaches_both_edges(known: PrinterProfile) -> None:
    """A profile with too many columns wraps it, and one with too few leaves paper."""
    shown = oracle.decode(encoded(typeset(page(known), known))).text
    assert any(len(line) == known.columns and line.endswith("|") for line in shown.splitlines())


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_test_print_can_be_previewed(language: str) -> None:
    """It is a slip like any other."""
    known = PROFILES["generic-58"]
    assert drawn(typeset(page(known, language), known)).height > 400
