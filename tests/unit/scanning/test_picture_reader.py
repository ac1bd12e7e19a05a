import pytest
from PIL import Image

from pos_loyalty.scanning.luma import LumaPlane
from pos_loyalty.scanning.picture_reader import (
    HARDER_LOOKS,
    PictureReader,
    plain_look,
    thorough_look,
)
from tests.support.cards import PAYLOAD
from tests.support.hard_pictures import Trouble, empty_pictures, hard_picture
from tests.support.hard_scene import code

_OTHER = "LT17K48217P2M0244744CAMB0N61"

# Where the plain look begins to fail, and another still sees.
_EASED = {
    Trouble.NOISE: 0.5,
    Trouble.GLARE: 0.4,
    Trouble.SMALL: 0.75,
    Trouble.DEFOCUS: 0.6,
}


def _plane(image: Image.Image) -> LumaPlane:
    return LumaPlane(image.tobytes(), image.width, image.height, image.width)


def _counter(*places: tuple[str, tuple[int, int]]) -> Image.Image:
    image = Image.new("L", (640, 360), 128)
    for text, place in places:
        image.paste(code(text, 4), place)
    return image


def test_a_card_is_read() -> None:
    """The code of a card that lies on the counter, whatever it says."""
    assert plain_look(_plane(_counter((PAYLOAD, (40, 60))))) == (PAYLOAD,)


def test_rows_may_be_padded() -> None:
    """What a system writes behind each row is looked at by none of the looks."""
    for picture in (hard_picture(Trouble.ROTATION, 0, 0.0), hard_picture(Trouble.GLARE, 100, 0.4)):
        width, height = picture.image.size
        padded = Image.effect_noise((width + 64, height), 90)
        padded.paste(picture.image, (0, 0))
        plane = LumaPlane(padded.tobytes(), width, height, padded.width)
        assert thorough_look(plane) == (picture.text,)


def test_of_two_codes_the_one_in_the_middle_comes_first() -> None:
    """What is held into the aiming frame is meant, not what lies beside it."""
    image = _counter((_OTHER, (0, 0)), (PAYLOAD, (260, 110)))
    assert plain_look(_plane(image)) == (PAYLOAD, _OTHER)


def test_a_light_code_on_a_dark_phone_is_read() -> None:
    """Phones in dark mode turn pictures around."""
    image = Image.new("L", (640, 360), 20)
    image.paste(code(PAYLOAD, 4, dark=235, light=20), (200, 80))
    assert PictureReader().read(_plane(image)) == (PAYLOAD,)


def test_nothing_is_read_where_nothing_is() -> None:
    """Print, bar codes and boxes are no card."""
    read = [thorough_look(_plane(picture.image)) for picture in empty_pictures(10)]
    assert read == [()] * 10


@pytest.mark.parametrize("trouble", Trouble)
def test_what_a_shop_sees_every_day_is_read(trouble: Trouble) -> None:
    """Each trouble in its mild form; and what is read is what stands there."""
    pictures = [hard_picture(trouble, number, 0.0) for number in range(3)]
    read = [thorough_look(_plane(picture.image)) for picture in pictures]
    wrong = [
        texts
        for texts, picture in zip(read, pictures, strict=True)
        if texts not in {(), (picture.text,)}
    ]
    assert wrong == []
    assert sum(bool(texts) for texts in read) >= 2


@pytest.mark.parametrize(("trouble", "level"), _EASED.items())
def test_harder_looks_read_what_the_plain_one_does_not(trouble: Trouble, level: float) -> None:
    """Otherwise they would be time wasted."""
    planes = [_plane(hard_picture(trouble, number, level).image) for number in range(100, 106)]
    plain = sum(bool(plain_look(plane)) for plane in planes)
    thorough = sum(bool(thorough_look(plane)) for plane in planes)
    assert thorough > plain


def test_a_card_held_still_gets_every_look() -> None:
    """A picture gets one harder look at most; in turn, so that none is left out."""
    picture = hard_picture(Trouble.GLARE, 100, _EASED[Trouble.GLARE])
    plane, reader = _plane(picture.image), PictureReader()
    found = [reader.read(plane) for _frame in HARDER_LOOKS]
    assert plain_look(plane) == ()
    assert (picture.text,) in found


def test_a_picture_of_more_dots_is_read_like_the_others() -> None:
    """A camera that offers nothing smaller must not take four times as long."""
    picture = hard_picture(Trouble.SMALL, 100, 0.3)
    large = picture.image.resize((2560, 1440), Image.Resampling.BICUBIC)
    assert thorough_look(_plane(large)) == (picture.text,)
