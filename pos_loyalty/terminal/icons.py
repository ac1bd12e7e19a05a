"""Line icons, drawn from SVG files in the color of a role."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos_loyalty.terminal import theme

SMALL = 16
MEDIUM = 20
LARGE = 24

_STROKE = "1.75"


def svg(name: str, color: QColor) -> bytes:
    """The drawing of an icon with its lines in ``color``; empty when there is no such file."""
    drawing = _drawing(theme.look().resources / "icons" / f"{name}.svg")
    return drawing.replace("currentColor", color.name()).encode()


@cache
def _drawing(file: Path) -> str:
    """A file's drawing. A screen has dozens of icons, and is painted many times a minute."""
    try:
        drawing = file.read_text(encoding="utf-8")
    except OSError:
        # A missing picture must not take the counter down; a test names every icon in use.
        return ""
    return drawing.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')


def paint(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Draw an icon into a rectangle."""
    drawing = svg(name, color)
    if drawing:
        QSvgRenderer(QByteArray(drawing)).render(painter, rect)


def pixmap(name: str, color: QColor, *, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of ``size`` px, sharp at the device's pixel ratio."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, name, QRectF(0, 0, size, size), color)
    painter.end()
    return picture


def icon(name: str, role: str = "ink") -> QIcon:
    """An icon for menus and standard widgets, in the color of a role."""
    made = QIcon()
    for size in (SMALL, MEDIUM, LARGE):
        for ratio in (1.0, 2.0):
            made.addPixmap(pixmap(name, theme.color(role), size=size, ratio=ratio))
    return made
