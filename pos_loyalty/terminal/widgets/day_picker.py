"""A month to choose a day from: it opens below a line, and goes when a day is chosen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS, TARGET_PX, Size, Weight
from pos_loyalty.terminal.widgets.buttons import IconButton
from pos_loyalty.terminal.widgets.text import Kind, Text

_WEEKS: Final = 6
_DAYS: Final = 7
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_DAYS,
    Qt.Key.Key_Down: _DAYS,
}


class DayButton(QAbstractButton):
    """A day of the month, or of the months around it."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date.min
        self._is_chosen = False
        self._is_other = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_day(self, day: date, name: str, *, is_chosen: bool, is_other: bool) -> None:
        """Show a day; days of other months stand back."""
        self.day, self._is_chosen, self._is_other = day, is_chosen, is_other
        self.setText(str(day.day))
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(TARGET_PX, TARGET_PX - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A button's own arrows go from sibling to sibling; here a week is a step, too."""
        if event.key() in _STEPS:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._is_chosen or self.hasFocus() or self.underMouse():
            painter.setBrush(QColor(colors.primary if self._is_chosen else colors.primary_soft))
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(area, FIELD_RADIUS, FIELD_RADIUS)
        ink = colors.muted if self._is_other else colors.ink
        painter.setPen(QColor(colors.primary_ink if self._is_chosen else ink))
        painter.setFont(theme.font(Size.BODY, Weight.MEDIUM))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class DayPicker(QWidget):
    """A month as a grid. Arrow keys walk, Enter and a press choose, Esc goes."""

    chosen = Signal(date)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._chosen = date.min
        self._month = date.min
        self._title: Callable[[date], str] = str
        self._name: Callable[[date], str] = str
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.earlier = IconButton("chevron-left")
        self.later = IconButton("chevron-right")
        self._heading = Text(kind=Kind.STRONG).centered()
        self._weekdays = [Text(kind=Kind.SMALL).centered() for _ in range(_DAYS)]
        self.days = [DayButton() for _ in range(_WEEKS * _DAYS)]
        head = QHBoxLayout()
        head.addWidget(self.earlier)
        head.addWidget(self._heading, 1)
        head.addWidget(self.later)
        grid = QGridLayout()
        grid.setSpacing(0)
        for column, label in enumerate(self._weekdays):
            grid.addWidget(label, 0, column)
        for place, button in enumerate(self.days):
            grid.addWidget(button, 1 + place // _DAYS, place % _DAYS)
            button.clicked.connect(lambda _on=False, button=button: self._choose(button.day))
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(8, 8, 8, 8)
        column_of.setSpacing(4)
        column_of.addLayout(head)
        column_of.addLayout(grid)
        self.earlier.clicked.connect(lambda: self._turn(-1))
        self.later.clicked.connect(lambda: self._turn(1))

    def set_words(
        self,
        *,
        earlier: str,
        later: str,
        weekdays: tuple[str, ...],
        title: Callable[[date], str],
        name: Callable[[date], str],
    ) -> None:
        """The words: ``title`` names a month, ``name`` a day in full."""
        self.earlier.set_name(earlier)
        self.later.set_name(later)
        for label, word in zip(self._weekdays, weekdays, strict=True):
            label.setText(word)
        self._title, self._name = title, name

    def open_below(self, line: QWidget, day: date) -> None:
        """Open at a day, below where it is typed."""
        self._chosen = day
        self._show_month(day.replace(day=1))
        self.adjustSize()
        self.move(line.mapToGlobal(QPoint(0, line.height() + 4)))
        self.show()
        self._focus(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        focused = self.focusWidget()
        if step is not None and isinstance(focused, DayButton):
            day = focused.day + timedelta(days=step)
            self._show_month(day.replace(day=1))
            self._focus(day)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, DayButton
        ):
            self._choose(focused.day)
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.color("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _turn(self, step: int) -> None:
        middle = self._month + timedelta(days=45 if step > 0 else -15)
        self._show_month(middle.replace(day=1))

    def _show_month(self, month: date) -> None:
        self._month = month
        self._heading.setText(self._title(month))
        first = month - timedelta(days=month.weekday())
        for place, button in enumerate(self.days):
            day = first + timedelta(days=place)
            is_other = day.month != month.month
            is_chosen = day == self._chosen
            button.show_day(day, self._name(day), is_chosen=is_chosen, is_other=is_other)

    def _focus(self, day: date) -> None:
        next(button for button in self.days if button.day == day).setFocus()

    def _choose(self, day: date) -> None:
        self.hide()
        self.chosen.emit(day)
