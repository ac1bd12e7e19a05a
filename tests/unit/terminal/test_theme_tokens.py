import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.terminal.theme_tokens import (
    DARK,
    LIGHT,
    READABLE_CONTRAST,
    Colors,
    blend,
    contrast,
    luminance,
    readable_ground,
    text_pairs,
)

_COLORS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), list(text_pairs()))
def test_every_text_can_be_read_on_its_ground(colors: Colors, text: str, ground: str) -> None:
    """Text and ground differ by 4.5 to 1 at least, in both themes."""
    assert contrast(getattr(colors, text), getattr(colors, ground)) >= READABLE_CONTRAST


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21 to 1, grey #767676 on white just readable, and order does not matter."""
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#ffffff", "#767676"), 2) == 4.54


@given(_COLORS, st.sampled_from([LIGHT.badge_ink, DARK.badge_ink]))
def test_a_badge_in_any_color_can_be_read(color: str, ink: str) -> None:
    """Whatever color a shop picks for a tier, the badge's text can be read on it."""
    assert contrast(readable_ground(color, text=ink), ink) >= READABLE_CONTRAST


@given(st.sampled_from([LIGHT.basis, LIGHT.silber, LIGHT.gold]))
def test_a_readable_color_stays_as_it_is(color: str) -> None:
    """A color that was picked well is not touched."""
    assert readable_ground(color, text=LIGHT.badge_ink) == color


@given(_COLORS, _COLORS)
def test_a_blend_runs_from_one_color_to_the_other(one: str, other: str) -> None:
    """None of the second color leaves the first, all of it gives the second."""
    assert blend(one, other, percent=0) == one
    assert blend(one, other, percent=100) == other


def test_themes_know_whether_they_are_dark() -> None:
    """A theme is dark when its text is lighter than its ground."""
    assert not LIGHT.is_dark
    assert DARK.is_dark
    assert luminance("#ffffff") == pytest.approx(1)
