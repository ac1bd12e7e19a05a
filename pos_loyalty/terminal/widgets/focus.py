"""The ring that shows where the keyboard is: 2 px in the primary color, 2 px away."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.widgets.fields import AmountField
from pos_loyalty.terminal.widgets.surfaces import Page

_GAP = 2
_LINE = 2
_RADIUS = 12


class FocusRing(QWidget):
    """Lies over a window and follows the focus inside it.

    One ring for all widgets: style sheets can only draw inside a widget, and a ring inside
    a button would touch its text.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._settle()
        elif kind in (QEvent.Type.Hide, QEvent.Type.Destroy) and watched is self._around:
            self.hide()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("primary"), _LINE))
        half = _LINE / 2
        area = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def _follow(self, _before: QWidget | None, new: QWidget | None) -> None:
        self._around = None
        for old in self._watched:
            # A widget that was deleted with the focus on it leaves only its shell behind.
            if isValid(old):
                old.removeEventFilter(self)
        self._watched = []
        if new is None or new.window() is not self.window() or not _wants_ring(new):
            self.hide()
            return
        self._around = new
        self._watched = _with_parents(new)
        for widget in self._watched:
            widget.installEventFilter(self)
        self._settle()

    def _settle(self) -> None:
        widget = self._around
        if widget is None or not isValid(widget) or not widget.isVisible():
            self.hide()
            return
        corner = widget.mapTo(self.window(), QPoint(0, 0))
        grown = _GAP + _LINE
        area = QRect(corner, widget.size()).adjusted(-grown, -grown, grown, grown)
        self.setGeometry(area.intersected(self._seen_through(widget)))
        self.raise_()
        self.show()

    def _seen_through(self, widget: QWidget) -> QRect:
        """The part of the window in which the widget can be seen: scrolling areas clip it."""
        seen = self.window().rect()
        above = widget.parentWidget()
        while above is not None and above is not self.window():
            if isinstance(above, QAbstractScrollArea):
                view = above.viewport()
                corner = view.mapTo(self.window(), QPoint(0, 0))
                seen = seen.intersected(QRect(corner, view.size()))
            above = above.parentWidget()
        return seen


def _with_parents(widget: QWidget) -> list[QWidget]:
    """The widget and all that may move with it inside its window."""
    found = [widget]
    while (above := found[-1].parentWidget()) is not None and above is not widget.window():
        found.append(above)
    return found


def _wants_ring(widget: QWidget) -> bool:
    # The amount field carries a 2 px border of its own, always; a page is no control.
    return not isinstance(widget, AmountField | Page)
