"""The parts of the member's screen, painted: boxes, the big number, the mark, confetti."""

from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.screens.customer_display.state import (
    Badge,
    Celebration,
    Figure,
    Journey,
)
from pos_loyalty.terminal.theme_stage import StageColors
from pos_loyalty.terminal.theme_tokens import Size, Weight, readable_ground

_PIECES: Final = 90
_GOLDEN: Final = 0.618
_SMALLEST_PX: Final = 9


@dataclass(frozen=True, slots=True)
class Brush:
    """A painter with the stage's colors and its scale: 1 on a screen of 1280 × 800."""

    painter: QPainter
    colors: StageColors
    scale: float

    def px(self, size: float) -> float:
        """A size of the drawing on this screen."""
        return size * self.scale

    def font(self, size: float, weight: Weight = Weight.REGULAR) -> QFont:
        pixels = max(_SMALLEST_PX, round(self.px(size)))
        if weight is not Weight.REGULAR:
            return theme.font(pixels, weight)
        # The display cut has no light weight; the text cut stays calm at any size.
        made = theme.font(Size.BODY)
        made.setPixelSize(pixels)
        return made

    def write(
        self,
        text: str,
        area: QRectF,
        font: QFont,
        color: str,
        flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """Write one line, shortened where it has no room; answers the width it took."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self.painter.setFont(font)
        self.painter.setPen(QColor(color))
        self.painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignVCenter), shown)
        return metrics.horizontalAdvance(shown)

    def fitting(
        self, text: str, width: float, weight: Weight, *, largest: int, smallest: int
    ) -> int:
        """The largest size in which a line has room; the smallest where it has none in any."""
        for size in range(largest, smallest, -1):
            if QFontMetricsF(self.font(size, weight)).horizontalAdvance(text) <= width:
                return size
        return smallest

    def box(self, area: QRectF, color: str | None = None) -> None:
        """A rounded box, of glass where no color is given."""
        fill = QColor(color or self.colors.ink)
        if color is None:
            fill.setAlphaF(self.colors.glass_percent / 100)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(fill)
        radius = self.px(20)
        self.painter.drawRoundedRect(area, radius, radius)


def paint_badge(brush: Brush, badge: Badge, right_top: QPointF) -> float:
    """The tier as a pill; answers its width."""
    font = brush.font(20, Weight.STRONG)
    height, icon = brush.px(44), brush.px(20)
    text_width = QFontMetricsF(font).horizontalAdvance(badge.name)
    width = text_width + icon + brush.px(8 + 40)
    pill = QRectF(right_top.x() - width, right_top.y(), width, height)
    brush.painter.setPen(Qt.PenStyle.NoPen)
    brush.painter.setBrush(QColor(brush.colors.badge))
    brush.painter.drawRoundedRect(pill, height / 2, height / 2)
    ink = readable_ground(badge.color or brush.colors.badge_ink, text=brush.colors.badge)
    left = pill.left() + brush.px(20)
    area = QRectF(left, pill.center().y() - icon / 2, icon, icon)
    icons.paint(brush.painter, badge.icon, area, QColor(ink))
    words = QRectF(left + icon + brush.px(8), pill.top(), text_width + 2, height)
    brush.write(badge.name, words, font, ink)
    return width


def paint_figure(brush: Brush, figure: Figure, number: str, area: QRectF) -> None:
    """The line above, the big number with its unit, the line below; centered in height."""
    size = 132.0 if figure.is_gain else 112.0
    unit_font = brush.font(36)
    unit_width = QFontMetricsF(unit_font).horizontalAdvance(figure.unit) + brush.px(18)
    number_font = brush.font(size, Weight.HEAVY)
    # The room is measured with the final number: nothing jumps while it counts up.
    room = QFontMetricsF(number_font).horizontalAdvance(figure.text)
    if room + unit_width > area.width():
        size *= max(0.35, (area.width() - unit_width) / room)
        number_font = brush.font(size, Weight.HEAVY)
    height = brush.px(size)
    top = area.center().y() - height / 2 - brush.px(8)
    above = QRectF(area.left(), top - brush.px(52), area.width(), brush.px(40))
    brush.write(figure.above, above, brush.font(26), brush.colors.soft)
    line = QRectF(area.left(), top, area.width(), height)
    color = brush.colors.gain if figure.is_gain else brush.colors.ink
    width = brush.write(number, line, number_font, color)
    metrics, unit_metrics = QFontMetricsF(number_font), QFontMetricsF(unit_font)
    base = line.center().y() + metrics.capHeight() / 2
    unit = QRectF(
        area.left() + width + brush.px(18),
        base - unit_metrics.ascent(),
        area.width() - width,
        unit_metrics.height(),
    )
    brush.write(figure.unit, unit, unit_font, brush.colors.ink)
    below = QRectF(area.left(), top + height + brush.px(18), area.width(), brush.px(36))
    _paint_below(brush, figure, below)


def _paint_below(brush: Brush, figure: Figure, area: QRectF) -> None:
    parts = (
        (figure.below, Weight.REGULAR, brush.colors.soft),
        (figure.below_strong, Weight.STRONG, brush.colors.ink),
        (figure.below_rest, Weight.REGULAR, brush.colors.soft),
    )
    left = area.left()
    for text, weight, color in parts:
        if text:
            font = brush.font(24, weight)
            rest = QRectF(left, area.top(), area.right() - left, area.height())
            left += brush.write(text, rest, font, color) + brush.px(8)


def paint_journey(brush: Brush, journey: Journey, area: QRectF) -> None:
    """The way to the next tier in a box."""
    brush.box(area)
    inner = area.adjusted(brush.px(28), brush.px(22), -brush.px(28), -brush.px(22))
    line = QRectF(inner.left(), inner.top(), inner.width(), brush.px(32))
    plain, strong = brush.font(20), brush.font(20, Weight.STRONG)
    target = QFontMetricsF(plain).horizontalAdvance(journey.target)
    distance = QFontMetricsF(strong).horizontalAdvance(journey.distance) + brush.px(6)
    end = QRectF(line.right() - target - 2, line.top(), target + 2, line.height())
    brush.write(journey.target, end, plain, brush.colors.ink)
    middle = QRectF(end.left() - distance, line.top(), distance, line.height())
    brush.write(journey.distance, middle, strong, brush.colors.ink)
    start = QRectF(line.left(), line.top(), middle.left() - line.left() - 12, line.height())
    brush.write(journey.held, start, plain, brush.colors.ink)
    bar = QRectF(inner.left(), inner.bottom() - brush.px(16), inner.width(), brush.px(16))
    _paint_bar(brush, journey.share, bar)


def _paint_bar(brush: Brush, share: float, bar: QRectF) -> None:
    radius = bar.height() / 2
    groove = QColor(brush.colors.ink)
    groove.setAlphaF(0.2)
    brush.painter.setPen(Qt.PenStyle.NoPen)
    brush.painter.setBrush(groove)
    brush.painter.drawRoundedRect(bar, radius, radius)
    if share <= 0:
        return
    done = QRectF(bar.left(), bar.top(), max(bar.width() * share, bar.height()), bar.height())
    gradient = QLinearGradient(done.topLeft(), done.topRight())
    gradient.setColorAt(0, QColor(brush.colors.journey_from))
    gradient.setColorAt(1, QColor(brush.colors.journey_to))
    brush.painter.setBrush(gradient)
    brush.painter.drawRoundedRect(done, radius, radius)


def paint_hints(brush: Brush, title: str, hints: tuple[str, ...], area: QRectF) -> None:
    """What can be redeemed now, one reward a line."""
    brush.box(area)
    inner = area.adjusted(brush.px(28), brush.px(20), -brush.px(28), -brush.px(20))
    line = QRectF(inner.left(), inner.top(), inner.width(), brush.px(32))
    brush.write(title, line, brush.font(20), brush.colors.soft)
    top = line.bottom() + brush.px(8)
    icon = brush.px(24)
    for place, hint in enumerate(hints):
        row = QRectF(inner.left(), top + place * brush.px(40), inner.width(), brush.px(36))
        picture = QRectF(row.left(), row.center().y() - icon / 2, icon, icon)
        icons.paint(brush.painter, "gift", picture, QColor(brush.colors.gain))
        words = row.adjusted(icon + brush.px(12), 0, 0, 0)
        brush.write(hint, words, brush.font(25, Weight.STRONG), brush.colors.ink)


def hints_height(brush: Brush, hints: tuple[str, ...]) -> float:
    """How high the box of the rewards is."""
    return brush.px(40 + 32 + 8 + 40 * len(hints) - 4)


def paint_celebration(brush: Brush, celebration: Celebration, area: QRectF) -> None:
    """The tier that was reached just now."""
    brush.box(area, brush.colors.accent)
    icon = brush.px(44)
    picture = QRectF(area.left() + brush.px(28), area.center().y() - icon / 2, icon, icon)
    icons.paint(brush.painter, "party-popper", picture, QColor(brush.colors.accent_ink))
    left = picture.right() + brush.px(20)
    width = area.right() - left - brush.px(20)
    middle = area.center().y()
    title = QRectF(left, middle - brush.px(38), width, brush.px(38))
    # A goal is called what the shop calls it; members should read all of it.
    size = brush.fitting(celebration.title, width, Weight.STRONG, largest=26, smallest=18)
    brush.write(celebration.title, title, brush.font(size, Weight.STRONG), brush.colors.accent_ink)
    detail = QRectF(left, middle + brush.px(2), width, brush.px(32))
    brush.write(celebration.detail, detail, brush.font(20), brush.colors.accent_ink)


def paint_mark(brush: Brush, center: QPointF, breath: float) -> None:
    """The sun of the house; its rings go out and in with ``breath``, 0 to 1."""
    painter = brush.painter
    core = brush.px(46)
    for ring in range(3):
        radius = core + brush.px(20 * (ring + 1)) + brush.px(9 * (ring + 1)) * breath / 2
        color = QColor(brush.colors.accent)
        color.setAlphaF((0.75, 0.4, 0.18)[ring])
        painter.setPen(QPen(color, brush.px(6 - ring)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(brush.colors.accent))
    painter.drawEllipse(center, core, core)


def paint_confetti(brush: Brush, area: QRectF, share: float, color: str) -> None:
    """Paper falling once: at 0 above the screen, at 1 gone."""
    painter = brush.painter
    painter.setPen(Qt.PenStyle.NoPen)
    tones = (brush.colors.accent, brush.colors.ink, color or brush.colors.journey_from)
    for piece in range(_PIECES):
        # Golden steps spread the pieces evenly, and the same in every run.
        spread = (piece * _GOLDEN) % 1
        delay = (piece * _GOLDEN * _GOLDEN) % 1 * 0.35
        fall = min(max((share - delay) / 0.65, 0.0), 1.0)
        if not 0 < fall < 1:
            continue
        x = area.left() + area.width() * spread + brush.px(30) * sin(piece + fall * 7)
        y = area.top() - brush.px(20) + (area.height() + brush.px(40)) * fall**1.4
        tone = QColor(tones[piece % len(tones)])
        tone.setAlphaF(1 - fall**3)
        painter.save()
        painter.translate(x, y)
        painter.rotate(piece * 47 + fall * 360)
        painter.scale(1, 0.3 + 0.7 * abs(cos(piece + fall * 2 * pi)))
        painter.setBrush(tone)
        size = brush.px(9 + piece % 4 * 2)
        painter.drawRoundedRect(QRectF(-size / 2, -size / 2, size, size), 2, 2)
        painter.restore()
