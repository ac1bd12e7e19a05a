"""The window on the members' side: the display, and in front of it the screen for own use."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QStackedWidget, QVBoxLayout, QWidget

_CORNER_PX: Final = 90
_HOLD_MS: Final = 3_000
_SETTLE_MS: Final = 300


class MemberWindow(QWidget):
    """One window over the whole second screen. It takes no keys from the counter when it comes."""

    corner_held = Signal()
    """Somebody has pressed the top left corner for some seconds: a sign that the staff knows."""
    settled = Signal()
    """The window is seen, at a size that it keeps."""
    came = Signal()
    went = Signal()

    def __init__(self, display: QWidget) -> None:
        super().__init__()
        self._display = display
        self._pages = QStackedWidget()
        self._pages.addWidget(display)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        # The screen has the size that it has; a window that outgrows it helps nobody.
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._column.addWidget(self._pages, 1)
        self._hold = QTimer(self, interval=_HOLD_MS, singleShot=True)
        self._hold.timeout.connect(self.corner_held)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self.settled)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # A member's finger on it must not take the keyboard from whoever types at the counter.
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)

    def show_display(self) -> None:
        """The shop, or what the counter does."""
        self._pages.setCurrentWidget(self._display)

    def show_page(self, page: QWidget) -> None:
        """A screen for own use."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def place_foot(self, foot: QWidget) -> None:
        """Put a strip under the display; it is hidden until it is wanted."""
        foot.hide()
        self._column.addWidget(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start()
        self.came.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hold.stop()
        self._settle.stop()
        self.went.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if place.x() < _CORNER_PX and place.y() < _CORNER_PX:
            self._hold.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if place.x() >= _CORNER_PX or place.y() >= _CORNER_PX:
            self._hold.stop()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._hold.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes with the program, not with somebody's Alt+F4 on it."""
        if event.spontaneous():
            event.ignore()
        else:
            super().closeEvent(event)
