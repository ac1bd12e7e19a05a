import pytest

from pos_loyalty.terminal.theme_stage import DARK_STAGE, LIGHT_STAGE, StageColors, text_pairs
from pos_loyalty.terminal.theme_tokens import READABLE_CONTRAST, contrast

_LARGE_CONTRAST = 3.0


@pytest.mark.parametrize("stage", [LIGHT_STAGE, DARK_STAGE])
def test_every_text_can_be_read(stage: StageColors) -> None:
    """Every pair of text and ground on the member's screen has the contrast for small text."""
    for text, ground in text_pairs(stage):
        assert contrast(text, ground) >= READABLE_CONTRAST, (text, ground)


@pytest.mark.parametrize("stage", [LIGHT_STAGE, DARK_STAGE])
def test_the_big_number_can_be_read(stage: StageColors) -> None:
    """The number is large, and its color has the contrast for large text on all of the ground."""
    for ground in (stage.top, stage.bottom):
        assert contrast(stage.gain, ground) >= _LARGE_CONTRAST
