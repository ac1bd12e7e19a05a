"""Draws the settlement with partners: a period, a table of places, and who pays whom."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.reporting.periods import Span
from pos_loyalty.terminal.screens.settings.partners_state import Owed, PartnerRow, PartnersState
from pos_loyalty.terminal.screens.settings.state import Tone as Meaning
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, Hairline, Page, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_SPANS: Final = {
    Span.MONTH: mark("By month"),
    Span.QUARTER: mark("By quarter"),
    Span.YEAR: mark("By year"),
}
_COLUMNS: Final = (
    mark("Place"),
    mark("Points given"),
    mark("Points redeemed"),
    mark("Settlement"),
)
_TONES: Final = {Owed.NOTHING: Tone.MUTED, Owed.RECEIVES: Tone.GOOD, Owed.PAYS: Tone.WARN}
_TITLE_WIDTH: Final = 190
_ROW_GAP: Final = 6


class PartnersPage(Page):
    """The settlement of one period. It emits what was asked for."""

    span_chosen = Signal(Span)
    went_back = Signal()
    went_on = Signal()
    exported = Signal(str)
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = ChoiceBox()
        self._back = IconButton("chevron-left", rank=Rank.QUIET)
        self._period = Text(kind=Kind.HEADING).centered()
        self._period.setMinimumWidth(_TITLE_WIDTH)
        self._on = IconButton("chevron-right", rank=Rank.QUIET)
        self._export = Button(rank=Rank.SOFT, icon_name="download")
        self._notice = NoticeBar()
        self._skeleton = Skeleton(lines=4)
        self._empty = EmptyState("handshake")
        self._table = _Table()
        self._note = Text(kind=Kind.SMALL, tone=Tone.MUTED).wrapping()
        self._lay_out()
        self._connect()

    def draw(self, state: PartnersState, words: Words) -> None:
        """Show a state."""
        self._speak(words)
        self._span.offer([(span, words.text(text)) for span, text in _SPANS.items()], state.span)
        self._period.setText(state.title)
        self._on.setEnabled(state.may_go_on)
        has_partners = state.is_loaded and bool(state.partners)
        self._export.setVisible(has_partners)
        self._export.setEnabled(not state.is_busy)
        self._skeleton.setVisible(not state.is_loaded and state.message is None)
        self._empty.setVisible(state.is_loaded and not state.partners)
        self._table.setVisible(has_partners)
        self._note.setVisible(has_partners)
        if state.shop is not None and state.total is not None:
            self._table.show_rows(state.partners, state.shop, state.total)
        if state.message is None:
            self._notice.clear()
        else:
            is_bad = state.message.tone is Meaning.BAD
            self._notice.say(NoticeTone.BAD if is_bad else NoticeTone.GOOD, state.message.text)

    def _speak(self, words: Words) -> None:
        text = words.text
        self._span.setAccessibleName(text("Length of the period"))
        self._back.set_name(text("Earlier period"))
        self._on.set_name(text("Later period"))
        self._export.set_label(text("Save as a table …"))
        self._notice.set_words(close_name=text("Close"))
        self._table.set_words(words)
        self._empty.say(
            text("No partners in this period"),
            text(
                "Partners of a coalition are added on the page “{page}”. What moves with them is "
                "settled here.",
                page=text("Clubs and partners"),
            ),
        )
        self._note.setText(
            text(
                "A partner pays for the points it gives and is paid for those it takes. A purchase "
                "that arrives late still counts on the day it was made."
            )
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._span)
        head.addSpacing(8)
        head.addWidget(self._back)
        head.addWidget(self._period)
        head.addWidget(self._on)
        head.addStretch(1)
        head.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self._notice)
        column.addWidget(self._skeleton)
        column.addWidget(self._empty)
        column.addWidget(self._table)
        column.addWidget(self._note)
        column.addStretch(1)

    def _connect(self) -> None:
        self._span.picked.connect(lambda value: self.span_chosen.emit(Span(value)))
        self._back.clicked.connect(self.went_back)
        self._on.clicked.connect(self.went_on)
        self._export.clicked.connect(self._ask)
        self._notice.dismissed.connect(self.dismissed)

    def _ask(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "", "", "CSV (*.csv)")
        if path:
            self.exported.emit(path if path.lower().endswith(".csv") else f"{path}.csv")


class _Line:
    """The labels of one place: its name, its points, what it receives or pays."""

    def __init__(self, kind: Kind) -> None:
        self.name = ElidedText(kind=kind)
        self.issued = Text(kind=kind).right()
        self.redeemed = Text(kind=kind).right()
        self.amount = Text(kind=kind).right()
        self.issued_detail = Text(kind=Kind.SMALL, tone=Tone.MUTED).right()
        self.redeemed_detail = Text(kind=Kind.SMALL, tone=Tone.MUTED).right()
        self.value = Text(kind=Kind.SMALL, tone=Tone.MUTED).right()

    @property
    def figures(self) -> tuple[Text, ...]:
        """What stands in one row, column by column."""
        return (self.name, self.issued, self.redeemed, self.amount)

    @property
    def details(self) -> tuple[Text | None, ...]:
        """What stands in smaller type below it."""
        return (None, self.issued_detail, self.redeemed_detail, self.value)

    def show(self, row: PartnerRow) -> None:
        """Say what there is."""
        self.name.setText(row.name)
        self.issued.setText(row.issued)
        self.redeemed.setText(row.redeemed)
        self.amount.setText(row.amount)
        self.amount.set_tone(_TONES[row.owed])
        self.issued_detail.setText(row.issued_detail)
        self.redeemed_detail.setText(row.redeemed_detail)
        self.value.setText(row.value)
        for detail in (self.issued_detail, self.redeemed_detail, self.value):
            detail.setVisible(bool(detail.text()))


class _Table(Card):
    """Places line by line, the shop itself and the sum at the end. Lines are made once and kept."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heads = [Text(kind=Kind.SMALL, tone=Tone.MUTED) for _column in _COLUMNS]
        self._lines: list[_Line] = []
        self._hairlines: list[Hairline] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(_ROW_GAP)
        self._grid.setColumnStretch(0, 3)
        for column, head in enumerate(self._heads):
            if column:
                head.right()
                self._grid.setColumnStretch(column, 2)
            self._grid.addWidget(head, 0, column)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        for head, text in zip(self._heads, _COLUMNS, strict=True):
            head.setText(words.text(text))

    def show_rows(
        self, partners: Sequence[PartnerRow], shop: PartnerRow, total: PartnerRow
    ) -> None:
        """Show places; the sum stands out."""
        rows = (*partners, shop, total)
        while len(self._lines) < len(rows):
            self._add_line()
        for place, line in enumerate(self._lines):
            is_shown = place < len(rows)
            for label in (*line.figures, *filter(None, line.details), self._hairlines[place]):
                label.setVisible(is_shown)
            if is_shown:
                kind = Kind.STRONG if place == len(rows) - 1 else Kind.BODY
                for label in line.figures:
                    label.set_kind(kind)
                line.show(rows[place])

    def _add_line(self) -> None:
        line, hairline = _Line(Kind.BODY), Hairline()
        top = 1 + 3 * len(self._lines)
        self._grid.addWidget(hairline, top, 0, 1, len(_COLUMNS))
        for column, (figure, detail) in enumerate(zip(line.figures, line.details, strict=True)):
            self._grid.addWidget(figure, top + 1, column)
            if detail is not None:
                self._grid.addWidget(detail, top + 2, column)
        self._lines.append(line)
        self._hairlines.append(hairline)
