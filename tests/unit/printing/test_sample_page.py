from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.printing.document import Document, Logo
from pos_loyalty.printing.profiles import PROFILES, PrinterProfile, profile
from pos_loyalty.printing.sample_page import LETTERS, lay_out_test
from pos_loyalty.printing.typesetting import typeset
from tests.support import escpos_oracle as oracle
from tests.support.slips import other_slip
from tests.support.typography import drawn, encoded, words

_ALL = pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())


def page(known: PrinterProfile, language: str = "de", address: str = "") -> Document:
    """The test page for this printer."""
    facts = other_slip(SlipKind.TEST, language)
    return lay_out_test(facts, known, words(language), address=address)


def printed(known: PrinterProfile, language: str = "de", address: str = "") -> oracle.Paper:
    """What this printer makes of its test page."""
    return oracle.decode(encoded(typeset(page(known, language, address), known)), known.id)


@_ALL
def test_the_test_page_shows_each_code_page_under_its_number(known: PrinterProfile) -> None:
    """The line that looks right tells which number to set, and that number sets that page."""
    shown = printed(known).text
    for sample in known.samples:
        (line,) = [line for line in shown.splitlines() if line.startswith(f"{sample.slot:>2}  ")]
        assert line.endswith(sample.name.removeprefix("ISO_"))
        assert len(line) <= known.columns
        assert " ß" in line
        assert profile(known.id, code_page=str(sample.slot)).pages[0] == sample


def test_a_sample_shows_what_its_page_is_for() -> None:
    """Western, Polish and Turkish pages are told apart by letters that only they have."""
    shown = printed(PROFILES["tm-t20"]).text
    assert "19  ÄÖÜ äöü ß € ×" in shown
    assert "16  ÄÖÜ äöü ß € × „“   CP1252" in shown
    assert "45  ŁÓŻ łóż ąę ß € „“" in shown
    assert "48  ĞİŞ ğış çö ß € „“" in shown
    assert not any("?" in line for line in shown.splitlines() if line[:2].isdigit())


@_ALL
def test_the_ruler_reaches_both_edges(known: PrinterProfile) -> None:
    """A profile with too many columns wraps it, and one with too few leaves paper."""
    shown = printed(known).text
    assert any(len(line) == known.columns and line.endswith("|") for line in shown.splitlines())


@_ALL
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_test_page_says_who_is_printing_where(known: PrinterProfile, language: str) -> None:
    """With two printers in a shop, each page names its own."""
    shown = printed(known, language, "network://192.168.1.50:9100").text
    assert "network://192.168.1.50:9100" in shown
    assert all(word in shown for word in known.name.split())
    assert "CP858 19" in shown


@_ALL
def test_every_letter_of_our_languages_stands_on_it(known: PrinterProfile) -> None:
    """As characters or as pictures, each language on a line that a person can compare."""
    lines = [drawn(typeset(page(known), known))]
    without = replace(known, pages=())
    lines.append(drawn(typeset(page(without), without)))
    said = [part.text for block in page(known).blocks for part in getattr(block, "spans", ())]
    assert all(letters in said for letters in LETTERS.values())
    assert {picture.width for picture in lines} == {known.text_dots}


@_ALL
def test_its_code_can_be_read(known: PrinterProfile) -> None:
    """Whether the printer draws it or we do."""
    picture = oracle.draw(printed(known), known.text_dots)
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def test_a_drawn_page_says_so_and_still_shows_the_pages() -> None:
    """A shop that sends pictures can find out here whether it still has to."""
    known = PROFILES["generic-58"].drawing_all()
    paper = printed(known)
    assert "16  ÄÖÜ äöü ß € × „“   CP1252" in paper.text
    assert all(line[:2].strip().isdigit() for line in paper.text.split("\n") if line)
    document = page(known)
    assert "alles als Bild" in str(document)


def test_the_logo_is_on_it(tmp_path: Path) -> None:
    """Whether the shop's picture is legible is seen here first."""
    path = tmp_path / "logo.png"
    Image.new("L", (200, 80)).save(path)
    known = PROFILES["generic-58"]
    facts = other_slip(SlipKind.TEST)
    assert Logo(path) in lay_out_test(facts, known, words(), logo=path).blocks


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_test_page_can_be_previewed(language: str) -> None:
    """It is a slip like any other, and not longer than a hand."""
    known = PROFILES["generic-58"]
    height = drawn(typeset(page(known, language), known)).height
    assert 400 < height < 8 * 200
