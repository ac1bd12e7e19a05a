"""A counter as a camera sees it: clutter, and on it something flat, turned and tilted.

Gray only, for the luma plane is all that a reader of codes is given.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import cos, radians, sin
from random import Random
from statistics import NormalDist

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.key_ring import CardKey
from pos_loyalty.cards.payload import card_payload

WIDTH, HEIGHT = 1280, 720
QUIET = 4
"""Modules of white around a code."""

_FINE = 2
"""Drawn so much larger and brought down, as a lens does, for drawn edges are too sharp."""
_FOCAL = 1100.0
_SHOP_KEY = CardKey("1", bytes(range(32)), datetime(2024, 3, 1, tzinfo=UTC))

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How something flat lies before the camera; degrees, and its side in pixels."""

    side: float
    angle: float = 0.0
    tilt: float = 0.0
    tilt_axis: float = 0.0

    def corners(self, center: Point) -> Quad:
        """Where its corners are seen, clockwise from its own upper left."""
        half = self.side / 2
        square = ((-half, -half), (half, -half), (half, half), (-half, half))
        first, second, third, fourth = (self._seen(corner, center) for corner in square)
        return first, second, third, fourth

    def _seen(self, corner: Point, center: Point) -> Point:
        axis, tilt = radians(self.tilt_axis), radians(self.tilt)
        x, y = _turned(_turned(corner, radians(self.angle)), -axis)
        nearness = _FOCAL / (_FOCAL + y * sin(tilt))
        x, y = _turned((x, y * cos(tilt)), axis)
        return center[0] + x * nearness, center[1] + y * nearness


def payload(random: Random) -> str:
    """A member's card as the shop would issue it."""
    member = "".join(random.choices(ALPHABET, k=10))
    return card_payload(member_id=member, issue=random.randrange(4), key=_SHOP_KEY)


def code(text: str, module: int, *, dark: int = 12, light: int = 245) -> Image.Image:
    """A code with its quiet zone, so many pixels a module; ``dark`` may be the lighter one."""
    made = qrcode.QRCode(border=QUIET, error_correction=qrcode.constants.ERROR_CORRECT_Q)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    grid = Image.new("L", (len(rows), len(rows)))
    grid.putdata([dark if module else light for row in rows for module in row])
    return grid.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)


def clutter(random: Random) -> Image.Image:
    """A background with boxes, print and edges, and things that look a little like a code."""
    image = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).rotate(random.choice((0, 180)))
    bright = random.randrange(60, 190)
    image = image.point([bright // 2 + value * bright // 510 for value in range(256)])
    draw = ImageDraw.Draw(image)
    for _ in range(random.randrange(14, 34)):
        _clutter_piece(draw, random)
    for _ in range(random.randrange(3)):
        x, y, size = random.randrange(WIDTH), random.randrange(HEIGHT), random.randrange(4, 12)
        for ring, shade in ((7, 20), (5, 235), (3, 20)):
            half = ring * size / 2
            draw.rectangle((x - half, y - half, x + half, y + half), fill=shade)
    return image.filter(ImageFilter.GaussianBlur(0.7))


def put(
    scene: Image.Image, picture: Image.Image, quad: Quad, sampling: Image.Resampling | None = None
) -> Image.Image:
    """The scene with the picture on it; a ``sampling`` is taken as coarse as it is."""
    fine = 1 if sampling else _FINE
    size = (WIDTH * fine, HEIGHT * fine)
    corners = [(x * fine, y * fine) for x, y in quad]
    left, top = (int(min(corner[axis] for corner in corners)) - 2 for axis in (0, 1))
    right, bottom = (int(max(corner[axis] for corner in corners)) + 3 for axis in (0, 1))
    box = (max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1]))
    inside = (box[2] - box[0], box[3] - box[1])
    moved = [(x - box[0], y - box[1]) for x, y in corners]
    data = _back_from(moved, picture.size)
    how = sampling or Image.Resampling.BICUBIC
    shown = picture.transform(inside, Image.Transform.PERSPECTIVE, data, how)
    mask = Image.new("L", picture.size, 255).transform(
        inside, Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR
    )
    canvas = scene.resize(size, Image.Resampling.BILINEAR) if fine > 1 else scene.copy()
    canvas.paste(shown, box[:2], mask)
    return canvas.reduce(fine) if fine > 1 else canvas


def somewhere(random: Random, side: float) -> Point:
    """A place where something of this side is within the picture, whatever its angle."""
    reach = min(side * 0.72, HEIGHT / 2 - 4)
    return random.uniform(reach, WIDTH - reach), random.uniform(reach, HEIGHT - reach)


def with_noise(image: Image.Image, sigma: float, random: Random) -> Image.Image:
    """Each pixel off by chance, as a small sensor sees it in the evening."""
    spread = NormalDist(128, max(sigma, 0.01))
    table = [min(max(round(spread.inv_cdf((n + 0.5) / 256)), 0), 255) for n in range(256)]
    grain = Image.frombytes("L", image.size, random.randbytes(image.width * image.height))
    return ImageChops.add(image, grain.point(table), offset=-128)


def moved_during(image: Image.Image, pixels: float, angle: float) -> Image.Image:
    """The picture of a camera that moved so far while it looked."""
    steps = max(round(pixels), 1)
    whole: Image.Image | None = None
    for step in range(steps):
        way = pixels * (step / max(steps - 1, 1) - 0.5)
        data = (1, 0, way * cos(radians(angle)), 0, 1, way * sin(radians(angle)))
        one = image.transform(image.size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
        whole = one if whole is None else Image.blend(whole, one, 1 / (step + 1))
    return whole or image


def _clutter_piece(draw: ImageDraw.ImageDraw, random: Random) -> None:
    x, y = random.randrange(-80, WIDTH), random.randrange(-80, HEIGHT)
    width, height = random.randrange(20, 320), random.randrange(10, 240)
    shade = random.randrange(256)
    match random.randrange(5):
        case 0:
            draw.rectangle((x, y, x + width, y + height), fill=shade)
        case 1:
            draw.ellipse((x, y, x + width, y + height), fill=shade)
        case 2:
            draw.line((x, y, x + width, y + height), fill=shade, width=random.randrange(1, 12))
        case 3:
            for line in range(random.randrange(3, 9)):
                words = "".join(
                    random.choices("abdeghiknorstu .,EXW038", k=random.randrange(8, 40))
                )
                draw.text((x, y + 12 * line), words, fill=shade)
        case _:
            for stripe in range(0, width, random.randrange(3, 14)):
                if random.random() < 0.6:
                    draw.rectangle((x + stripe, y, x + stripe + 2, y + height // 2), fill=shade)


def _turned(point: Point, angle: float) -> Point:
    x, y = point
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)


def _back_from(quad: list[Point], size: tuple[int, int]) -> tuple[float, ...]:
    """What leads from a pixel on the quad back to one of the picture, in Pillow's order."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    whole = dx1 * dy2 - dx2 * dy1
    g, h = (sx * dy2 - dx2 * sy) / whole, (dx1 * sy - sx * dy1) / whole
    a, b, c = x1 - x0 + g * x1, x3 - x0 + h * x3, x0
    d, e, f = y1 - y0 + g * y1, y3 - y0 + h * y3, y0
    # The other way round: the adjugate, scaled to the picture.
    rows = (
        ((e - f * h) * size[0], (c * h - b) * size[0], (b * f - c * e) * size[0]),
        ((f * g - d) * size[1], (a - c * g) * size[1], (c * d - a * f) * size[1]),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    last = rows[2][2]
    return tuple(value / last for row in rows for value in row)[:8]
