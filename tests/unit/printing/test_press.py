import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from pos_loyalty.domain.slip import SlipFacts, SlipKind
from pos_loyalty.printing.press import Look, SlipPress
from pos_loyalty.printing.profiles import profile
from tests.support import escpos_oracle as oracle
from tests.support.slips import FONTS, job_of, other_slip, sale_slip
from tests.support.typography import NARROW, TEMPLATE, WIDE


@pytest.fixture
def press(tmp_path: Path) -> SlipPress:
    """A press for the wide printer."""
    return SlipPress(fonts=FONTS, cache=tmp_path, look=lambda: Look(WIDE, TEMPLATE))


def picture(png: bytes) -> Image.Image:
    """The picture in these bytes."""
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize("facts", [sale_slip(), other_slip(SlipKind.TEST)], ids=["sale", "test"])
def test_all_forms_of_a_slip_agree(press: SlipPress, facts: SlipFacts) -> None:
    """The bytes, the picture beside them and the preview are the same slip."""
    printout = press.printout(job_of(facts))
    paper = oracle.draw(oracle.decode(printout.data), WIDE.text_dots)
    assert paper.tobytes() == picture(printout.picture()).tobytes()
    assert printout.picture() == press.preview(facts, Look(WIDE, TEMPLATE))


def test_a_printout_is_named_for_its_job(press: SlipPress) -> None:
    """Files of slips sort by time and are found by job."""
    at = datetime(2026, 11, 22, 13, 32, 5, tzinfo=UTC)
    assert press.printout(job_of(sale_slip(), at=at)).name == "20261122T133205-job-1"


def test_the_text_says_what_the_slip_says(press: SlipPress) -> None:
    """In the member's language, with the program's own unit."""
    facts = sale_slip("en", unit_one="star", unit_many="stars")
    text = press.printout(job_of(facts)).text
    assert "Earned                                 +65 stars" in text


def test_a_changed_look_counts_from_the_next_slip(tmp_path: Path) -> None:
    """Nobody restarts the program to print on other paper."""
    looks = [Look(WIDE, TEMPLATE), Look(NARROW, TEMPLATE)]
    press = SlipPress(fonts=FONTS, cache=tmp_path, look=lambda: looks.pop(0))
    widths = [picture(press.printout(job_of(sale_slip())).picture()).width for _ in range(2)]
    assert widths == [576, 384]


def test_warming_up_changes_no_slip(press: SlipPress) -> None:
    """It is done for speed alone."""
    cold = press.printout(job_of(sale_slip())).data
    press.warm_up(sale_slip("en"))
    assert press.printout(job_of(sale_slip())).data == cold


def test_a_preview_takes_any_look(press: SlipPress) -> None:
    """The settings show a draft before it is saved."""
    draft = Look(profile("tm-t88"), TEMPLATE)
    assert picture(press.preview(sale_slip(), draft)).width == 504
