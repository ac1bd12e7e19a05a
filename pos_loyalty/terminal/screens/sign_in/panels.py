"""Parts of the sign-in screen: a person as a tile, and the PIN as dots."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import Size, Weight
from pos_loyalty.terminal.widgets.tile import paint_tile

_TILE_HEIGHT = 72
_AVATAR = 44
_DOT = 14
_DOT_GAP = 14
_FEWEST_DOTS = 4


def initials(name: str) -> str:
    """Two letters that stand for a name."""
    parts = [part for part in name.replace(".", " ").split() if part]
    letters = parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "") if parts else "?"
    return letters.upper()


class PersonTile(QAbstractButton):
    """A name to press."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_person(self, name: str, *, role: str, is_chosen: bool) -> None:
        """Show a person."""
        self.setText(name)
        self._role = role
        self.setChecked(is_chosen)
        self.setAccessibleName(f"{name}, {role}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _TILE_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, _TILE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tile(self, painter)
        self._paint_avatar(painter)
        self._paint_words(painter)

    def _paint_avatar(self, painter: QPainter) -> None:
        colors = theme.look().colors
        circle = QRectF(14, (self.height() - _AVATAR) / 2, _AVATAR, _AVATAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.primary if self.isChecked() else colors.sunken))
        painter.drawEllipse(circle)
        painter.setPen(QColor(colors.primary_ink if self.isChecked() else colors.ink))
        painter.setFont(theme.font(Size.BODY, Weight.STRONG))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(self.text()))

    def _paint_words(self, painter: QPainter) -> None:
        left, middle = 14 + _AVATAR + 14, self.height() / 2
        width = self.width() - left - 12
        for text, font, role, top in (
            (self.text(), theme.font(Size.BODY, Weight.STRONG), "ink", middle - 22),
            (self._role, theme.font(Size.SMALL), "muted", middle + 1),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            metrics = QFontMetricsF(font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            area = QRectF(left, top, width, 22)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
            if shown != text:
                self.setToolTip(self.text())


class PinDots(QWidget):
    """As many full dots as digits are typed; at least four places are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = 0
        self._wrong = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def digits(self) -> int:
        """How many dots are full."""
        return self._digits

    def show_digits(self, digits: int, *, is_wrong: bool) -> None:
        """Show how much has been typed."""
        self._digits, self._wrong = digits, is_wrong
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # Room for the longest PIN, so that nothing moves while somebody types.
        return QSize(8 * (_DOT + _DOT_GAP), _DOT + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        places = max(self._digits, _FEWEST_DOTS)
        left = (self.width() - places * (_DOT + _DOT_GAP) + _DOT_GAP) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(places):
            area = QRectF(left + place * (_DOT + _DOT_GAP), 5, _DOT, _DOT)
            if place < self._digits:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("ink"))
            else:
                painter.setPen(QPen(theme.color("bad" if self._wrong else "muted"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(area)
