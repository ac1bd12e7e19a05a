"""Draws one card as a picture."""

import io
from typing import Final, assert_never

from PIL import Image, ImageDraw, ImageFont

from pos_loyalty.cards.card_drawing import (
    DOTS_PER_MM,
    HEIGHT_MM,
    PANEL_MM,
    WIDTH_MM,
    Box,
    Label,
    Ring,
    shapes_of,
)
from pos_loyalty.cards.card_face import CardFace

_DPI: Final = 300
# Circles are drawn so much larger and brought down, for Pillow's own have ragged edges.
_FINE: Final = 4


def drawn(card: CardFace) -> bytes:
    """The card as PNG, its size in millimeters noted in it."""
    image = Image.new("RGB", (_dots(WIDTH_MM), _dots(HEIGHT_MM)), "#ffffff")
    draw = ImageDraw.Draw(image)
    for shape in shapes_of(card):
        match shape:
            case Box():
                right, bottom = _dots(shape.x + shape.width), _dots(shape.y + shape.height)
                corners = (_dots(shape.x), _dots(shape.y), right - 1, bottom - 1)
                draw.rectangle(corners, fill=shape.color)
            case Ring():
                _draw_ring(image, shape)
            case Label():
                font = ImageFont.truetype(shape.face.path, shape.size * DOTS_PER_MM)
                place = (shape.x * DOTS_PER_MM, shape.baseline * DOTS_PER_MM)
                draw.text(place, shape.text, font=font, fill=shape.color, anchor="ls")
            case _:
                assert_never(shape)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(_DPI, _DPI), optimize=True)
    return file.getvalue()


def _draw_ring(image: Image.Image, ring: Ring) -> None:
    """Painted through a mask that is as large as the panel, so it ends where the panel does."""
    scale = DOTS_PER_MM * _FINE
    size = (_dots(PANEL_MM), _dots(HEIGHT_MM))
    mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE), 0)
    outer = [
        (ring.x - ring.radius) * scale,
        (ring.y - ring.radius) * scale,
        (ring.x + ring.radius) * scale,
        (ring.y + ring.radius) * scale,
    ]
    ImageDraw.Draw(mask).ellipse(outer, outline=255, fill=None, width=round(ring.thickness * scale))
    image.paste(ring.color, (0, 0), mask.resize(size, Image.Resampling.LANCZOS))


def _dots(millimeters: float) -> int:
    return round(millimeters * DOTS_PER_MM)
