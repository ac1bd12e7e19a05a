"""Draws the member's screen. It fills a screen of its own and takes no input."""

from collections.abc import Callable
from math import sin, tau
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QImage,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import motion, theme
from pos_loyalty.terminal.screens.customer_display import panels
from pos_loyalty.terminal.screens.customer_display.panels import Brush
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Moment
from pos_loyalty.terminal.theme_stage import DARK_STAGE, HEIGHT, LIGHT_STAGE, WIDTH, StageColors
from pos_loyalty.terminal.theme_tokens import Weight

_SECOND_MS: Final = 1000
_FRAME_MS: Final = 66
_BREATH_FRAMES: Final = 120
_CONFETTI_MS: Final = 2200
_COUNT_MS: Final = 180
_FADE_MS: Final = 500


class CustomerDisplayView(QWidget):
    """One window over the whole second screen."""

    ticked = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._state = DisplayState()
        self._colors: StageColors | None = None
        self._points = 0
        self._goal: int | None = None
        self._confetti = 1.0
        self._frame = 0
        self._ground = QPixmap()
        self._ground_key = ""
        self._slide = QPixmap()
        self._fading_slide = QPixmap()
        self._slide_share = 1.0
        self._tick = QTimer(self, interval=_SECOND_MS)
        self._breath = QTimer(self, interval=_FRAME_MS)
        self._tick.timeout.connect(self.ticked)
        self._breath.timeout.connect(self._next_frame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Write numbers as another language does."""
        self._words = words
        self.setWindowTitle(words.text("Members’ screen"))
        self.update()

    def wear(self, colors: StageColors | None) -> None:
        """Take colors of its own, or with None those that go with the counter's look."""
        self._colors = colors
        self.update()

    def draw(self, state: DisplayState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        if state.celebration is not None and before.celebration is None:
            self._celebrate()
        if state.celebration is None:
            self._confetti = 1.0
        self._count_to(state)
        self._run_breath()
        self.setAccessibleName(state.heading)
        self.update()

    def show_picture(self, picture: QImage | None) -> None:
        """Show the shop's own picture while nobody is served, or None for its name."""
        before = self._slide
        self._slide = QPixmap.fromImage(picture) if picture is not None else QPixmap()
        self._fading_slide = before
        self._run_breath()
        if before.isNull() or not self.isVisible() or self._state.moment is not Moment.IDLE:
            self._slide_share = 1.0
            self.update()
        else:
            motion.animate(self, self._fade, duration_ms=_FADE_MS)

    @property
    def number(self) -> str:
        """The big number as it stands now, on its way up."""
        figure = self._state.figure
        if figure is None or self._points == figure.points:
            return figure.text if figure is not None else ""
        formats = self._words.formats
        is_signed = figure.text[:1] in "+−"
        return formats.signed(self._points) if is_signed else formats.points(self._points)

    @property
    def is_celebrating(self) -> bool:
        """Whether confetti is in the air."""
        return self._confetti < 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground_picture())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        brush = Brush(painter, self._stage(), scale)
        if self._state.moment is Moment.IDLE:
            self._paint_idle(brush)
        else:
            self._paint_member(brush)
        if self.is_celebrating and self._state.celebration is not None:
            area = QRectF(self.rect())
            panels.paint_confetti(brush, area, self._confetti, self._state.celebration.color)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ground = QPixmap()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self._run_breath()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
        self._breath.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes with the program, not with somebody's Alt+F4 on it."""
        if event.spontaneous():
            event.ignore()
        else:
            super().closeEvent(event)

    def _fade(self, share: float) -> None:
        self._slide_share = share
        if share >= 1:
            self._fading_slide = QPixmap()
        self.update()

    def _paint_slide(self, brush: Brush) -> None:
        """The picture as large as it goes, in the middle; the one before it fades out under it."""
        for slide, share in (
            (self._fading_slide, 1 - self._slide_share),
            (self._slide, self._slide_share),
        ):
            if not slide.isNull() and share > 0:
                brush.painter.setOpacity(share)
                # It was made for this window, which a strip under it may have lowered since.
                size = slide.size()
                if self.size().expandedTo(size) != self.size():
                    size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                area = QRect(QPoint(0, 0), size)
                area.moveCenter(self.rect().center())
                brush.painter.drawPixmap(area, slide)
        brush.painter.setOpacity(1.0)

    def _paint_idle(self, brush: Brush) -> None:
        if not self._slide.isNull():
            self._paint_slide(brush)
            return
        state, colors = self._state, brush.colors
        width, height = self.width(), self.height()
        breath = 0.5 - 0.5 * sin(tau * self._frame / _BREATH_FRAMES)
        panels.paint_mark(brush, self._mark_center(), breath)
        side = brush.px(64)
        center = Qt.AlignmentFlag.AlignHCenter
        name = QRectF(side, height * 0.55, width - 2 * side, brush.px(84))
        brush.write(state.heading, name, brush.font(60, Weight.HEAVY), colors.ink, center)
        lead = QRectF(side, name.bottom() + brush.px(6), width - 2 * side, brush.px(44))
        brush.write(state.lead, lead, brush.font(26), colors.soft, center)
        foot = QRectF(side, height - brush.px(48 + 40), width - 2 * side, brush.px(40))
        brush.write(state.date, foot, brush.font(22), colors.soft)
        right = Qt.AlignmentFlag.AlignRight
        brush.write(state.clock, foot, brush.font(30, Weight.STRONG), colors.ink, right)

    def _paint_member(self, brush: Brush) -> None:
        state, colors = self._state, brush.colors
        side, top = brush.px(64), brush.px(48)
        width, height = self.width(), self.height()
        badge = 0.0
        if state.badge is not None:
            corner = QPointF(width - side, top + brush.px(8))
            badge = panels.paint_badge(brush, state.badge, corner) + brush.px(24)
        heading = QRectF(side, top, width - 2 * side - badge, brush.px(60))
        brush.write(state.heading, heading, brush.font(44, Weight.STRONG), colors.ink)
        middle = QRectF(side, top + brush.px(60), width - 2 * side, height - brush.px(48 * 2 + 100))
        boxes = self._boxes(brush)
        split = 0.52 if boxes else 1.0
        left = QRectF(middle.left(), middle.top(), middle.width() * split, middle.height())
        if state.figure is not None:
            panels.paint_figure(brush, state.figure, self.number, left)
        column = middle.adjusted(left.width() + brush.px(56), 0, 0, 0)
        self._paint_boxes(brush, boxes, column)
        foot = QRectF(side, height - brush.px(48 + 28), width - 2 * side, brush.px(28))
        brush.write(state.shop_name, foot, brush.font(18), colors.soft)
        right = Qt.AlignmentFlag.AlignRight
        brush.write(state.expiry or state.clock, foot, brush.font(18), colors.soft, right)

    def _boxes(self, brush: Brush) -> list[tuple[float, Callable[[QRectF], None]]]:
        """Height and painter of each box at the right, from the top."""
        state = self._state
        boxes: list[tuple[float, Callable[[QRectF], None]]] = []
        if (celebration := state.celebration) is not None:
            boxes.append(
                (brush.px(124), lambda area: panels.paint_celebration(brush, celebration, area))
            )
        if (journey := state.journey) is not None:
            boxes.append((brush.px(106), lambda area: panels.paint_journey(brush, journey, area)))
        if (challenge := state.challenge) is not None:
            boxes.append((brush.px(106), lambda area: panels.paint_journey(brush, challenge, area)))
        if state.hints:
            height = panels.hints_height(brush, state.hints)
            boxes.append(
                (
                    height,
                    lambda area: panels.paint_hints(brush, state.hints_title, state.hints, area),
                )
            )
        return boxes

    def _paint_boxes(
        self, brush: Brush, boxes: list[tuple[float, Callable[[QRectF], None]]], column: QRectF
    ) -> None:
        gap = brush.px(20)
        total = sum(height for height, _ in boxes) + gap * max(len(boxes) - 1, 0)
        top = column.center().y() - total / 2
        for height, paint in boxes:
            paint(QRectF(column.left(), top, column.width(), height))
            top += height + gap

    def _count_to(self, state: DisplayState) -> None:
        goal = state.figure.points if state.figure is not None else 0
        if goal == self._goal:
            return
        # From one person's number to the next there is no way to count.
        starts_anew = self._goal is None or state.moment in (Moment.IDLE, Moment.GREETING)
        start = goal if starts_anew else (self._points if self._goal else 0)
        self._goal = goal

        def step(share: float) -> None:
            if self._goal == goal:
                self._points = goal if share >= 1 else start + round((goal - start) * share)
                self.update()

        if start == goal or not self.isVisible():
            step(1.0)
        else:
            motion.animate(self, step, duration_ms=_COUNT_MS)

    def _celebrate(self) -> None:
        if theme.look().reduced_motion or not self.isVisible():
            return

        def step(share: float) -> None:
            self._confetti = share
            self.update()

        motion.animate(self, step, duration_ms=_CONFETTI_MS)

    def _run_breath(self) -> None:
        moves = (
            self.isVisible()
            and self._state.moment is Moment.IDLE
            and self._slide.isNull()
            and not theme.look().reduced_motion
        )
        if moves:
            self._breath.start()
        else:
            self._breath.stop()

    def _next_frame(self) -> None:
        self._frame = (self._frame + 1) % _BREATH_FRAMES
        center = self._mark_center()
        reach = 150 * min(self.width() / WIDTH, self.height() / HEIGHT)
        area = QRectF(center.x() - reach, center.y() - reach, 2 * reach, 2 * reach)
        self.update(area.toAlignedRect())

    def _mark_center(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() * 0.34)

    def _ground_picture(self) -> QPixmap:
        """The ground, painted once for each size: the mark breathes in front of it."""
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        stage = self._stage()
        key = f"{stage.top}{stage.bottom}"
        if self._ground.size() != size or self._ground_key != key:
            self._ground = QPixmap(size)
            painter = QPainter(self._ground)
            gradient = QLinearGradient(0, 0, size.width() * 0.35, size.height())
            gradient.setColorAt(0, QColor(stage.top))
            gradient.setColorAt(1, QColor(stage.bottom))
            painter.fillRect(self._ground.rect(), gradient)
            painter.end()
            self._ground.setDevicePixelRatio(ratio)
            self._ground_key = key
        return self._ground

    def _stage(self) -> StageColors:
        if self._colors is not None:
            return self._colors
        return DARK_STAGE if theme.look().colors.is_dark else LIGHT_STAGE
