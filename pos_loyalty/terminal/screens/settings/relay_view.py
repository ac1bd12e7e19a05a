"""Draws the till that is read along: its switches, and a receipt to point at."""

from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.settings.guest_parts import show_message
from pos_loyalty.terminal.screens.settings.relay_state import (
    Piece,
    RelayPageState,
    SheetState,
    Target,
)
from pos_loyalty.terminal.screens.settings.verdict import Verdict
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.fields import Field
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card, Page
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_SHEET_HEIGHT = 420
_ADDRESS_WIDTH = 300
_MOST_FIGURES = 3


class WireCard(Card):
    """Where tills find the relay, and what it does."""

    switched = Signal()
    listen_typed = Signal(str)
    printer_typed = Signal(str)
    minutes_typed = Signal(str)
    minutes_left = Signal()
    block_switched = Signal()
    teaching_switched = Signal()
    looked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._about = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._listen = Field()
        self._printer = Field()
        self.minutes = Field()
        self._switch = Button(rank=Rank.SOFT, icon_name="plug")
        self._switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._standing = Verdict()
        self._figures = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._block = Button(icon_name="receipt-text")
        self._teaching = Button(icon_name="lightbulb")
        self._again = Button(icon_name="history")
        for field in (self._listen, self._printer, self.minutes):
            field.setFixedWidth(_ADDRESS_WIDTH)
        self.minutes.line.setMaxLength(_MOST_FIGURES)
        self._lay_out()
        self._listen.edited.connect(self.listen_typed)
        self._printer.edited.connect(self.printer_typed)
        self._printer.entered.connect(self.switched)
        self.minutes.edited.connect(self.minutes_typed)
        self.minutes.line.editingFinished.connect(self.minutes_left)
        self._switch.clicked.connect(self.switched)
        self._block.clicked.connect(self.block_switched)
        self._teaching.clicked.connect(self.teaching_switched)
        self._again.clicked.connect(self.looked)

    def draw(self, state: RelayPageState, words: Words) -> None:
        """Show a state."""
        text, is_busy = words.text, state.is_busy or not state.is_loaded
        self._heading.setText(text("Read the till’s receipts"))
        self._about.setText(
            text(
                "A printer in front of the till’s own: everything is passed on at once and "
                "unchanged, and what the till prints is offered at the counter."
            )
        )
        self._listen.name(text("The till prints to"))
        self._printer.name(text("The till’s real printer"))
        for field, shown, error in (
            (self._listen, state.listen, state.listen_error),
            (self._printer, state.printer, state.printer_error),
        ):
            field.show_text(shown)
            field.show_error(error)
            field.line.setReadOnly(state.is_on)
        self.minutes.name(
            text("Suggest a receipt for (minutes)"), hint=text("After that it is in the list (F5).")
        )
        self.minutes.show_text(state.minutes)
        self.minutes.show_error(state.minutes_error)
        self.minutes.line.setReadOnly(is_busy)
        self._switch.set_label(text("Switch off") if state.is_on else text("Switch on"))
        self._block.set_label(
            text("Stop printing points on receipts")
            if state.wants_block
            else text("Print points on receipts")
        )
        self._teaching.set_label(
            text("Stop keeping receipts")
            if state.is_teaching
            else text("Keep receipts for teaching")
        )
        self._again.set_label(text("Look again"))
        for button in (self._switch, self._block, self._teaching):
            button.setEnabled(not is_busy)
        self._standing.say(state.standing)
        self._figures.setText(state.figures)
        self._figures.setVisible(bool(state.figures))

    def _lay_out(self) -> None:
        addresses = QHBoxLayout()
        addresses.setSpacing(12)
        addresses.addWidget(self._listen)
        addresses.addWidget(self._printer)
        addresses.addStretch(1)
        actions = QHBoxLayout()
        actions.setSpacing(12)
        actions.addWidget(self._switch)
        actions.addWidget(self._standing, 1)
        actions.addStretch(0)
        more = QHBoxLayout()
        more.setSpacing(12)
        for button in (self._block, self._teaching, self._again):
            more.addWidget(button)
        more.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._about)
        column.addLayout(addresses)
        column.addLayout(actions)
        column.addWidget(self.minutes)
        column.addLayout(more)
        column.addWidget(self._figures)


class SheetView(QWidget):
    """A receipt whose figures can be pressed, by mouse or with Tab and Enter."""

    pointed = Signal(str)
    aimed = Signal(str)
    learned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[object, ...] = ()
        self.paper = QTextBrowser()
        self.paper.setOpenLinks(False)
        self.paper.setFixedHeight(_SHEET_HEIGHT)
        self.paper.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._prompt = Text(kind=Kind.STRONG).wrapping()
        self.targets = {target: Button() for target in Target}
        self.learn = Button(rank=Rank.PRIMARY)
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(self._prompt)
        for target, button in self.targets.items():
            side.addWidget(button)
            button.clicked.connect(lambda _on=False, each=target: self.aimed.emit(each.value))
        side.addWidget(self.learn)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.paper, 1)
        row.addLayout(side)
        self.paper.anchorClicked.connect(self._pressed)
        self.learn.clicked.connect(self.learned)

    def draw(self, sheet: SheetState, words: Words) -> None:
        """Show the receipt with what was marked."""
        names = {
            Target.TOTAL: words.text("Total"),
            Target.NUMBER: words.text("Number"),
            Target.DATE: words.text("Day"),
        }
        self._prompt.setText(sheet.prompt)
        for target, button in self.targets.items():
            aimed = "→ " if target is sheet.target else ""
            button.set_label(f"{aimed}{names[target]}")
        self.learn.set_label(words.text("Learn this till"))
        self.learn.setEnabled(sheet.can_learn)
        drawn = (sheet.lines, theme.color("ink").name())
        if drawn != self._drawn:
            self._drawn = drawn
            place = self.paper.verticalScrollBar().value()
            self.paper.setHtml(_html(sheet))
            self.paper.verticalScrollBar().setValue(place)

    def _pressed(self, link: QUrl) -> None:
        self.pointed.emit(link.toString())


class TeachCard(Card):
    """The receipts that were kept, the one that is taught from, and the tills that are known."""

    chosen = Signal(str)
    forgotten = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._about = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self.sheet = SheetView()
        self._tills_title = Text(kind=Kind.STRONG)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._about)
        column.addWidget(self.sheet)
        self._kept_column = QVBoxLayout()
        self._kept_column.setSpacing(0)
        column.addLayout(self._kept_column)
        column.addWidget(self._tills_title)
        self._tills_column = QVBoxLayout()
        self._tills_column.setSpacing(8)
        column.addLayout(self._tills_column)
        self.kept = RowPool(self._kept_column, self._make_kept)
        self.tills = RowPool(self._tills_column, self._make_till)

    def draw(self, state: RelayPageState, words: Words) -> None:
        """Show a state."""
        text = words.text
        self._heading.setText(text("Teach a receipt"))
        self._about.setText(
            text("Choose a receipt, then press its total and its number.")
            if state.kept
            else text(
                "Switch on “Keep receipts for teaching” and print a receipt at the till. It "
                "appears here. Receipts are kept only until that is switched off again."
            )
        )
        self.sheet.setVisible(state.sheet is not None)
        if state.sheet is not None:
            self.sheet.draw(state.sheet, words)
        for row, line in zip(self.kept.take(len(state.kept)), state.kept, strict=True):
            row.setProperty("kept", line.name)
            row.show_row(
                title=line.title,
                detail=line.detail,
                number="",
                ground="primary_soft" if line.is_selected else "",
            )
        self._tills_title.setText(text("Known tills"))
        self._tills_title.setVisible(bool(state.tills))
        for till, known in zip(self.tills.take(len(state.tills)), state.tills, strict=True):
            till.draw(known.name, known.detail, words)

    def _make_kept(self) -> ListRow:
        row = ListRow()
        row.clicked.connect(lambda: self.chosen.emit(str(row.property("kept"))))
        return row

    def _make_till(self) -> "TillRow":
        row = TillRow()
        row.forgotten.connect(self.forgotten)
        return row


class TillRow(QWidget):
    """A till that was taught, and the button that forgets it."""

    forgotten = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._text = Text(kind=Kind.SMALL).wrapping()
        self.forget = Button(icon_name="trash-2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._text, 1)
        row.addWidget(self.forget)
        self.forget.clicked.connect(lambda: self.forgotten.emit(self._name))

    def draw(self, name: str, detail: str, words: Words) -> None:
        """Show a till."""
        self._name = name
        self._text.setText(f"{name} · {detail}")
        self.forget.set_label(words.text("Forget"))


class RelayPage(Page):
    """The page. It emits what was asked for."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice = NoticeBar()
        self.wire = WireCard()
        self.teach = TeachCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for part in (self._notice, self.wire, self.teach):
            column.addWidget(part)
        column.addStretch(1)
        self._notice.dismissed.connect(self.dismissed)

    def draw(self, state: RelayPageState, words: Words) -> None:
        """Show a state."""
        self._notice.set_words(close_name=words.text("Close"))
        self.wire.draw(state, words)
        self.teach.draw(state, words)
        show_message(self._notice, state.message)


def _html(sheet: SheetState) -> str:
    lines = ["".join(_piece(piece) for piece in line) for line in sheet.lines]
    return f"<pre>{'<br>'.join(lines)}</pre>"


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if not piece.place:
        return text
    ink, ground = theme.color("primary").name(), theme.color("good_soft").name()
    look = f"color:{ink};text-decoration:none"
    if piece.marked is not None:
        look = f"color:{ink};background-color:{ground};font-weight:bold;text-decoration:underline"
    return f'<a href="{piece.place}" style="{look}">{text}</a>'
