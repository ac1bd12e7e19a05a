from dataclasses import replace

import pytest
from PIL import Image

from pos_loyalty.cards.artwork_png import drawn
from pos_loyalty.cards.card_face import CardColors
from tests.support.cards import PAYLOAD, card_face, codes_in, image_of


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """A card as it is drawn."""
    return image_of(drawn(card_face()))


def test_the_picture_has_the_size_of_a_bank_card(picture: Image.Image) -> None:
    """85.6 × 54 mm at 300 dots per inch."""
    assert picture.size == (1011, 638)


def test_the_size_is_noted_in_the_file() -> None:
    """Whoever prints it at 100 % gets a card."""
    import io  # noqa: PLC0415 - for this test only

    with Image.open(io.BytesIO(drawn(card_face()))) as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_another_reader_reads_the_code(picture: Image.Image) -> None:
    """What we draw is what a camera sees."""
    assert codes_in(picture) == [PAYLOAD]


@pytest.mark.parametrize("width", [400, 300, 200])
def test_the_code_survives_a_poor_camera(picture: Image.Image, width: int) -> None:
    """Also when the whole card is only a few hundred dots wide."""
    small = picture.resize((width, width * 638 // 1011), Image.Resampling.BILINEAR)
    assert codes_in(small) == [PAYLOAD]


def test_the_code_is_pure_black_on_white(picture: Image.Image) -> None:
    """No color and no gray within the code and its quiet zone: all squares are whole dots."""
    zone = picture.crop((570, 75, 1000, 470))
    assert set(zone.get_flattened_data()) == {(0, 0, 0), (255, 255, 255)}


def test_the_shops_colors_do_not_reach_the_code() -> None:
    """Yellow on black is for the panel; the code stays as it is."""
    card = replace(card_face(), colors=CardColors(ground="#111111", accent="#f0b429"))
    image = image_of(drawn(card))
    assert image.getpixel((20, 20)) == (0x11, 0x11, 0x11)
    assert codes_in(image) == [PAYLOAD]
