"""The ground of a tile that can be chosen: quiet, under the finger, chosen."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS, blend


def paint_tile(tile: QAbstractButton, painter: QPainter) -> None:
    """Draw the ground of ``tile`` as it is now; its content is drawn by the tile itself."""
    colors = theme.look().colors
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground, edge, width = colors.surface, colors.line, 1.0
    if tile.isChecked():
        ground, edge, width = colors.primary_soft, colors.primary, 2.0
    if tile.underMouse() or tile.isDown():
        ground = blend(ground, colors.ink, percent=8 if tile.isDown() else 4)
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(ground))
    half = width / 2
    area = QRectF(tile.rect()).adjusted(half, half, -half, -half)
    painter.drawRoundedRect(area, FIELD_RADIUS, FIELD_RADIUS)
