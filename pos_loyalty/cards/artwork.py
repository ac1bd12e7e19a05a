"""Cards as pictures and as sheets to print and cut."""

from collections.abc import Sequence

from pos_loyalty.cards.card_face import CardFace

# The libraries that draw take longer to import than the first window to appear. They are
# needed in a worker, and only when somebody makes cards.
# ruff: noqa: PLC0415


def card_png(face: CardFace) -> bytes:
    """One card, 85.6 × 54 mm at 300 dots per inch, without rounded corners."""
    from pos_loyalty.cards.artwork_png import drawn

    return drawn(face)


def cards_pdf(faces: Sequence[CardFace], *, title: str) -> bytes:
    """A4 sheets of ten cards each, with crop marks and bleed, in vectors."""
    from pos_loyalty.cards.artwork_pdf import laid_out

    return laid_out(faces, title=title)
