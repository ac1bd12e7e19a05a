"""A keyboard on the screen, with the field that it types into."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.terminal.screens.kiosk.stage_view import (
    GlassBox,
    Stage,
    StageButton,
    StageLine,
    StageText,
)
from pos_loyalty.terminal.screens.kiosk.state import Entry, Erase, NextStep, Shift, Typed
from pos_loyalty.terminal.theme_tokens import Weight

_ROWS: Final = 4
_COLUMNS: Final = 11
_GAP: Final = 8
_WIDTH: Final = 2
"""How many columns of the grid a key takes: half a key is what shorter rows stand in from."""


class _Key(StageButton):
    """One key. It never takes the focus, so that a keyboard beside the screen goes on typing."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 52)


class KeysPanel(QWidget):
    """What is asked, what was typed, and the keys."""

    chosen = Signal(object)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._label = StageText(stage, 26)
        self._field = StageLine(stage, 34, Weight.STRONG)
        self._keys: list[list[_Key]] = []
        self._grid = QGridLayout()
        self._centered: dict[int, int] = {}
        self._shift, self._space, self._erase = _Key(stage), _Key(stage), _Key(stage)
        self._back, self._onward = StageButton(stage), StageButton(stage, is_main=True)
        self._entry = Entry()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out(stage)
        self._shift.clicked.connect(lambda: self.chosen.emit(Shift()))
        self._space.clicked.connect(lambda: self.chosen.emit(Typed(" ")))
        self._erase.clicked.connect(lambda: self.chosen.emit(Erase()))
        self._erase.setAutoRepeat(True)
        self._back.clicked.connect(lambda: self._choose(self._entry.back))
        self._onward.clicked.connect(lambda: self._choose(self._entry.onward))

    def draw(self, entry: Entry) -> None:
        """Show what is asked and what was typed; with an empty entry nothing of it is left."""
        self._entry = entry
        self._label.setText(entry.label)
        self._field.setText(entry.text + "▏" if entry.label else "")
        self._field.setAccessibleName(entry.label)
        for row, keys in enumerate(self._keys):
            characters = entry.rows[row] if row < len(entry.rows) else ""
            self._center(row, len(characters))
            for place, key in enumerate(keys):
                key.say(characters[place] if place < len(characters) else "")
                key.setVisible(place < len(characters))
        self._shift.say(entry.shift, icon="chevron-up")
        self._space.say(entry.space)
        self._erase.say("", icon="delete")
        self._erase.setAccessibleName(entry.erase)
        for button, option in ((self._back, entry.back), (self._onward, entry.onward)):
            button.setVisible(option is not None)
            if option is not None:
                button.say(option.text, icon=option.icon, is_main=option.is_main)

    def focus_first(self) -> None:
        """A keyboard beside the screen types at once."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(NextStep())
        elif event.key() == Qt.Key.Key_Backspace:
            self.chosen.emit(Erase())
        elif text and text.isprintable():
            self.chosen.emit(Typed(text))
        else:
            super().keyPressEvent(event)

    def _center(self, row: int, count: int) -> None:
        """Put so many keys of a row into its middle, as on any keyboard."""
        if self._centered.get(row) == count:
            return
        self._centered[row] = count
        first = (_COLUMNS - count) * _WIDTH // 2
        for place, key in enumerate(self._keys[row][:count]):
            self._grid.addWidget(key, row, first + place * _WIDTH, 1, _WIDTH)

    def _choose(self, option: object) -> None:
        intent = getattr(option, "intent", None)
        if intent is not None:
            self.chosen.emit(intent)

    def _lay_out(self, stage: Stage) -> None:
        box = GlassBox(stage)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(24, 12, 24, 12)
        inside.addWidget(self._field)
        grid = self._grid
        grid.setSpacing(_GAP)
        for row in range(_ROWS):
            keys = [_Key(stage) for _column in range(_COLUMNS)]
            for key in keys:
                key.clicked.connect(lambda _checked=False, key=key: self._typed(key))
            self._keys.append(keys)
            self._center(row, _COLUMNS)
        grid.addWidget(self._shift, _ROWS, 0, 1, 3 * _WIDTH)
        grid.addWidget(self._space, _ROWS, 3 * _WIDTH, 1, 6 * _WIDTH)
        grid.addWidget(self._erase, _ROWS, 9 * _WIDTH, 1, 2 * _WIDTH)
        for column in range(_COLUMNS * _WIDTH):
            grid.setColumnStretch(column, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._onward)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addWidget(self._label)
        page.addWidget(box)
        page.addLayout(grid, 1)
        page.addLayout(foot)

    def _typed(self, key: _Key) -> None:
        self.chosen.emit(Typed(key.text()))
