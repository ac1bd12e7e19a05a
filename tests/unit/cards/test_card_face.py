import pytest

from pos_loyalty.cards.card_face import CardColors, contrast, mixed
from tests.support.cards import card_face


@pytest.mark.parametrize("ground", ["#0f6656", "#f2e3c9", "#777777", "#ffffff", "#000000"])
def test_the_name_can_be_read_on_every_ground(ground: str) -> None:
    """The ink is white or dark, whichever has the contrast that print needs."""
    assert contrast(ground, CardColors(ground=ground).ink) >= 4


def test_contrast_runs_from_one_to_twenty_one() -> None:
    """Black on white is the most there is; the order does not matter."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#0f6656", "#0f6656") == pytest.approx(1)


def test_colors_mix_in_parts() -> None:
    """Nothing of it, half of it, all of it."""
    assert mixed("#000000", "#ffffff", percent=0) == "#000000"
    assert mixed("#000000", "#ffffff", percent=50) == "#7f7f7f"
    assert mixed("#000000", "#ffffff", percent=100) == "#ffffff"


@pytest.mark.parametrize("color", ["", "red", "#FFF", "#0F6656", "#0f66567"])
def test_a_color_has_one_way_to_be_written(color: str) -> None:
    """What exists can be drawn."""
    with pytest.raises(ValueError, match="color"):
        CardColors(ground=color)


def test_a_face_shows_neither_name_nor_code_in_a_log() -> None:
    """Whoever has the payload has the card."""
    shown = repr(card_face())
    assert "Anna" not in shown
    assert "LT7" not in shown
