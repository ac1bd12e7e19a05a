"""The window on the members' side: the display, and in front of it the screen for own use."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

_CORNER_PX: Final = 90
_HOLD_MS: Final = 3_000


class MemberWindow(QWidget):
    """One window over the whole second screen. It takes no keys from the counter when it comes."""

    corner_held = Signal()
    """Somebody has pressed the top left corner for some seconds: a sign that the staff knows."""
    came = Signal()
    went = Signal()

    def __init__(self, display: QWidget) -> None:
        super().__init__()
        self._display = display
        self._pages = QStackedWidget()
        self._pages.addWidget(display)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        self._hold = QTimer(self, interval=_HOLD_MS, singleShot=True)
        self._hold.timeout.connect(self.corner_held)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)

    def show_display(self) -> None:
        """The shop, or what the counter does."""
        self._pages.setCurrentWidget(self._display)

    def show_page(self, page: QWidget) -> None:
        """A screen for own use."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hold.stop()
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
