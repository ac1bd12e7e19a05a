"""The design of a card: which shapes and texts go where, in millimeters.

Picture and sheet are drawn from the same list, so they look the same. On the left a
colored panel with the shop's name and the member's; on the right, on white to the
edge, the code with its quiet zone, and the number under it for when the code fails.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import qrcode
from PIL import ImageFont

from pos_loyalty.cards.card_face import CardFace, mixed
from pos_loyalty.config.paths import resources
from pos_loyalty.domain.values import dataclass

WIDTH_MM: Final = 85.6
HEIGHT_MM: Final = 54.0
PANEL_MM: Final = 46.6
"""The colored panel's width; the rest is white."""

DOTS_PER_MM: Final = 300 / 25.4
# Whole dots at 300 dpi: a code whose squares are uneven is read worse. About a millimeter each
# makes 25.4 mm, and 33.5 mm with the quiet zone.
MODULE_MM: Final = 12 / DOTS_PER_MM

_QR_VERSION: Final = 2
_MODULES: Final = 25
_CODE_TOP_MM: Final = 10.4
_NUMBER_MM: Final = 43.5
BAR_MM: Final = 1.1
_LEFT_MM: Final = 6.4
_TEXT_MM: Final = PANEL_MM - 2 * _LEFT_MM
_SHOP_TOP_MM: Final = 7.4
_CAP_HEIGHT: Final = 0.73
_LINE_HEIGHT: Final = 1.16
_SUN_MM: Final = 9.4
_NAME_MM: Final = PANEL_MM - _SUN_MM - _LEFT_MM - 1.6
_BLACK: Final = "#000000"
_WHITE: Final = "#ffffff"
_INK: Final = "#1c2a2e"
# The last code point, which will never be a character.
_NOBODYS: Final = "\U0010ffff"


class Face(StrEnum):
    """The cuts of the type."""

    REGULAR = "Inter-Medium.ttf"
    STRONG = "Inter-SemiBold.ttf"
    DISPLAY = "InterDisplay-Bold.ttf"

    @property
    def path(self) -> Path:
        return resources() / "fonts" / self.value


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle's line, cut off at the panel's edges; a disc when as thick as its radius."""

    x: float
    y: float
    radius: float
    thickness: float
    color: str


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text from ``x`` on, standing on ``baseline``."""

    x: float
    baseline: float
    size: float
    face: Face
    color: str
    text: str


Shape = Box | Ring | Label


def shapes_of(card: CardFace) -> list[Shape]:
    """Everything on the card, the lowest first."""
    return [
        Box(PANEL_MM, 0, WIDTH_MM - PANEL_MM, HEIGHT_MM, _WHITE),
        Box(0, 0, PANEL_MM, HEIGHT_MM, card.colors.ground),
        *_rings(card),
        Box(PANEL_MM, 0, BAR_MM, HEIGHT_MM, card.colors.accent),
        *_shop(card),
        *_member(card),
        *_code(card),
        *_number(card),
    ]


def _rings(card: CardFace) -> list[Ring]:
    """A sun behind the bar. Its light may run over the edge, it does not: cuts are never exact."""
    colors = card.colors
    x, y = PANEL_MM, HEIGHT_MM - 13.4
    light = [
        Ring(x, y, radius, 2.2, mixed(colors.ground, colors.ink, percent=percent))
        for radius, percent in ((25.4, 4), (20.0, 6), (14.6, 8))
    ]
    return [*light, Ring(x, y, _SUN_MM, 1.4, colors.accent), Ring(x, y, 5.8, 5.8, colors.accent)]


def _shop(card: CardFace) -> list[Label]:
    lines, size = _fitted(_drawable(card.shop_name, Face.DISPLAY), Face.DISPLAY)
    first = _SHOP_TOP_MM + size * _CAP_HEIGHT
    step, ink = size * _LINE_HEIGHT, card.colors.ink
    labels = [
        Label(_LEFT_MM, first + turn * step, size, Face.DISPLAY, ink, line)
        for turn, line in enumerate(lines)
    ]
    caption = _shortened(_drawable(card.caption, Face.REGULAR), Face.REGULAR, 2.9, _TEXT_MM)
    if caption:
        color = mixed(card.colors.ink, card.colors.ground, percent=18)
        baseline = first + (len(lines) - 1) * step + 5.4
        labels.append(Label(_LEFT_MM, baseline, 2.9, Face.REGULAR, color, caption))
    return labels


def _member(card: CardFace) -> list[Label]:
    """The member's name, in two lines at most.

    One in a script that the type lacks is left out: the number is there.
    """
    name = " ".join((card.member_name or "").split())
    if not name or _drawable(name, Face.STRONG) != name:
        return []
    size = 3.5
    lines = _wrapped(name, Face.STRONG, size, _NAME_MM)
    if len(lines) > 1:
        lines = [lines[0], " ".join(lines[1:])]
    last = HEIGHT_MM - _LEFT_MM
    return [
        Label(
            _LEFT_MM,
            last - turn * size * _LINE_HEIGHT,
            size,
            Face.STRONG,
            card.colors.ink,
            _shortened(line, Face.STRONG, size, _NAME_MM),
        )
        for turn, line in enumerate(reversed(lines))
    ]


def _code(card: CardFace) -> list[Box]:
    """The black squares, joined where they touch side by side."""
    left, top = _code_corner()
    boxes = []
    for row, modules in enumerate(code_matrix(card.payload)):
        start: int | None = None
        for column, dark in enumerate([*modules, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                width = (column - start) * MODULE_MM
                x, y = left + start * MODULE_MM, top + row * MODULE_MM
                boxes.append(Box(x, y, width, MODULE_MM, _BLACK))
                start = None
    return boxes


def _number(card: CardFace) -> list[Label]:
    size = 3.4
    middle = (PANEL_MM + BAR_MM + WIDTH_MM) / 2
    x = middle - _width(card.number_text, Face.STRONG, size) / 2
    return [Label(x, _NUMBER_MM, size, Face.STRONG, _INK, card.number_text)]


def _code_corner() -> tuple[float, float]:
    """Where the black begins, on a whole dot."""
    side = _MODULES * MODULE_MM
    left = (PANEL_MM + BAR_MM + WIDTH_MM - side) / 2
    return round(left * DOTS_PER_MM) / DOTS_PER_MM, round(_CODE_TOP_MM * DOTS_PER_MM) / DOTS_PER_MM


def code_matrix(payload: str) -> list[list[bool]]:
    """A card's code, row by row: dark where True."""
    code = qrcode.QRCode(
        version=_QR_VERSION, error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0
    )
    code.add_data(payload)
    code.make(fit=False)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def _fitted(text: str, face: Face) -> tuple[list[str], float]:
    """The text in at most two lines, three if need be, and the size at which they fit."""
    for most_lines, sizes in ((2, (7.2, 6.6, 6.0, 5.4)), (3, (5.4, 4.8, 4.2))):
        for size in sizes:
            lines = _wrapped(text, face, size, _TEXT_MM)
            widest = max((_width(line, face, size) for line in lines), default=0)
            if len(lines) <= most_lines and widest <= _TEXT_MM:
                return lines, size
    size = 4.2
    lines = _wrapped(text, face, size, _TEXT_MM)
    lines = [*lines[:2], " ".join(lines[2:])]
    return [_shortened(line, face, size, _TEXT_MM) for line in lines if line], size


def _wrapped(text: str, face: Face, size: float, width_mm: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, face, size) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shortened(text: str, face: Face, size: float, width_mm: float) -> str:
    if _width(text, face, size) <= width_mm:
        return text
    while text and _width(text + "…", face, size) > width_mm:
        text = text[:-1]
    return text.rstrip() + "…"


def _width(text: str, face: Face, size: float) -> float:
    return _ruler(face).getlength(text) * size / 100


def _drawable(text: str, face: Face) -> str:
    """The text without what the type has no picture of."""
    return "".join(character for character in text if _has(face, character)).strip()


# The type is part of the program and does not change while it runs.
@cache
def _ruler(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, 100)


@cache
def _has(face: Face, character: str) -> bool:
    """Whether there is a picture of it, and not just the box that stands for all others."""
    ruler = _ruler(face)
    return bytes(ruler.getmask(character)) != bytes(ruler.getmask(_NOBODYS))
