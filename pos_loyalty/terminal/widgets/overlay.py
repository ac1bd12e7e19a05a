"""A panel that lies over part of a screen. No dialog: the screen behind stays as it is."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.terminal import motion, theme
from pos_loyalty.terminal.widgets.buttons import IconButton
from pos_loyalty.terminal.widgets.surfaces import Card
from pos_loyalty.terminal.widgets.text import ElidedText, Kind

_WIDTH = 440
_GAP = 12


class OverlayPanel(QWidget):
    """A sheet that slides in from the right over its parent and shades the rest.

    It goes with Esc, with its cross, or with a press beside it. The focus returns to where it was.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, *, width: int = _WIDTH) -> None:
        super().__init__(parent)
        self._width = width
        self._return_to: QWidget | None = None
        self._sheet = Card(self, margin=0)
        self._sheet.lies_on_page = False
        self.heading = ElidedText(kind=Kind.HEADING)
        self.close_button = IconButton("x")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(20, 0, 20, 20)
        self.body.setSpacing(12)
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 8, 4)
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self.body, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.close_button.clicked.connect(self.closed)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sheet(self) -> Card:
        """The white sheet itself."""
        return self._sheet

    def open_with(self, first: QWidget | None = None) -> None:
        """Slide in and put the focus on ``first``."""
        if self.isHidden():
            self._return_to = self.window().focusWidget()
            self.setGeometry(self._area())
            self._place()
            self.show()
            self.raise_()
            motion.slide_in(self._sheet, from_x=32, from_y=0)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go, and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        back, self._return_to = self._return_to, None
        if back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and not self.isHidden():
            self.setGeometry(self._area())
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._sheet.geometry().contains(event.position().toPoint()):
            self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = QColor(theme.look().colors.shadow)
        shade.setAlphaF(0.5 if theme.look().colors.is_dark else 0.22)
        QPainter(self).fillRect(self.rect(), shade)

    def _area(self) -> QRect:
        parent = self.parentWidget()
        return parent.rect() if parent is not None else QRect()

    def _place(self) -> None:
        width = min(self._width, self.width() - 2 * _GAP)
        self._sheet.setGeometry(self.width() - width - _GAP, _GAP, width, self.height() - 2 * _GAP)
