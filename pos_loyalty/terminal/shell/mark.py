"""Our mark: a point worth keeping."""

from typing import Final

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from pos_loyalty.terminal.theme_tokens import Colors

_DRAWING: Final = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30">
  <rect width="30" height="30" rx="9" fill="{ground}"/>
  <circle cx="15" cy="15" r="7" fill="{point}"/>
  <circle cx="15" cy="15" r="11" fill="none" stroke="{point}" stroke-width="2"/>
</svg>
"""


def paint_mark(painter: QPainter, colors: Colors, square: QRectF) -> None:
    """Draw the mark into a square.

    As a drawing and not with a brush: see ``first_frame``.
    """
    drawing = _DRAWING.format(ground=colors.primary, point=colors.accent)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, square)
