"""What happened, said in place. A notice never takes the focus and never has to be dismissed."""

from enum import Enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.surfaces import IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text


class NoticeTone(Enum):
    """The meaning of a notice: role of its color and its icon, so color is never alone."""

    INFO = ("primary", "info")
    GOOD = ("good", "circle-check")
    WARN = ("warn", "triangle-alert")
    BAD = ("bad", "circle-alert")


class NoticeBar(QWidget):
    """A line in color: what happened, what it means, and what can be done next."""

    action_chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = NoticeTone.INFO
        self._picture = IconLabel("info")
        self._title = Text(kind=Kind.STRONG).wrapping()
        self._detail = Text(kind=Kind.SMALL).wrapping()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._close = IconButton("x")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 4, 6)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        row.addLayout(self._actions)
        row.addWidget(self._close)
        self._close.clicked.connect(self.dismissed)
        # A fixed height would be that of its own wish, which knows no width and so no broken line.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def set_words(self, *, close_name: str) -> None:
        """What the closing cross is called."""
        self._close.set_name(close_name)

    def say(
        self,
        tone: NoticeTone,
        title: str,
        detail: str = "",
        actions: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Show a notice. ``actions`` are (id, words); a press emits the id."""
        self._tone = tone
        role, icon_name = tone.value
        self._picture.show_icon(icon_name, role)
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._replace_actions(actions)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.show()
        self.update()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def title(self) -> str:
        """What is said now; empty when nothing is."""
        return self._title.text() if not self.isHidden() else ""

    def buttons(self) -> list[Button]:
        """What can be pressed in it, but the cross."""
        items = (self._actions.itemAt(place) for place in range(self._actions.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, Button)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        role = self._tone.value[0]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme.look().colors, f"{role}_soft")))
        painter.drawRoundedRect(QRectF(self.rect()), FIELD_RADIUS, FIELD_RADIUS)

    def _replace_actions(self, actions: tuple[tuple[str, str], ...]) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for action, words in actions:
            button = Button(words, Rank.QUIET)
            button.clicked.connect(lambda _checked=False, action=action: self._chosen(action))
            self._actions.addWidget(button)

    def _chosen(self, action: str) -> None:
        self.action_chosen.emit(action)
