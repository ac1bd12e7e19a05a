"""Rows that are kept and used again, and a scrolling column without a frame."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QScrollArea,
    QScrollBar,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.terminal.widgets.flow import FlowLayout

_BAR = 10

Row = TypeVar("Row", bound=QWidget)


class RowPool(Generic[Row]):
    """As many rows in a layout as there are things to show; rows are made once and kept.

    Making widgets anew with each key press would flicker, and would lose the focus.
    """

    def __init__(
        self, layout: QBoxLayout | FlowLayout, make: Callable[[], Row], *, at: int = 0
    ) -> None:
        self._layout = layout
        self._make = make
        self._at = at
        self._rows: list[Row] = []

    def take(self, count: int) -> list[Row]:
        """The first ``count`` rows, shown; the others are hidden."""
        while len(self._rows) < count:
            row = self._make()
            self._layout.insertWidget(self._at + len(self._rows), row)
            self._rows.append(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < count)
        return self._rows[:count]

    @property
    def shown(self) -> list[Row]:
        """The rows that are shown now."""
        return [row for row in self._rows if not row.isHidden()]


class ScrollColumn(QScrollArea):
    """A column that scrolls when it must, without a frame and without a ground of its own.

    Its bar lies over the margin of the rows: one beside them would shift every row when it comes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        inner = QWidget()
        inner.setProperty("ground", "none")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        # One of our own: asked for, Qt's would make PySide look at every widget class there is.
        view = QWidget()
        self.setViewport(view)
        self.setWidget(inner)
        view.setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setObjectName("over")
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._follow_range)
        own.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(own.setValue)
        QScroller.grabGesture(view, QScroller.ScrollerGestureType.TouchGesture)
        self._bar.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.setGeometry(self.width() - _BAR, 0, _BAR, self.height())
        self._bar.raise_()

    def _follow_range(self, least: int, most: int) -> None:
        self._bar.setPageStep(self.verticalScrollBar().pageStep())
        self._bar.setRange(least, most)
        self._bar.setVisible(most > least)
