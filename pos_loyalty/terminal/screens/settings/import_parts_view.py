"""The cards of the import page: what to import, how it is read, what would become of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.settings.import_state import (
    Picked,
    Table,
    Total,
    WrongLine,
    WrongLines,
)
from pos_loyalty.terminal.theme_tokens import Size, Weight
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.flow import FlowLayout
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.surfaces import Card, Hairline
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone
from pos_loyalty.terminal.widgets.tile import paint_tile

_COLUMNS: Final = 3
_TILE_PADDING: Final = 16
_GAP: Final = 4
_SHORT: Final = 16
_MOST_TOTALS: Final = 6


class OptionTile(QAbstractButton):
    """One of a few choices that need a sentence each."""

    def __init__(self) -> None:
        super().__init__()
        self._detail = ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, title: str, detail: str) -> None:
        """What is chosen, and what that means."""
        self.setText(title)
        self._detail = detail
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title, detail = self._areas(width)
        return round(title.height() + _GAP + detail.height()) + 2 * _TILE_PADDING

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(280))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tile(self, painter)
        title, detail = self._areas(self.width())
        left = self._flags()
        painter.setPen(theme.color("primary" if self.isChecked() else "ink"))
        painter.setFont(theme.font(Size.BODY, Weight.STRONG))
        painter.drawText(title.translated(_TILE_PADDING, _TILE_PADDING), left, self.text())
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font(Size.SMALL))
        top = _TILE_PADDING + title.height() + _GAP
        painter.drawText(detail.translated(_TILE_PADDING, top), left, self._detail)

    def _areas(self, width: int) -> tuple[QRectF, QRectF]:
        """The room that title and detail take at a width."""
        room = QRectF(0, 0, width - 2 * _TILE_PADDING, 10_000)
        title = QFontMetricsF(theme.font(Size.BODY, Weight.STRONG)).boundingRect(
            room, self._flags(), self.text()
        )
        detail = QFontMetricsF(theme.font(Size.SMALL)).boundingRect(
            room, self._flags(), self._detail
        )
        whole = room.width()
        return QRectF(0, 0, whole, title.height()), QRectF(0, 0, whole, detail.height())

    @staticmethod
    def _flags() -> int:
        return int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class PickedBox(QWidget):
    """A labelled list to choose from; one that must be chosen says so."""

    picked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._label = Text(kind=Kind.SMALL)
        self.box = ChoiceBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self._label)
        column.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.box.picked.connect(lambda value: self.picked.emit(self._key, value))

    def show_picked(self, picked: Picked, words: Words) -> None:
        """Show the list and what holds."""
        self._key = picked.key
        missing = words.text("please choose")
        self._label.setText(f"{picked.label} · {missing}" if picked.is_missing else picked.label)
        self._label.set_tone(Tone.BAD if picked.is_missing else Tone.DEFAULT)
        self.box.setAccessibleName(picked.label)
        choices = list(picked.choices)
        if picked.chosen not in dict(choices):
            choices.insert(0, (picked.chosen, missing))
        self.box.offer(choices, picked.chosen)


class PickedCard(Card):
    """Lists to choose from, in columns, under a heading."""

    picked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._hint = Text(kind=Kind.SMALL).wrapping()
        self._boxes: list[PickedBox] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._hint)
        column.addLayout(self._grid)

    def name(self, heading: str, hint: str = "") -> None:
        """What is chosen here."""
        self._heading.setText(heading)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def show_picked(self, lists: Sequence[Picked], words: Words) -> None:
        """Show the lists."""
        while len(self._boxes) < len(lists):
            box = PickedBox()
            box.picked.connect(self.picked)
            row, column = divmod(len(self._boxes), _COLUMNS)
            self._grid.addWidget(box, row, column)
            self._boxes.append(box)
        for place, box in enumerate(self._boxes):
            box.setVisible(place < len(lists))
            if place < len(lists):
                box.show_picked(lists[place], words)


class TableCard(Card):
    """The first lines as they would be read."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        self._cells: dict[tuple[int, int], ElidedText] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addLayout(self._grid)

    def name(self, heading: str) -> None:
        """What is seen here."""
        self._heading.setText(heading)

    def show_table(self, table: Table) -> None:
        """Show headings and rows."""
        rows = (table.headings, *table.rows)
        wanted = {
            (row, column): text
            for row, cells in enumerate(rows)
            for column, text in enumerate(cells)
        }
        for place in self._cells.keys() - wanted.keys():
            self._cells[place].hide()
        for place, text in wanted.items():
            self._show_cell(place, text, is_number=place[1] in table.numbers)

    def _show_cell(self, place: tuple[int, int], text: str, *, is_number: bool) -> None:
        row, column = place
        cell = self._cells.get(place)
        if cell is None:
            cell = ElidedText(kind=Kind.SMALL if row == 0 else Kind.BODY)
            self._cells[place] = cell
            self._grid.addWidget(cell, row, column)
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        cell.setText(" ".join(text.split()))
        # Days and figures are read whole; it is names and goods that give way.
        cell.setMinimumWidth(cell.sizeHint().width() if len(text) <= _SHORT else 0)
        cell.show()


class TotalsCard(Card):
    """What became of a file, or would, in figures."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._figures = [_Figure() for _place in range(_MOST_TOTALS)]
        row = FlowLayout(gap=28, line_gap=14)
        for figure in self._figures:
            row.addWidget(figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._heading)
        column.addLayout(row)

    def name(self, heading: str) -> None:
        """Whether it has been done."""
        self._heading.setText(heading)

    def show_totals(self, totals: Sequence[Total]) -> None:
        """Show the figures."""
        for place, figure in enumerate(self._figures):
            figure.setVisible(place < len(totals))
            if place < len(totals):
                figure.show_total(totals[place])


class _Figure(QWidget):
    """A large figure over what it counts."""

    def __init__(self) -> None:
        super().__init__()
        self._value = Text(kind=Kind.TITLE)
        self._label = Text(kind=Kind.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._value)
        column.addWidget(self._label)

    def show_total(self, total: Total) -> None:
        """Show it."""
        self._value.setText(total.value)
        self._value.set_tone(Tone.BAD if total.is_bad else Tone.DEFAULT)
        self._label.setText(total.label)


class WrongLinesCard(Card):
    """The lines that cannot be imported, each with its reason."""

    def __init__(self) -> None:
        super().__init__(margin=18)
        self._heading = Text(kind=Kind.HEADING)
        self._note = Text(kind=Kind.SMALL).wrapping()
        self._more = Text(kind=Kind.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(self._note)
        self._rows = RowPool(column, _WrongRow, at=2)
        column.addWidget(self._more)

    def show_lines(self, wrong: WrongLines, note: str) -> None:
        """Show them; hidden while there are none."""
        self.setVisible(bool(wrong.lines))
        self._heading.setText(wrong.heading)
        self._note.setText(note)
        self._more.setText(wrong.more)
        self._more.setVisible(bool(wrong.more))
        for row, line in zip(self._rows.take(len(wrong.lines)), wrong.lines, strict=True):
            row.show_line(line)


class _WrongRow(QWidget):
    """Where a line stands, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self._place = Text(kind=Kind.SMALL_STRONG).wrapping()
        self._text = Text(kind=Kind.SMALL).wrapping()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._place, 2)
        row.addWidget(self._text, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Hairline())
        column.addLayout(row)

    def show_line(self, line: WrongLine) -> None:
        """Show it."""
        self._place.setText(line.place)
        self._text.setText(line.text)
