from pathlib import Path

import pytest
from PIL import Image

from pos_loyalty.printing.document import Feed, Logo, Span, Text
from pos_loyalty.printing.picture import draw
from pos_loyalty.printing.typeface import Typeface
from tests.support import escpos_oracle as oracle
from tests.support.slips import FONTS, sale_slip
from tests.support.typography import NARROW, WIDE, drawn, encoded, sheet_of, slip_sheet, typeface


@pytest.mark.parametrize(("known", "width"), [(WIDE, 576), (NARROW, 384)])
def test_the_picture_is_as_wide_as_the_paper(known: object, width: int) -> None:
    """One dot of the printer is one pixel."""
    sheet = slip_sheet(sale_slip(), WIDE if known is WIDE else NARROW)
    assert drawn(sheet).width == width


def test_a_logo_is_drawn_as_it_is_printed(tmp_path: Path) -> None:
    """The shop's picture passes through the same dots on its way to screen and paper."""
    path = tmp_path / "logo.png"
    Image.linear_gradient("L").resize((900, 300)).save(path)
    sheet = sheet_of(Logo(path), Text((Span("Sonnenblume"),)))
    paper = oracle.decode(encoded(sheet))
    assert oracle.draw(paper, WIDE.text_dots).tobytes() == drawn(sheet).tobytes()


@pytest.mark.expected_log("logo is missing")
def test_a_missing_logo_costs_no_slip(tmp_path: Path) -> None:
    """The member's points matter more than the shop's picture."""
    sheet = sheet_of(Logo(tmp_path / "gone.png"), Feed())
    assert drawn(sheet).height == 30
    assert oracle.decode(encoded(sheet)).events == [oracle.PrintedLine((), "cp858")]


@pytest.mark.expected_log("logo cannot be read")
def test_a_broken_logo_costs_no_slip(tmp_path: Path) -> None:
    """Neither does a file that is no picture."""
    path = tmp_path / "logo.png"
    path.write_text("no picture")
    assert drawn(sheet_of(Logo(path), Feed())).height == 30


def test_an_empty_sheet_is_still_a_picture() -> None:
    """The preview of an empty template shows paper, not an error."""
    assert draw(sheet_of(), typeface()).size == (576, 1)


def test_two_typefaces_draw_alike() -> None:
    """What has been drawn before changes nothing."""
    sheet = slip_sheet(sale_slip())
    assert draw(sheet, Typeface(FONTS)).tobytes() == drawn(sheet).tobytes()
