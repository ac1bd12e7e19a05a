import io
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from PIL import Image

from pos_loyalty.cards.artwork_pdf import laid_out
from pos_loyalty.cards.card_face import CardFace
from tests.support.cards import PAYLOAD, card_face, codes_in

needs_poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm")


def cards(count: int) -> list[CardFace]:
    """Cards that differ in their code."""
    return [replace(card_face(), payload=f"{PAYLOAD[:-2]}{number:02}") for number in range(count)]


def rendered(pdf: bytes) -> Image.Image:
    """The first page at 150 dots per inch."""
    run = subprocess.run(
        ["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(run.stdout)).convert("RGB")


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (10, 1), (11, 2), (20, 2)])
def test_ten_cards_go_on_a_sheet(count: int, pages: int) -> None:
    """And the eleventh on the next."""
    pdf = laid_out(cards(count), title="Karten")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == pages


def test_a_sheet_is_a4() -> None:
    """210 × 297 mm, in points."""
    assert b"/MediaBox [0 0 595.28 841.89]" in laid_out(cards(1), title="Karten")


def test_no_cards_make_no_sheet() -> None:
    """An empty selection is the caller's to refuse."""
    with pytest.raises(ValueError, match="card"):
        laid_out([], title="Karten")


@needs_poppler
def test_every_code_on_the_sheet_can_be_read() -> None:
    """All ten, each its own, as printed."""
    pdf = laid_out(cards(10), title="Karten")
    assert sorted(codes_in(rendered(pdf))) == [card.payload for card in cards(10)]


@needs_poppler
def test_crop_marks_stand_outside_of_what_is_cut() -> None:
    """Black hairlines in the margins; the color runs on behind the cut."""
    page = rendered(laid_out(cards(10), title="Karten")).convert("L")
    dots = 150 / 25.4
    left, top = (210 - 2 * 85.6 - 10) / 2, (297 - 5 * 54) / 2
    for x in (left, left + 85.6, left + 95.6, left + 2 * 85.6 + 10):
        assert darkest(page, x * dots, (top - 6) * dots) < 160
        assert darkest(page, x * dots, (top + 5 * 54 + 6) * dots) < 160
    for row in range(6):
        y = (top + row * 54) * dots
        assert darkest(page, (left - 6) * dots, y) < 160
        assert darkest(page, (left + 2 * 85.6 + 16) * dots, y) < 160
    assert darkest(page, (left - 2) * dots, (top + 20) * dots) < 160
    assert darkest(page, (left + 20) * dots, (top - 2) * dots) < 160


def darkest(page: Image.Image, x: float, y: float) -> int:
    """The darkest of the dots around a place: a hairline may lie between two."""
    box = (round(x) - 2, round(y) - 2, round(x) + 3, round(y) + 3)
    return min(page.crop(box).tobytes())
