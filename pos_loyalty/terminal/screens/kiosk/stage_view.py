"""What a stage is built from: texts, boxes and buttons that grow with the screen."""

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.theme_stage import HEIGHT, LIGHT_STAGE, WIDTH, StageColors
from pos_loyalty.terminal.theme_tokens import Size, Weight, readable_ground
from pos_loyalty.terminal.widgets.text import ElidedText

_LEAST_SCALE: Final = 0.8
_SMALLEST_PX: Final = 14
_LEAST_TARGET_PX: Final = 60
_TARGET: Final = 68
_LONGEST: Final = 360
_CODE_PX: Final = 400
_QUIET: Final = 4
_BY_KEYBOARD: Final = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})


class Stage(QObject):
    """The colors and the scale that everything on it goes by."""

    changed = Signal()
    visited = Signal()
    """Somebody goes from button to button with the keyboard."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.colors: StageColors = LIGHT_STAGE
        self.scale = 1.0

    def wear(self, colors: StageColors) -> None:
        """Take other colors."""
        if colors != self.colors:
            self.colors = colors
            self.changed.emit()

    def fit(self, size: QSize) -> None:
        """Grow and shrink with the screen; never below what a finger or an eye needs."""
        scale = max(_LEAST_SCALE, min(size.width() / WIDTH, size.height() / HEIGHT))
        if scale != self.scale:
            self.scale = scale
            self.changed.emit()

    def px(self, size: float) -> int:
        """A size of the drawing on this screen."""
        return round(size * self.scale)

    def font(self, size: float, weight: Weight = Weight.REGULAR) -> QFont:
        """Letters of that size in the drawing."""
        pixels = max(_SMALLEST_PX, self.px(size))
        if weight is not Weight.REGULAR:
            return theme.font(pixels, weight)
        made = theme.font(Size.BODY)
        made.setPixelSize(pixels)
        return made


class StageText(QLabel):
    """A text that breaks its lines."""

    def __init__(
        self, stage: Stage, size: float, weight: Weight = Weight.REGULAR, *, role: str = "ink"
    ) -> None:
        super().__init__()
        self._stage = stage
        self._size = size
        self._weight = weight
        self._role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        stage.changed.connect(self._refresh)

    def heightForWidth(self, width: int) -> int:
        area = QRect(0, 0, width, 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        return self._metrics().boundingRect(area, flags, self.text()).height()

    def sizeHint(self) -> QSize:
        return QSize(self._longest_word(), self._metrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._stage.font(self._size, self._weight))
        painter.setPen(QColor(getattr(self._stage.colors, self._role)))
        flags = int(Qt.TextFlag.TextWordWrap) | int(self.alignment())
        painter.drawText(self.rect(), flags, self.text())

    def _longest_word(self) -> int:
        metrics = self._metrics()
        return max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._stage.font(self._size, self._weight))

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()


class StageLine(ElidedText):
    """One line; it ends in an ellipsis where it has no room, and tells all in its tooltip."""

    def __init__(
        self, stage: Stage, size: float, weight: Weight = Weight.REGULAR, *, role: str = "ink"
    ) -> None:
        super().__init__()
        self._stage = stage
        self._size = size
        self._weight = weight
        self._role = role
        self._keeps_width = False
        self._larger: StageLine | None = None
        stage.changed.connect(self._refresh)

    def keeping(self) -> "StageLine":
        """This line, as wide as its text, at the right: for figures in a row. Returns itself."""
        self._keeps_width = True
        self.right()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return self

    def beside(self, larger: "StageLine") -> "StageLine":
        """This line, on the baseline of one in a larger type that ends where it does.

        Returns itself.
        """
        self._larger = larger
        return self

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        height = metrics.height() + self._lift()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, height)

    def minimumSizeHint(self) -> QSize:
        if self._keeps_width:
            return self.sizeHint()
        metrics = QFontMetrics(self._font())
        least = metrics.horizontalAdvance("MMM…")
        return QSize(min(least, self.sizeHint().width()), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        font = self._font()
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(QColor(getattr(self._stage.colors, self._role)))
        area = self.rect().adjusted(0, 0, 0, -self._lift())
        painter.drawText(area, int(self.alignment()), shown)

    def set_role(self, role: str) -> None:
        """Take the color of another role of the stage."""
        self._role = role
        self.update()

    def descent(self) -> int:
        """How far its type reaches below the baseline."""
        return QFontMetrics(self._font()).descent()

    def _lift(self) -> int:
        """By how much a larger type reaches below its baseline further than this one."""
        if self._larger is None:
            return 0
        return self._larger.descent() - self.descent()

    def _font(self) -> QFont:
        return self._stage.font(self._size, self._weight)

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()


class GlassBox(QFrame):
    """A rounded box of glass; what it holds is laid out in it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        stage.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glass(self._stage.colors))
        radius = self._stage.px(20)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)


def glass(colors: StageColors, *, times: float = 1.0) -> QColor:
    """The ink, so thin that the ground is seen through it."""
    fill = QColor(colors.ink)
    fill.setAlphaF(min(1.0, colors.glass_percent / 100 * times))
    return fill


class StageButton(QAbstractButton):
    """A button for a finger: sixty px high at least, its focus drawn as a ring."""

    def __init__(self, stage: Stage, *, is_main: bool = False) -> None:
        super().__init__()
        self._stage = stage
        self._icon_name = ""
        self._shows_focus = False
        self._ticked: bool | None = None
        self.is_main = is_main
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        stage.changed.connect(self._refresh)

    def show_tick(self, ticked: bool | None) -> None:  # noqa: FBT001 - a value to show
        """Show a box before the text, ticked or not; None for no box."""
        self._ticked = ticked
        self.setAccessibleDescription("☑" if ticked else "☐" if ticked is not None else "")
        self._refresh()

    def say(self, text: str, *, icon: str = "", is_main: bool = False) -> None:
        """Show what it does."""
        self.setText(text)
        self._icon_name = icon
        self.is_main = is_main
        self._refresh()

    def sizeHint(self) -> QSize:
        height = max(_LEAST_TARGET_PX, self._stage.px(_TARGET))
        width = self._content_width() + 2 * self._stage.px(24)
        return QSize(max(round(width + 0.5), height), height)

    def minimumSizeHint(self) -> QSize:
        """Names of any length give way, and tell themselves whole in the tooltip."""
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), self._stage.px(_LONGEST)), wanted.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A finger sees what it touches; only a keyboard needs to be told where it is.
        self._shows_focus = event.reason() in _BY_KEYBOARD
        if self._shows_focus:
            self._stage.visited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        stage = self._stage
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter)
        left = max((self.width() - self._content_width()) / 2, stage.px(24))
        if self._ticked is not None:
            size = stage.px(28)
            self._paint_box(painter, QRectF(left, (self.height() - size) / 2, size, size), ink)
            left += size + stage.px(12)
        elif self._icon_name:
            size = stage.px(28)
            area = QRectF(left, (self.height() - size) / 2, size, size)
            icons.paint(painter, self._icon_name, area, ink)
            left += size + stage.px(12)
        painter.setFont(self._font())
        painter.setPen(ink)
        area = QRectF(left, 0, self.width() - left - stage.px(12), self.height())
        metrics = QFontMetricsF(self._font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_box(self, painter: QPainter, area: QRectF, ink: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 2))
        painter.drawRoundedRect(area, 6, 6)
        if self._ticked:
            icons.paint(painter, "check", area, ink)

    def _paint_ground(self, painter: QPainter) -> QColor:
        stage, colors = self._stage, self._stage.colors
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        radius = stage.px(18)
        ink = QColor(colors.ink)
        if not self.isEnabled():
            ground = glass(colors, times=0.5)
            ink = QColor(colors.soft)
            ink.setAlphaF(0.6)
        elif self.is_main or self.isChecked():
            ground = QColor(colors.accent)
            ink = QColor(colors.accent_ink)
            if self.isDown():
                ground = ground.darker(112)
        else:
            ground = glass(colors, times=3.0 if self.isDown() else 1.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, radius, radius)
        if self.hasFocus() and self._shows_focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.ink), 3))
            painter.drawRoundedRect(area, radius, radius)
        return ink

    def _content_width(self) -> float:
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text())
        if self._icon_name or self._ticked is not None:
            width += self._stage.px(28) + (self._stage.px(12) if self.text() else 0)
        return width

    def _font(self) -> QFont:
        return self._stage.font(22, Weight.STRONG)

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()


class StageBar(QWidget):
    """How far somebody has come, as a bar."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        stage.changed.connect(self.updateGeometry)

    def show_share(self, share: float) -> None:
        """Fill it to ``share``, 0 to 1."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self._stage.px(14))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(self.rect())
        radius = bar.height() / 2
        groove = QColor(self._stage.colors.ink)
        groove.setAlphaF(0.2)
        painter.setBrush(groove)
        painter.drawRoundedRect(bar, radius, radius)
        if self._share > 0:
            done = QRectF(bar)
            done.setWidth(max(bar.width() * self._share, bar.height()))
            painter.setBrush(QColor(self._stage.colors.journey_to))
            painter.drawRoundedRect(done, radius, radius)


class StageIcon(QWidget):
    """A picture beside a text."""

    def __init__(self, stage: Stage, size: float, *, role: str = "gain") -> None:
        super().__init__()
        self._stage = stage
        self._size = size
        self._name = ""
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        stage.changed.connect(self.updateGeometry)

    def show_icon(self, name: str, *, role: str) -> None:
        """Show another picture."""
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        side = self._stage.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            color = QColor(getattr(self._stage.colors, self._role))
            icons.paint(painter, self._name, QRectF(self.rect()), color)


class TierPill(QLabel):
    """The tier held, in its own color."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._color = ""
        self._icon_name = "star"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        stage.changed.connect(self.updateGeometry)

    def show_tier(self, name: str, *, color: str, icon: str) -> None:
        """Show a tier."""
        self.setText(name)
        self._color, self._icon_name = color, icon
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        stage = self._stage
        metrics = QFontMetrics(stage.font(20, Weight.STRONG))
        width = metrics.horizontalAdvance(self.text()) + stage.px(20 + 8 + 36) + 2
        return QSize(width, stage.px(44))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        stage, colors = self._stage, self._stage.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.badge))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        ink = QColor(readable_ground(self._color or colors.badge_ink, text=colors.badge))
        side = stage.px(20)
        corner = QPointF(stage.px(18), (self.height() - side) / 2)
        icons.paint(painter, self._icon_name, QRectF(corner.x(), corner.y(), side, side), ink)
        painter.setFont(stage.font(20, Weight.STRONG))
        painter.setPen(ink)
        area = QRectF(self.rect()).adjusted(stage.px(18 + 28), 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())


class StageCode(QWidget):
    """A code for the camera of a phone: black on white, with its quiet margin, on whole pixels."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._rows: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        stage.changed.connect(self.updateGeometry)

    def show_rows(self, rows: tuple[tuple[bool, ...], ...]) -> None:
        """Show a code, or with no rows none."""
        self._rows = rows
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = self._module_px() * (len(self._rows) + 2 * _QUIET)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        module = self._module_px()
        for down, row in enumerate(self._rows):
            for right, is_dark in enumerate(row):
                if is_dark:
                    corner = ((right + _QUIET) * module, (down + _QUIET) * module)
                    painter.fillRect(*corner, module, module, Qt.GlobalColor.black)

    def _module_px(self) -> int:
        return max(4, self._stage.px(_CODE_PX) // max(len(self._rows) + 2 * _QUIET, 1))
