"""The upper edge of the settings: title, search, what is changed, and what to do with it."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.settings.catalog import Keeps, kept_on
from pos_loyalty.terminal.screens.settings.state import Hit, SettingsState
from pos_loyalty.terminal.theme_tokens import BAR_PX
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.chips import Chip, Health
from pos_loyalty.terminal.widgets.fields import SearchField
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card
from pos_loyalty.terminal.widgets.text import Kind, Text

_SEARCH_WIDTH: Final = 250
_HITS_WIDTH: Final = 380
_GAP: Final = 10


class SettingsBar(QWidget):
    """One line of 56 px."""

    left = Signal()
    searched = Signal(str)
    undone = Signal()
    compared = Signal()
    discarded = Signal()
    saved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(BAR_PX)
        self._back = IconButton("arrow-left")
        self._title = Text(kind=Kind.HEADING)
        self.search = SearchField()
        self.search.setProperty("look", "bar-search")
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self._undo = IconButton("undo-2")
        self._chip = Chip()
        self._compare = Button()
        self._discard = Button()
        self._save = Button(rank=Rank.PRIMARY)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 20, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._back)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        for widget in (self._undo, self._chip, self._compare, self._discard, self._save):
            row.addWidget(widget)
        self._back.clicked.connect(self.left)
        self.search.textEdited.connect(self.searched)
        self._undo.clicked.connect(self.undone)
        self._chip.clicked.connect(self.compared)
        self._compare.clicked.connect(self.compared)
        self._discard.clicked.connect(self.discarded)
        self._save.clicked.connect(self.saved)

    def draw(self, state: SettingsState, words: Words) -> None:
        """Show a state."""
        text = words.text
        kept = kept_on(state.section)
        on_program = kept is Keeps.PROGRAM
        page = state.program if on_program else state
        count = len(page.changes)
        self._back.set_name(text("Back"))
        self._title.setText(text("Settings"))
        self.search.set_prompt(text("Search settings"))
        if state.search != self.search.text():
            self.search.setText(state.search)
        self._undo.set_name(text("Undo"))
        self._undo.setToolTip(f"{text('Undo')} ({text('Ctrl+Z')})")
        self._undo.setEnabled(page.may_undo)
        self._chip.show_state(
            words.plural("{n} change", "{n} changes", count) if count else "", Health.WARN
        )
        self._compare.set_label(text("Compare"))
        self._discard.set_label(text("Discard"))
        self._save.set_label(text("Publish …") if on_program else text("Save"))
        for button in (self._compare, self._discard, self._save):
            button.setEnabled(count > 0 and not page.is_busy)
            button.setVisible(kept is not Keeps.NOTHING)
        self._undo.setVisible(kept is not Keeps.NOTHING)
        if kept is Keeps.NOTHING:
            self._chip.hide()

    def be_narrow(self, *, is_narrow: bool) -> None:
        """On small screens the chip opens the comparison alone."""
        if is_narrow:
            self._compare.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("line"))


class HitList(Card):
    """What a search found, below the search field."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, search: SearchField) -> None:
        super().__init__(parent, margin=0)
        self._search = search
        self._rows: list[ListRow] = []
        self._nothing = Text(kind=Kind.SMALL)
        self._nothing.setContentsMargins(16, 12, 16, 12)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self._nothing)
        search.installEventFilter(self)
        self.hide()

    def draw(self, text: str, hits: tuple[Hit, ...], words: Words) -> None:
        """Show what was found, while somebody searches."""
        while len(self._rows) < len(hits):
            place = len(self._rows)
            row = ListRow() if place else ListRow().lead()
            row.clicked.connect(lambda _checked=False, place=place: self._pick(place))
            self._rows.append(row)
            self._column.addWidget(row)
        self._keys = [hit.key for hit in hits]
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(hits))
            if place < len(hits):
                row.show_row(title=hits[place].label, detail=hits[place].place)
        self._nothing.setText(words.text("Nothing found. Try another word."))
        self._nothing.setVisible(not hits)
        self.setVisible(bool(text.strip()))
        if not self.isHidden():
            self._settle()

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Enter takes the first hit, Esc ends the search, Down walks into the list."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._keys:
                self._pick(0)
                return True
            if key == Qt.Key.Key_Down and self._keys and self.isVisible():
                self._rows[0].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if key == Qt.Key.Key_Escape and self._search.text():
                self._search.clear()
                self._search.textEdited.emit("")
                return True
        return False

    def _pick(self, place: int) -> None:
        self.chosen.emit(self._keys[place])

    def _settle(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        corner = self._search.mapTo(parent, QPoint(0, self._search.height() + 6))
        width = max(_HITS_WIDTH, self._search.width())
        left = min(corner.x(), parent.width() - width - 12)
        self.setGeometry(left, corner.y(), width, self.sizeHint().height())
        self.raise_()

    _keys: list[str]
