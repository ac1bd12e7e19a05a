from random import Random

from PIL import Image

from pos_loyalty.scanning.luma import LumaPlane
from pos_loyalty.scanning.stillness import Stillness
from tests.support.cards import PAYLOAD
from tests.support.hard_scene import clutter, code, with_noise

_RANDOM = Random(7)  # noqa: S311 - the same counter each time
_COUNTER = clutter(_RANDOM)


def _plane(image: Image.Image) -> LumaPlane:
    return LumaPlane(image.tobytes(), image.width, image.height, image.width)


def _grainy(image: Image.Image = _COUNTER) -> LumaPlane:
    return _plane(with_noise(image, 4, _RANDOM))


def _at_rest() -> Stillness:
    stillness = Stillness()
    for _frame in range(60):
        stillness.is_worth_reading(_plane(_COUNTER))
    return stillness


def test_an_empty_counter_is_read_twice_a_second() -> None:
    """Of twelve pictures a second, grain of the sensor or not."""
    stillness = _at_rest()
    assert sum(stillness.is_worth_reading(_grainy()) for _frame in range(12)) == 2


def test_a_card_that_comes_into_sight_is_read_at_once() -> None:
    """Also a small one, and each picture from then on while it is held still."""
    stillness = _at_rest()
    card = _COUNTER.copy()
    card.paste(code(PAYLOAD, 4), (500, 300))
    assert all(stillness.is_worth_reading(_grainy(card)) for _frame in range(24))


def test_a_new_camera_and_another_size_are_read() -> None:
    """There is nothing to compare them with."""
    stillness = Stillness()
    assert stillness.is_worth_reading(_plane(_COUNTER))
    assert _at_rest().is_worth_reading(_plane(_COUNTER.resize((640, 360))))


def test_what_lies_between_the_rows_does_not_move() -> None:
    """Padding is anything; the picture beside it is still."""
    stillness = Stillness()
    data = bytes(640 * 360)
    for _frame in range(25):
        stillness.is_worth_reading(LumaPlane(data, 640, 360, 640))
    assert not stillness.is_worth_reading(LumaPlane(data + b"\xff" * 4_000, 640, 360, 640))
