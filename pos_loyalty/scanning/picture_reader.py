"""Finds QR codes in a camera's pictures: a plain look at each, and harder looks by turns.

A plain look takes two milliseconds and reads what a shop sees all day. The harder ones
bring out a code in noise, in glare, out of focus, too small, or behind the stripes of a
phone's screen. They take longer, so a picture gets one of them only, and the next picture
the next: a card is held still for long enough. `python -m tests.bench --only camera` tells
what each is worth.

Importing this costs the libraries for pictures; do it in the thread that reads.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from pos_loyalty.scanning.luma import LumaPlane

# Only what is on cards and phones: of the smaller relatives a picture of nothing is full.
_FORMAT: Final = zxingcpp.BarcodeFormat.QRCodeModel2
_BY_NEIGHBORS: Final = zxingcpp.Binarizer.LocalAverage
_BY_GRAY: Final = zxingcpp.Binarizer.FixedThreshold
# The harder looks are for 720p; more dots take longer and show no more of a card.
_WIDEST: Final = 1600
_GRAIN: Final = 1
_GAIN: Final = 0.33
_GRAY: Final = 128

Look = Callable[["_Picture"], tuple[str, ...]]


class PictureReader:
    """Reads the frames of one camera, one after another."""

    def __init__(self) -> None:
        self._turn = 0

    def read(self, plane: LumaPlane) -> tuple[str, ...]:
        """The texts in sight, the one nearest to the middle first; takes one harder look at most.

        Any text is delivered: what it means, and whether it is genuine, others know.
        """
        texts = plain_look(plane)
        if texts:
            return texts
        look = HARDER_LOOKS[self._turn % len(HARDER_LOOKS)]
        self._turn += 1
        return look(_Picture(plane))


def plain_look(plane: LumaPlane) -> tuple[str, ...]:
    """The texts that are seen at once."""
    view = zxingcpp.ImageView(
        plane.data, plane.width, plane.height, zxingcpp.ImageFormat.Lum, plane.stride
    )
    return _texts(view, (plane.width, plane.height))


def thorough_look(plane: LumaPlane) -> tuple[str, ...]:
    """The texts in a single picture, with all the looks that there are until one finds some."""
    texts = plain_look(plane)
    if texts:
        return texts
    picture = _Picture(plane)
    return next((found for look in HARDER_LOOKS if (found := look(picture))), ())


class _Picture:
    """A picture as the harder looks want it; what two of them need is made once."""

    def __init__(self, plane: LumaPlane) -> None:
        whole = Image.frombuffer(
            "L", (plane.width, plane.height), bytes(plane.data), "raw", "L", plane.stride, 1
        )
        self.image = whole.reduce(2) if plane.width > _WIDEST else whole

    @cached_property
    def calm(self) -> Image.Image:
        """Without the grain of a small sensor, and without the stripes of a screen."""
        return self.image.filter(ImageFilter.BoxBlur(_GRAIN))


def _coarse(picture: _Picture) -> tuple[str, ...]:
    """Noise goes where four dots become one."""
    return _texts_of(picture.image.reduce(2))


def _lit(picture: _Picture) -> tuple[str, ...]:
    """Each dot against its own surroundings: glare, shade and dim light go."""
    return _texts_of(_against_surroundings(picture.calm, 12), _BY_GRAY)


def _fine(picture: _Picture) -> tuple[str, ...]:
    """Squares of hardly more than a dot become large enough to be told apart."""
    image = picture.image
    twice = (image.width * 2, image.height * 2)
    return _texts_of(image.resize(twice, Image.Resampling.BICUBIC))


def _sharp(picture: _Picture) -> tuple[str, ...]:
    """Against the nearest surroundings only: edges that the lens has washed out come back."""
    return _texts_of(_against_surroundings(picture.calm, 5))


HARDER_LOOKS: Final[tuple[Look, ...]] = (_coarse, _lit, _fine, _sharp)
"""The quickest first; together they find half of what the plain look misses in the test set."""


def _against_surroundings(image: Image.Image, reach: int) -> Image.Image:
    surroundings = image.filter(ImageFilter.BoxBlur(reach))
    return ImageChops.subtract(image, surroundings, scale=_GAIN, offset=_GRAY)


def _texts_of(image: Image.Image, binarizer: zxingcpp.Binarizer = _BY_NEIGHBORS) -> tuple[str, ...]:
    return _texts(image, image.size, binarizer)


def _texts(
    image: object, size: tuple[int, int], binarizer: zxingcpp.Binarizer = _BY_NEIGHBORS
) -> tuple[str, ...]:
    # Made anew each time: one that outlives the program's end is complained about there.
    formats = zxingcpp.BarcodeFormats(_FORMAT)
    found = zxingcpp.read_barcodes(image, formats=formats, binarizer=binarizer)
    return _nearest_first(((code.text, _middle(code)) for code in found if code.text), size)


def _middle(code: zxingcpp.Barcode) -> tuple[float, float]:
    place = code.position
    first, opposite = place.top_left, place.bottom_right
    return (first.x + opposite.x) / 2, (first.y + opposite.y) / 2


def _nearest_first(
    found: Iterable[tuple[str, tuple[float, float]]], size: tuple[int, int]
) -> tuple[str, ...]:
    width, height = size

    def distance(code: tuple[str, tuple[float, float]]) -> float:
        _text, (x, y) = code
        return abs(x - width / 2) + abs(y - height / 2)

    return tuple(dict.fromkeys(text for text, _place in sorted(found, key=distance)))
