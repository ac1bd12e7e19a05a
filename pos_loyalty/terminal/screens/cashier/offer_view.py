"""What the shop's till printed and nobody was credited for yet, in a panel at the side."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import OfferPanel
from pos_loyalty.terminal.widgets.buttons import IconButton, Rank
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import EmptyState
from pos_loyalty.terminal.widgets.text import Kind, Text


class OfferRow(QWidget):
    """One receipt: pressed, it is the purchase; its button puts it aside."""

    def __init__(self) -> None:
        super().__init__()
        self.row = ListRow()
        self.aside = IconButton("x", rank=Rank.QUIET)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.row, 1)
        line.addWidget(self.aside)


class OfferView(OverlayPanel):
    """The list, newest first."""

    chosen = Signal(str)
    put_aside = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lead = Text(kind=Kind.SMALL).wrapping()
        self._empty = EmptyState("receipt-text")
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(0)
        self._scroll.column.addStretch(1)
        self._rows = RowPool(self._scroll.column, self._make_row)
        for part in (self._lead, self._empty):
            self.body.addWidget(part)
        self.body.addWidget(self._scroll, 1)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("The till’s receipts"))
        self.close_button.set_name(words.text("Close"))
        self._lead.setText(words.text("Choose the receipt for this purchase."))
        self._empty.say(
            words.text("No open receipts"),
            words.text("What the till prints appears here until it is credited."),
        )
        self._aside_name = words.text("Put aside: nobody is credited for it")

    def draw(self, panel: OfferPanel) -> None:
        """Show the receipts."""
        self._empty.setVisible(not panel.lines)
        self._lead.setVisible(bool(panel.lines))
        self._scroll.setVisible(bool(panel.lines))
        for row, line in zip(self._rows.take(len(panel.lines)), panel.lines, strict=True):
            row.setProperty("offer", line.key)
            row.aside.set_name(self._aside_name)
            row.row.show_row(
                title=line.title,
                detail=line.detail,
                number=line.money,
                icon_name="receipt-text",
                ground="good_soft" if line.is_chosen else "",
            )

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        shown = self._rows.shown
        return shown[0].row if shown else self.close_button

    def rows(self) -> list[OfferRow]:
        """The receipts shown."""
        return self._rows.shown

    def _make_row(self) -> OfferRow:
        row = OfferRow()
        row.row.clicked.connect(lambda: self.chosen.emit(str(row.property("offer"))))
        row.aside.clicked.connect(lambda: self.put_aside.emit(str(row.property("offer"))))
        return row
