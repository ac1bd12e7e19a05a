"""Lays cards out on A4 to be printed on board and cut.

Ten to a sheet: two columns with a gutter, five rows edge to edge. Where two cards
touch they have the same colors, so a cut that is off by a hair shows on neither; at
the outer edges the colors run on for three millimeters.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from fpdf import FPDF

from pos_loyalty.cards.card_drawing import (
    BAR_MM,
    HEIGHT_MM,
    PANEL_MM,
    WIDTH_MM,
    Box,
    Face,
    Label,
    Ring,
    Shape,
    shapes_of,
)
from pos_loyalty.cards.card_face import CardFace

COLUMNS: Final = 2
ROWS: Final = 5

_PAGE_WIDTH_MM: Final = 210.0
_PAGE_HEIGHT_MM: Final = 297.0
_GUTTER_MM: Final = 10.0
_BLEED_MM: Final = 3.0
_MARK_MM: Final = 5.0
_MARK_GAP_MM: Final = _BLEED_MM + 1.0
_HAIRLINE_MM: Final = 0.1
# Viewers show a light seam between shapes that only touch.
_OVERLAP_MM: Final = 0.02
_POINTS_PER_MM: Final = 72 / 25.4


def laid_out(cards: Sequence[CardFace], *, title: str) -> bytes:
    """The sheets, as many as the cards need."""
    if not cards:
        raise ValueError("there is no sheet without a card")
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_title(title)
    pdf.set_creator("pos-loyalty")
    pdf.set_auto_page_break(auto=False)
    for face in Face:
        pdf.add_font(face.name, fname=face.path)
    for start in range(0, len(cards), COLUMNS * ROWS):
        sheet = cards[start : start + COLUMNS * ROWS]
        pdf.add_page()
        places = [_place(number) for number in range(len(sheet))]
        for card, (x, y) in zip(sheet, places, strict=True):
            _draw_bleed(pdf, card, x=x, y=y)
        for card, (x, y) in zip(sheet, places, strict=True):
            for shape in shapes_of(card):
                _draw(pdf, shape, x=x, y=y)
        _draw_marks(pdf)
    return bytes(pdf.output())


def _place(number: int) -> tuple[float, float]:
    """The left upper corner of the n-th card of a sheet."""
    row, column = divmod(number, COLUMNS)
    return _lefts()[column], _top() + row * HEIGHT_MM


def _lefts() -> tuple[float, ...]:
    margin = (_PAGE_WIDTH_MM - COLUMNS * WIDTH_MM - (COLUMNS - 1) * _GUTTER_MM) / 2
    return tuple(margin + column * (WIDTH_MM + _GUTTER_MM) for column in range(COLUMNS))


def _top() -> float:
    return (_PAGE_HEIGHT_MM - ROWS * HEIGHT_MM) / 2


def _draw_bleed(pdf: FPDF, card: CardFace, *, x: float, y: float) -> None:
    top, height = y - _BLEED_MM, HEIGHT_MM + 2 * _BLEED_MM
    pdf.set_fill_color(card.colors.ground)
    pdf.rect(x - _BLEED_MM, top, PANEL_MM + _BLEED_MM, height, style="F")
    pdf.set_fill_color(card.colors.accent)
    pdf.rect(x + PANEL_MM, top, BAR_MM, height, style="F")


def _draw(pdf: FPDF, shape: Shape, *, x: float, y: float) -> None:
    match shape:
        case Box():
            pdf.set_fill_color(shape.color)
            height = shape.height + _OVERLAP_MM
            pdf.rect(x + shape.x, y + shape.y, shape.width, height, style="F")
        case Ring():
            pdf.set_draw_color(shape.color)
            pdf.set_line_width(shape.thickness)
            # The line lies half inside and half outside of what is given as the radius.
            radius = shape.radius - shape.thickness / 2
            with pdf.rect_clip(x, y, PANEL_MM, HEIGHT_MM):
                pdf.circle(x + shape.x, y + shape.y, radius)
        case Label():
            pdf.set_font(shape.face.name, size=shape.size * _POINTS_PER_MM)
            pdf.set_text_color(shape.color)
            pdf.text(x + shape.x, y + shape.baseline, shape.text)
        case _:
            assert_never(shape)


def _draw_marks(pdf: FPDF) -> None:
    """Where to cut: short lines outside of what is cut."""
    pdf.set_draw_color(0)
    pdf.set_line_width(_HAIRLINE_MM)
    top, bottom = _top(), _top() + ROWS * HEIGHT_MM
    left, right = _lefts()[0], _lefts()[-1] + WIDTH_MM
    for start in _lefts():
        for x in (start, start + WIDTH_MM):
            pdf.line(x, top - _MARK_GAP_MM - _MARK_MM, x, top - _MARK_GAP_MM)
            pdf.line(x, bottom + _MARK_GAP_MM, x, bottom + _MARK_GAP_MM + _MARK_MM)
    for row in range(ROWS + 1):
        y = top + row * HEIGHT_MM
        pdf.line(left - _MARK_GAP_MM - _MARK_MM, y, left - _MARK_GAP_MM, y)
        pdf.line(right + _MARK_GAP_MM, y, right + _MARK_GAP_MM + _MARK_MM, y)
