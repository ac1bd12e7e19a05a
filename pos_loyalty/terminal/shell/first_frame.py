"""What the window shows before there is anything in it.

The first brush, pen or alignment makes PySide build all 93 enumerations of ``Qt``, which takes a
sixth of the time that an empty window takes. So the first frame is made of pixmaps and a drawing.
"""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from pos_loyalty.terminal.shell.mark import paint_mark
from pos_loyalty.terminal.theme_tokens import BAR_PX, Colors

MARK_PX: Final = 72
_WORDS_PX: Final = 82
"""What the words below the mark need, which come later."""


def paint_first_frame(painter: QPainter, colors: Colors, size: QSize) -> None:
    """Draw the ground, the empty bar and the mark where they will stay."""
    width, height = size.toTuple()
    _fill(painter, colors.bg, top=0, size=size)
    _fill(painter, colors.surface, top=0, size=QSize(width, BAR_PX))
    _fill(painter, colors.line, top=BAR_PX - 1, size=QSize(width, 1))
    room = height - BAR_PX - MARK_PX - _WORDS_PX
    top = BAR_PX + room * 5 // 11
    paint_mark(painter, colors, QRectF((width - MARK_PX) // 2, top, MARK_PX, MARK_PX))


def _fill(painter: QPainter, color: str, *, top: int, size: QSize) -> None:
    ground = QPixmap(size)
    ground.fill(QColor(color))
    painter.drawPixmap(0, top, ground)
