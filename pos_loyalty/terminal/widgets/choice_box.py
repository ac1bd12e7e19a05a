"""A list to choose from, one line high."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class ChoiceBox(QComboBox):
    """A list to choose from. The wheel scrolls the page, not the choice under the pointer."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda place: self.picked.emit(str(self.itemData(place))))

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show choices and which one holds; a value that is not among them is added."""
        known = [(str(self.itemData(n)), self.itemText(n)) for n in range(self.count())]
        wanted = list(choices)
        if chosen not in dict(wanted):
            wanted.append((chosen, chosen))
        if known != wanted:
            self.clear()
            for value, text in wanted:
                self.addItem(text, value)
        self.setCurrentIndex([value for value, _text in wanted].index(chosen))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
