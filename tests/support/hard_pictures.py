"""Pictures of cards that are hard to read, from moderate to hopeless, the same each time.

Twelve troubles, and of each as many pictures as wanted: the first is what a shop sees
every day, the last what nobody should expect to be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.support.hard_scene import (
    HEIGHT,
    WIDTH,
    Pose,
    clutter,
    code,
    moved_during,
    payload,
    put,
    somewhere,
    with_noise,
)

EACH = 50
"""Pictures of a trouble in the full set."""

_MODULES = 33
_FINE_MODULE = 12
_STRIPS = 36


class Trouble(StrEnum):
    """What makes a picture hard."""

    ROTATION = "rotation"
    PERSPECTIVE = "perspective"
    DEFOCUS = "defocus"
    MOTION = "motion blur"
    NOISE = "noise"
    LOW_LIGHT = "low light"
    GLARE = "glare"
    SMALL = "small"
    MOIRE = "phone moiré"
    DARK_MODE = "dark mode"
    FADED = "faded curled receipt"
    COMBINED = "combined"


@dataclass(frozen=True, slots=True)
class HardPicture:
    """A frame of a camera, and what stands in its code; nothing in an empty one."""

    trouble: str
    text: str
    image: Image.Image = field(repr=False)


def hard_pictures(each: int = EACH) -> Iterator[HardPicture]:
    """All troubles, so many pictures of each, evenly from moderate to hopeless."""
    for trouble in Trouble:
        for number in range(each):
            yield hard_picture(trouble, number, number / max(each - 1, 1))


def empty_pictures(count: int = EACH) -> Iterator[HardPicture]:
    """Counters with no code in sight, in all kinds of light."""
    for number in range(count):
        random = Random(f"empty {number}")  # noqa: S311 - the same picture each time
        image = clutter(random)
        if number % 2:
            image = with_noise(image, random.uniform(2, 25), random)
        yield HardPicture("empty", "", image)


def hard_picture(trouble: Trouble, number: int, level: float) -> HardPicture:
    """One picture; ``level`` runs from 0, moderate, to 1, hopeless."""
    random = Random(f"{trouble} {number}")  # noqa: S311 - the same picture each time
    text = payload(random)
    return HardPicture(trouble, text, _TROUBLES[trouble](text, level, random))


def _laid(
    text: str, random: Random, *, module: float, tilt: float = 0.0, dark: int = 12, light: int = 245
) -> Image.Image:
    """A card somewhere on the counter, turned as it happens to lie."""
    pose = Pose(
        side=module * _MODULES,
        angle=random.uniform(0, 360),
        tilt=tilt,
        tilt_axis=random.uniform(0, 360),
    )
    picture = code(text, _FINE_MODULE, dark=dark, light=light)
    return put(clutter(random), picture, pose.corners(somewhere(random, pose.side)))


def _rotation(text: str, level: float, random: Random) -> Image.Image:
    return _laid(text, random, module=_between(5.0, 2.2, level), tilt=random.uniform(0, 25))


def _perspective(text: str, level: float, random: Random) -> Image.Image:
    return _laid(text, random, module=random.uniform(4.0, 6.5), tilt=_between(30, 76, level))


def _defocus(text: str, level: float, random: Random) -> Image.Image:
    module = random.uniform(3.5, 6.5)
    image = _laid(text, random, module=module, tilt=random.uniform(0, 20))
    return _softened(_unfocused(image, module * _between(0.35, 1.15, level)), random)


def _motion(text: str, level: float, random: Random) -> Image.Image:
    module = random.uniform(3.5, 6.5)
    image = _laid(text, random, module=module, tilt=random.uniform(0, 20))
    way = module * _between(0.8, 3.0, level)
    return _softened(moved_during(image, way, random.uniform(0, 360)), random)


def _noise(text: str, level: float, random: Random) -> Image.Image:
    image = _laid(text, random, module=random.uniform(3.0, 5.5), tilt=random.uniform(0, 20))
    return with_noise(image.filter(ImageFilter.GaussianBlur(0.8)), _between(25, 130, level), random)


def _low_light(text: str, level: float, random: Random) -> Image.Image:
    image = _laid(text, random, module=random.uniform(3.0, 5.5), tilt=random.uniform(0, 20))
    dim, black = _between(0.3, 0.03, level), random.randrange(4, 14)
    dark = image.filter(ImageFilter.GaussianBlur(0.8)).point(
        [round(black + value * dim) for value in range(256)]
    )
    return with_noise(dark, random.uniform(2.0, 5.0), random)


def _glare(text: str, level: float, random: Random) -> Image.Image:
    pose = Pose(side=random.uniform(4, 6) * _MODULES, angle=random.uniform(0, 360))
    center = somewhere(random, pose.side)
    scene = put(clutter(random), code(text, _FINE_MODULE), pose.corners(center))
    reach = pose.side * _between(0.14, 0.44, level)
    spot = Image.new("L", (WIDTH, HEIGHT))
    x = center[0] + random.uniform(-0.2, 0.2) * pose.side
    y = center[1] + random.uniform(-0.2, 0.2) * pose.side
    flat = random.uniform(0.5, 1.0)
    ImageDraw.Draw(spot).ellipse((x - reach, y - reach * flat, x + reach, y + reach * flat), 255)
    return ImageChops.add(scene, spot.filter(ImageFilter.GaussianBlur(reach * 0.28)))


def _small(text: str, level: float, random: Random) -> Image.Image:
    image = _laid(text, random, module=_between(2.4, 1.15, level), tilt=random.uniform(0, 15))
    return with_noise(image.filter(ImageFilter.GaussianBlur(0.45)), 3, random)


def _moire(text: str, level: float, random: Random) -> Image.Image:
    return _phone(text, random, depth=_between(0.35, 1.0, level), dark=12, light=245)


def _dark_mode(text: str, level: float, random: Random) -> Image.Image:
    ink, ground = round(_between(240, 120, level)), random.randrange(12, 40)
    image = _laid(
        text,
        random,
        module=_between(5.0, 2.0, level),
        tilt=random.uniform(0, 40),
        dark=ink,
        light=ground,
    )
    return with_noise(image.filter(ImageFilter.GaussianBlur(0.7)), 3, random)


def _faded(text: str, level: float, random: Random) -> Image.Image:
    paper = random.randrange(200, 235)
    ink = paper - round(_between(110, 26, level))
    picture = with_noise(code(text, _FINE_MODULE, dark=ink, light=paper), 7, random)
    curled = _curled(picture, _between(0.5, 0.97, level))
    pose = Pose(
        side=random.uniform(3.5, 6.0) * _MODULES,
        angle=random.uniform(0, 360),
        tilt=random.uniform(0, 35),
        tilt_axis=random.uniform(0, 360),
    )
    image = put(clutter(random), curled, pose.corners(somewhere(random, pose.side)))
    return with_noise(image.filter(ImageFilter.GaussianBlur(random.uniform(0.8, 1.8))), 4, random)


def _combined(text: str, level: float, random: Random) -> Image.Image:
    module = random.uniform(2.8, 5.0)
    image = _laid(
        text,
        random,
        module=module,
        tilt=_between(10, 45, level),
        dark=random.randrange(20, 60),
        light=random.randrange(170, 240),
    )
    image = _unfocused(image, module * _between(0.2, 0.6, level))
    image = moved_during(image, module * _between(0.3, 1.3, level), random.uniform(0, 360))
    dim = _between(0.8, 0.2, level)
    darker = image.point([round(10 + value * dim) for value in range(256)])
    return with_noise(darker, _between(3, 10, level), random)


def _phone(text: str, random: Random, *, depth: float, dark: int, light: int) -> Image.Image:
    """A phone's screen: its stripes of color, seen by a sensor of nearly the same fineness."""
    picture = code(text, 18, dark=dark, light=light)
    cell = Image.new("L", (3, 3))
    # Red, green and blue stripes as bright as they are, and the dark line between two rows.
    full = (150, 255, 70)
    stripes = [round(255 - depth * (255 - value)) for value in full]
    gap = [round(value * (1 - depth * 0.75)) for value in stripes]
    cell.putdata([*stripes, *stripes, *gap])
    picture = ImageChops.multiply(picture, _tiled(cell, picture.size))
    pose = Pose(
        # Near a whole fraction of the screen's own grid the stripes beat with the sensor's.
        side=picture.width / random.choice((3, 3, 4.5, 6)) * random.uniform(0.86, 1.14),
        angle=random.choice((0, 90, 180, 270)) + random.uniform(-14, 14),
        tilt=random.uniform(0, 28),
        tilt_axis=random.uniform(0, 360),
    )
    corners = pose.corners(somewhere(random, pose.side))
    image = put(clutter(random), picture, corners, Image.Resampling.BILINEAR)
    bands, strength = random.uniform(40, 160), depth * random.uniform(0.1, 0.35)
    rows = Image.new("L", (1, HEIGHT))
    rows.putdata(
        [round(255 * (1 - strength * (0.5 + 0.5 * sin(2 * pi * y / bands)))) for y in range(HEIGHT)]
    )
    image = ImageChops.multiply(image, rows.resize((WIDTH, HEIGHT)))
    return with_noise(image, _between(3, 12, depth), random)


def _curled(picture: Image.Image, bend: float) -> Image.Image:
    """A strip of paper that has been on a roll: its sides turn away, and it sags."""
    width, height = picture.size
    edge = asin(bend)
    sag = height * 0.05 * bend
    pieces = []
    for strip in range(_STRIPS):
        left, right = strip * width // _STRIPS, (strip + 1) * width // _STRIPS
        places = []
        for x in (left, right):
            across = 2 * x / width - 1
            turned = asin(max(-1.0, min(1.0, across * bend))) / edge
            places.append(((turned + 1) / 2 * width, sag * (across * across - 0.5)))
        (source_left, up_left), (source_right, up_right) = places
        corners = (
            (source_left, up_left),
            (source_left, height + up_left),
            (source_right, height + up_right),
            (source_right, up_right),
        )
        quad = tuple(value for corner in corners for value in corner)
        pieces.append(((left, 0, right, height), quad))
    return picture.transform(
        picture.size, Image.Transform.MESH, pieces, Image.Resampling.BICUBIC, fillcolor=215
    )


def _unfocused(image: Image.Image, radius: float) -> Image.Image:
    """The disc that a lens makes of a point, nearly."""
    disc = image.filter(ImageFilter.BoxBlur(radius * 0.62))
    return disc.filter(ImageFilter.GaussianBlur(radius * 0.42))


def _softened(image: Image.Image, random: Random) -> Image.Image:
    return with_noise(image, random.uniform(2, 5), random)


def _tiled(cell: Image.Image, size: tuple[int, int]) -> Image.Image:
    whole = Image.new("L", size)
    whole.paste(cell)
    width, height = cell.size
    while width < size[0]:
        whole.paste(whole.crop((0, 0, width, height)), (width, 0))
        width *= 2
    while height < size[1]:
        whole.paste(whole.crop((0, 0, size[0], height)), (0, height))
        height *= 2
    return whole


def _between(start: float, end: float, level: float) -> float:
    return start + (end - start) * level


_TROUBLES = {
    Trouble.ROTATION: _rotation,
    Trouble.PERSPECTIVE: _perspective,
    Trouble.DEFOCUS: _defocus,
    Trouble.MOTION: _motion,
    Trouble.NOISE: _noise,
    Trouble.LOW_LIGHT: _low_light,
    Trouble.GLARE: _glare,
    Trouble.SMALL: _small,
    Trouble.MOIRE: _moire,
    Trouble.DARK_MODE: _dark_mode,
    Trouble.FADED: _faded,
    Trouble.COMBINED: _combined,
}
