"""Bars to compare figures with: to the right what is more, to the left what is less."""

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import Size, Weight

_ROW: Final = 34
_TALL_ROW: Final = 50
_BAR: Final = 14
_GAP: Final = 14
_LABEL_SHARE: Final = 0.46
_SHORTEST: Final = 6.0


class BarLike(Protocol):
    """What a bar says: ``share`` is its length, from −1 to 1."""

    @property
    def label(self) -> str: ...

    @property
    def detail(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def share(self) -> float: ...


class BarChart(QWidget):
    """Horizontal bars with their names on the left and their figures on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Sequence[BarLike] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[BarLike]) -> None:
        """Show bars; what they say can be read without seeing them."""
        self._bars = bars
        said = (f"{bar.label}: {bar.value}. {bar.detail}".rstrip(". ") for bar in bars)
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line for each bar, two for those with a detail."""
        return QSize(360, sum(self._height(bar) for bar in self._bars))

    def minimumSizeHint(self) -> QSize:
        """Bars are not squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The bars, one below the other."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = QFontMetricsF(theme.font(Size.SMALL, Weight.STRONG))
        widest = max((figures.horizontalAdvance(bar.value) for bar in self._bars), default=0.0)
        top = 0.0
        for bar in self._bars:
            height = self._height(bar)
            self._paint_bar(painter, bar, QRectF(0, top, self.width(), height), widest)
            top += height

    def _paint_bar(self, painter: QPainter, bar: BarLike, row: QRectF, widest: float) -> None:
        label = row.width() * _LABEL_SHARE
        self._paint_names(painter, bar, QRectF(row.left(), row.top(), label - _GAP, row.height()))
        field = QRectF(label, row.top(), row.width() - label - widest - _GAP, row.height())
        length = max(_SHORTEST, field.width() * min(1.0, abs(bar.share))) if bar.share else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        groove = QRectF(field.left(), row.center().y() - _BAR / 2, field.width(), _BAR)
        painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
        painter.setBrush(theme.color("good" if bar.share > 0 else "bad"))
        done = QRectF(groove.topLeft(), QPointF(groove.left() + length, groove.bottom()))
        if bar.share < 0:
            done.moveRight(groove.right())
        radius = min(_BAR, length) / 2
        painter.drawRoundedRect(done, radius, radius)
        painter.setPen(theme.color("ink"))
        painter.setFont(theme.font(Size.SMALL, Weight.STRONG))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, int(right), bar.value)

    @staticmethod
    def _paint_names(painter: QPainter, bar: BarLike, area: QRectF) -> None:
        name, small = theme.font(Size.SMALL, Weight.STRONG), theme.font(Size.SMALL)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        upper = QRectF(area)
        if bar.detail:
            upper.setHeight(area.height() / 2)
            lower = QRectF(area.left(), upper.bottom() - 2, area.width(), area.height() / 2)
            painter.setFont(small)
            painter.setPen(theme.color("muted"))
            painter.drawText(lower, int(left), _elided(small, bar.detail, lower.width()))
        painter.setFont(name)
        painter.setPen(theme.color("ink"))
        painter.drawText(upper, int(left), _elided(name, bar.label, upper.width()))

    @staticmethod
    def _height(bar: BarLike) -> int:
        return _TALL_ROW if bar.detail else _ROW


def _elided(font: QFont, text: str, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
