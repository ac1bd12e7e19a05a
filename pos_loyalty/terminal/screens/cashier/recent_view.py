"""What was done last, as a column or inside a panel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import RecentPanel
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.surfaces import Card, EmptyState, Skeleton
from pos_loyalty.terminal.widgets.text import Kind, Text


class RecentList(QWidget):
    """The sales, newest first, and the day's totals below."""

    sale_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: RecentPanel | None = None
        self._empty = EmptyState("receipt-text")
        self._skeleton = Skeleton(lines=8)
        self._totals = Text(kind=Kind.SMALL).wrapping()
        self._totals.setContentsMargins(16, 8, 16, 12)
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(0)
        self._scroll.column.addStretch(1)
        self._rows = RowPool(self._scroll.column, self._make_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._skeleton)
        column.addWidget(self._empty, 1)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._totals)
        self._skeleton.setContentsMargins(16, 0, 16, 0)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self._empty.say(
            words.text("Nothing yet today"),
            words.text("Purchases appear here. Press one to print it again or to take it back."),
        )

    def draw(self, panel: RecentPanel) -> None:
        """Show the list."""
        if panel is self._drawn:
            return
        self._drawn = panel
        self._skeleton.setVisible(panel.is_loading)
        self._empty.setVisible(not panel.is_loading and not panel.lines)
        self._scroll.setVisible(bool(panel.lines))
        self._totals.setText(panel.totals)
        for row, line in zip(self._rows.take(len(panel.lines)), panel.lines, strict=True):
            row.setProperty("sale", line.id)
            row.show_row(
                title=line.title,
                detail=line.detail,
                number=line.points,
                icon_name=line.icon,
                number_role="bad" if line.is_negative else "ink",
                ground="good_soft" if line.is_fresh else "",
            )

    def take_focus(self) -> None:
        """Put the keyboard on the newest sale."""
        shown = self._rows.shown
        if shown:
            shown[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rows(self) -> list[ListRow]:
        """The rows shown now."""
        return self._rows.shown

    def _make_row(self) -> ListRow:
        row = ListRow()
        row.clicked.connect(lambda: self.sale_chosen.emit(str(row.property("sale"))))
        return row


class RecentView(Card):
    """The third column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self.list = RecentList()
        self._title = Text(kind=Kind.HEADING)
        head = QHBoxLayout()
        head.setContentsMargins(16, 16, 16, 10)
        head.addWidget(self._title, 1)
        head.addWidget(Text("F9", Kind.SMALL))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self._title.setText(words.text("Recent"))
        self.list.speak(words)


class RecentPanelView(OverlayPanel):
    """The same list where there is no room for a column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = RecentList()
        self.body.setContentsMargins(4, 0, 4, 8)
        self.body.addWidget(self.list, 1)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("Recent"))
        self.close_button.set_name(words.text("Close"))
        self.list.speak(words)

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        rows = self.list.rows()
        return rows[0] if rows else self.close_button
