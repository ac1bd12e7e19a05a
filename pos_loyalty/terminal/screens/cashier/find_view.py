"""The prompt, and the search behind it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import FindPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, IconButton, Rank
from pos_loyalty.terminal.widgets.card_art import CardArt
from pos_loyalty.terminal.widgets.fields import SearchField
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_MEASURE = 560
_CAMERA = 60


class FindView(QWidget):
    """The prompt, a field for those who forgot their card, and what it finds."""

    search_edited = Signal(str)
    member_chosen = Signal(str)
    enroll_wanted = Signal()
    recent_wanted = Signal()
    claim_wanted = Signal()
    camera_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(key="F2")
        self.search.setMaximumWidth(_MEASURE)
        self.camera = IconButton("camera", rank=Rank.QUIET)
        self.camera.setFixedSize(_CAMERA, _CAMERA)
        self.camera.hide()
        self._art = CardArt()
        self._prompt = Text(kind=Kind.PROMPT).centered()
        self._lead = Text(kind=Kind.LEAD).centered()
        self._lead.setWordWrap(True)
        self.enroll = Button(rank=Rank.PRIMARY, height=Height.LARGE, icon_name="plus", key="F3")
        self.forgotten = Button(height=Height.LARGE, key="F5")
        self.recent = Button(height=Height.LARGE, icon_name="history", key="F9")
        self._hero = self._make_hero()
        self._results = self._make_results()
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        for button in (self.enroll, self.forgotten, self.recent):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._gap = QWidget()
        self._gap.setFixedHeight(16)
        self._gap.hide()
        self._found = QWidget()
        self._found.setLayout(_in_measure(self._results))
        self._found.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._above = QWidget()
        self._below = QWidget()
        column.addWidget(self._above, 5)
        column.addWidget(self._hero)
        column.addLayout(_in_measure(self.search, self.camera))
        column.addSpacing(22)
        column.addWidget(self._found, 1)
        column.addWidget(self._gap)
        column.addLayout(buttons)
        column.addWidget(self._below, 6)
        self.search.textEdited.connect(self.search_edited)
        self.enroll.clicked.connect(self.enroll_wanted)
        self.forgotten.clicked.connect(self.claim_wanted)
        self.recent.clicked.connect(self.recent_wanted)
        self.camera.clicked.connect(self.camera_wanted)

    def speak(self, words: Words) -> None:
        """Say what does not change with the state."""
        self._prompt.setText(words.text("Scan card"))
        self._lead.setText(words.text("Scans work anywhere, no click needed"))
        self.search.set_prompt(words.text("Name, phone, e-mail or card number"))
        self.enroll.set_label(words.text("New member"))
        self.forgotten.set_label(words.text("Card forgotten"))
        self.recent.set_label(words.text("Recent"))
        self.camera.set_name(words.text("Camera (Ctrl+K)"))

    def draw(self, panel: FindPanel) -> None:
        """Show the prompt, or what was found."""
        if panel.text != self.search.text():
            self.search.setText(panel.text)
        is_searching = bool(panel.hits or panel.empty_title)
        self._hero.setVisible(not is_searching)
        self._above.setVisible(not is_searching)
        self._below.setVisible(not is_searching)
        self._found.setVisible(is_searching)
        self._gap.setVisible(is_searching)
        self._empty.setVisible(bool(panel.empty_title))
        self._empty.say(panel.empty_title, panel.empty_detail)
        self._summary.setText(panel.summary)
        self._summary.setVisible(bool(panel.summary))
        self._progress.setText(panel.progress)
        self._progress.setVisible(bool(panel.progress))
        rows = self._rows.take(len(panel.hits))
        for place, (row, hit) in enumerate(zip(rows, panel.hits, strict=True)):
            row.setProperty("member", hit.member_id)
            row.show_row(
                title=hit.name,
                detail=hit.detail,
                number=hit.tier,
                number_role="muted",
                ground="primary_soft" if place == panel.selected else "",
            )
            if place == panel.selected:
                self._scroll.ensureWidgetVisible(row)

    def take_focus(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def hits(self) -> list[ListRow]:
        """The rows of members found."""
        return self._rows.shown

    def show_recent_button(self, *, shown: bool) -> None:
        """The list of last sales has no column of its own here."""
        self.recent.setVisible(shown)

    def show_camera_button(self, *, shown: bool) -> None:
        """Only where there is a camera that cards are held before."""
        self.camera.setVisible(shown)

    def _make_hero(self) -> QWidget:
        hero = QWidget()
        column = QVBoxLayout(hero)
        column.setContentsMargins(0, 0, 0, 26)
        column.setSpacing(6)
        column.addWidget(self._art, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._prompt)
        column.addWidget(self._lead)
        hero.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return hero

    def _make_results(self) -> QWidget:
        results = Card(margin=0)
        self._summary = Text(kind=Kind.SMALL)
        self._summary.setContentsMargins(16, 12, 16, 12)
        self._progress = Text(kind=Kind.SMALL, tone=Tone.MUTED)
        self._progress.setContentsMargins(16, 12, 16, 12)
        self._empty = EmptyState("search")
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(0)
        self._scroll.column.addStretch(1)
        self._rows = RowPool(self._scroll.column, self._make_row)
        column = QVBoxLayout(results)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._summary)
        column.addWidget(self._empty)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._progress)
        results.setMaximumWidth(_MEASURE + 160)
        return results

    def _make_row(self) -> ListRow:
        row = ListRow()
        row.clicked.connect(lambda: self.member_chosen.emit(str(row.property("member"))))
        return row


def _in_measure(widget: QWidget, *beside: QWidget) -> QHBoxLayout:
    """A widget in the middle, no wider than its measure and no wider than there is room."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.setSpacing(10)
    row.addWidget(widget, 100)
    for other in beside:
        row.addWidget(other)
    row.addStretch(1)
    return row
