"""Something of ours on somebody else's receipt: dots, which change nothing of what follows them.

Text would need a code page, an alignment and a size, and the till's own would be lost with them.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos_loyalty.printing.document import BOLD, PLAIN, Align, Block, Document, Gap, Qr, Span, Text
from pos_loyalty.printing.picture import draw
from pos_loyalty.printing.profiles import CELL_DOTS, GENERIC_80
from pos_loyalty.printing.raster import raster
from pos_loyalty.printing.typeface import Typeface
from pos_loyalty.printing.typesetting import typeset

_FEED_TO_KNIFE: Final = b"\x1bd\x05"
_NARROW, _WIDE = 32, 48
_AIR_DOTS: Final = 16


class BlockPress:
    """Draws blocks with the fonts that ship."""

    def __init__(self, fonts: Path) -> None:
        self._typeface = Typeface(fonts)

    def block(
        self, lines: Sequence[str], qr_text: str, *, columns: int, feeds_to_knife: bool
    ) -> bytes:
        """The bytes of one block: its first line stands out, its code comes last.

        ``columns`` is how wide the receipt is; ``feeds_to_knife`` where the cut does not.
        """
        spans = [Span(line, BOLD if place == 0 else PLAIN) for place, line in enumerate(lines)]
        blocks: list[Block] = [Gap(_AIR_DOTS)]
        blocks += [Text((span,), Align.CENTER) for span in spans]
        if qr_text:
            blocks += [Gap(_AIR_DOTS), Qr(qr_text)]
        fitted = min(max(columns, _NARROW), _WIDE)
        profile = replace(
            GENERIC_80, columns=fitted, width_dots=fitted * CELL_DOTS, native_qr=False
        )
        picture = draw(typeset(Document(tuple(blocks)), profile), self._typeface)
        dots = raster(picture)
        sent = b"".join(
            b"\x1dv0\x00"
            + piece.width_bytes.to_bytes(2, "little")
            + piece.height.to_bytes(2, "little")
            + piece.rows
            for piece in dots.slices()
        )
        return sent + (_FEED_TO_KNIFE if feeds_to_knife else b"")
