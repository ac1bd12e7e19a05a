from dataclasses import replace

import pytest

from pos_loyalty.printing.layout import lay_out
from pos_loyalty.printing.plain_text import plain_text
from pos_loyalty.printing.sample_slip import sample_slip
from tests.support.slips import AT
from tests.support.typography import NARROW, TEMPLATE, WIDE, drawn, slip_sheet, words


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "Silber ×1,25"), ("en", "Silver ×1.25")],
)
def test_the_sample_speaks_the_shop_language(language: str, expected: str) -> None:
    """The preview shows what members would read."""
    facts = sample_slip(words(language), shop_name="Laden", till_name="1", at=AT)
    assert expected in plain_text(lay_out(facts, TEMPLATE, words(language)), WIDE)


def test_the_sample_counts_in_the_shop_unit() -> None:
    """A shop that gives stars sees stars."""
    stars = replace(words(), unit_one="Stern", unit_many="Sterne")
    facts = sample_slip(stars, shop_name="Laden", till_name="1", at=AT)
    assert "+65 Sterne" in plain_text(lay_out(facts, TEMPLATE, stars), NARROW)


def test_the_sample_can_be_drawn() -> None:
    """Everything in it fits the narrowest paper."""
    facts = sample_slip(words(), shop_name="Laden", till_name="1", at=AT, shop_lines=("Ort",))
    assert drawn(slip_sheet(facts, NARROW)).height > 1000
