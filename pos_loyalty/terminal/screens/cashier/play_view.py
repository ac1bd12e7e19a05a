"""What the member can take part in: tabs, lines, one question before anything is done."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.play_parts import PlayRow
from pos_loyalty.terminal.screens.cashier.state import PlayPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, IconButton, Rank
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.flow import FlowLayout
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.rows import Pair
from pos_loyalty.terminal.widgets.surfaces import EmptyState, Skeleton
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_WIDTH = 500
_LONGEST_PIN = 12
_BAR_ROOM = 14


class PlayView(OverlayPanel):
    """F12. Left and right change the tab, plus and minus the number, Enter does it."""

    section_chosen = Signal(str)
    section_moved = Signal(int)
    chosen = Signal(int)
    more_wanted = Signal()
    fewer_wanted = Signal()
    confirmed = Signal(str)
    result_dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=_WIDTH)
        self.result = NoticeBar()
        self._tabs_part = QWidget()
        self._tabs = FlowLayout(self._tabs_part)
        self._tab_buttons: list[Button] = []
        self._note = Text(kind=Kind.SMALL).wrapping()
        self._empty = EmptyState("sparkles")
        self._skeleton = Skeleton(lines=4)
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(10)
        # The bar stands beside the cards, not on their border.
        self._scroll.column.setContentsMargins(0, 0, _BAR_ROOM, 0)
        self._scroll.column.addStretch(1)
        self._rows = RowPool(self._scroll.column, self._make_row)
        self._question = Text(kind=Kind.HEADING).wrapping()
        self._facts_column = QVBoxLayout()
        self._facts_column.setSpacing(8)
        self._facts = RowPool(self._facts_column, Pair)
        self._consequence = Text(kind=Kind.SMALL).wrapping()
        self.fewer = IconButton("minus", rank=Rank.QUIET)
        self.more = IconButton("plus", rank=Rank.QUIET)
        self._count = Text(kind=Kind.TITLE).centered()
        self.pin = Field()
        self.pin.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.line.setMaxLength(_LONGEST_PIN)
        self._error = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self.keypad = Keypad()
        self.keypad.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.confirm = Button(rank=Rank.PRIMARY, height=Height.PRIMARY, key="Enter")
        self.confirm.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._panel = PlayPanel()
        self._build()
        self._connect()

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("Take part"))
        self.close_button.set_name(words.text("Close"))
        self.result.set_words(close_name=words.text("Close"))
        self.fewer.set_name(words.text("Fewer"))
        self.more.set_name(words.text("More"))
        self.pin.name(words.text("Manager’s PIN"))
        self.keypad.set_words(
            sign=words.formats.decimal_sign, delete_name=words.text("Delete the last digit")
        )

    def draw(self, panel: PlayPanel) -> None:
        """Show what there is, or the question."""
        asked_before = not self.pin.isHidden()
        self._panel = panel
        is_asking = bool(panel.question)
        self._draw_tabs(panel)
        self._draw_rows(panel)
        self._skeleton.setVisible(panel.is_loading)
        self._empty.setVisible(bool(panel.empty))
        self._empty.say(panel.empty, "")
        self._scroll.setVisible(not is_asking and not panel.is_loading and not panel.empty)
        if panel.done is None:
            self.result.clear()
        else:
            self.result.say(NoticeTone[panel.done.tone.name], panel.done.title, panel.done.detail)
        for label, text in (
            (self._note, panel.note),
            (self._question, panel.question),
            (self._consequence, panel.consequence),
            (self._error, panel.error),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        for pair, line in zip(self._facts.take(len(panel.facts)), panel.facts, strict=True):
            pair.show_pair(line.label, line.number, note=line.note, is_strong=line.is_strong)
        self._draw_question(panel)
        if panel.asks_pin and not asked_before:
            self.pin.line.setFocus()
        self._keep_focus()

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        if self._panel.question:
            return self.confirm
        for row in self._rows.shown:
            if not row.button.isHidden():
                return row.button
        shown = [button for button in self._tab_buttons if button.isChecked()]
        return shown[0] if shown else self.close_button

    def rows(self) -> list[PlayRow]:
        """The lines that are shown."""
        return self._rows.shown

    def tab(self, section: str) -> Button:
        """The button of a section."""
        return next(each for each in self._tab_buttons if each.objectName() == section)

    def tab_words(self) -> list[str]:
        """The names of the tabs that are shown."""
        return [button.text() for button in self._tab_buttons if not button.isHidden()]

    def send(self) -> None:
        """Emit that it shall be done; the PIN is forgotten at once."""
        if self.confirm.isHidden() or not self.confirm.isEnabled():
            return
        pin = self.pin.line.text()
        self.pin.line.clear()
        self.confirmed.emit(pin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows change the tab also where a button has the focus, which would take them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether a key was one of this panel's own."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if not self._panel.question and event.key() in steps:
            self.section_moved.emit(steps[Qt.Key(event.key())])
            self.first().setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._panel.count and event.text() == "+":
            self.more_wanted.emit()
        elif self._panel.count and event.text() in ("-", "−"):
            self.fewer_wanted.emit()
        else:
            return False
        return True

    def _keep_focus(self) -> None:
        """A button that goes hands the focus on to whatever comes next, which may be outside."""
        focused: QWidget | None = self.window().focusWidget()
        is_lost = focused is None or focused.isHidden() or not self.isAncestorOf(focused)
        if self.isVisible() and is_lost:
            self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self._stepper = QWidget()
        stepper = QHBoxLayout(self._stepper)
        stepper.setContentsMargins(0, 8, 0, 8)
        stepper.addWidget(self.fewer)
        stepper.addWidget(self._count, 1)
        stepper.addWidget(self.more)
        for widget in (self._tabs_part, self.result, self._note, self._empty, self._skeleton):
            self.body.addWidget(widget)
        self.body.addWidget(self._scroll, 100)
        self.body.addWidget(self._question)
        self.body.addLayout(self._facts_column)
        for widget in (self._stepper, self.pin, self._consequence, self._error):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.addWidget(self.keypad, 100)
        self.body.addWidget(self.confirm)

    def _connect(self) -> None:
        self.more.clicked.connect(self.more_wanted)
        self.fewer.clicked.connect(self.fewer_wanted)
        self.confirm.clicked.connect(self.send)
        self.result.dismissed.connect(self.result_dismissed)
        self.keypad.pressed.connect(self._key_pressed)
        self.keypad.delete_pressed.connect(self.pin.line.backspace)

    def _draw_tabs(self, panel: PlayPanel) -> None:
        self._tabs_part.setVisible(len(panel.tabs) > 1)
        while len(self._tab_buttons) < len(panel.tabs):
            self._tab_buttons.append(self._make_tab())
        for place, button in enumerate(self._tab_buttons):
            button.setVisible(place < len(panel.tabs))
        for button, tab in zip(self._tab_buttons, panel.tabs, strict=False):
            button.setObjectName(tab.id)
            button.set_label(tab.words)
            button.setChecked(tab.is_shown)
            button.set_rank(Rank.SOFT if tab.is_shown else Rank.GHOST)

    def _draw_rows(self, panel: PlayPanel) -> None:
        rows = self._rows.take(len(panel.lines))
        for place, (row, line) in enumerate(zip(rows, panel.lines, strict=True)):
            row.show_line(place, line)

    def _draw_question(self, panel: PlayPanel) -> None:
        self._stepper.setVisible(bool(panel.count))
        self._count.setText(panel.count)
        self.fewer.setEnabled(panel.can_less)
        self.more.setEnabled(panel.can_more)
        self.pin.setVisible(panel.asks_pin)
        self.keypad.setVisible(panel.asks_pin)
        self.keypad.offer_sign(offered=False)
        self.confirm.setVisible(bool(panel.confirm_words))
        self.confirm.set_label(panel.confirm_words)
        self.confirm.setEnabled(not panel.is_busy)
        if not panel.asks_pin:
            self.pin.line.clear()

    def _key_pressed(self, key: str) -> None:
        self.pin.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pin.line.insert(key)

    def _make_tab(self) -> Button:
        button = Button()
        button.setCheckable(True)
        button.clicked.connect(lambda: self.section_chosen.emit(button.objectName()))
        button.installEventFilter(self)
        self._tabs.addWidget(button)
        return button

    def _make_row(self) -> PlayRow:
        row = PlayRow()
        row.chosen.connect(self.chosen)
        row.button.installEventFilter(self)
        return row
