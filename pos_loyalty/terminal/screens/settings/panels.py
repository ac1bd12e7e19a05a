"""Lines to fill in, by shape: text, lines, number, choice, switch, picture, screen."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.settings.catalog_lines import Group, Line, Shape
from pos_loyalty.terminal.screens.settings.state import Cell
from pos_loyalty.terminal.theme_tokens import TARGET_PX
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.restyle import restyle
from pos_loyalty.terminal.widgets.surfaces import Card
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_SWITCH: Final = QSize(44, 26)
_LINES_HEIGHT: Final = 92


class Switch(QAbstractButton):
    """On or off: a knob at the right or the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_SWITCH.width(), TARGET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - _SWITCH.height()) / 2
        groove = QRectF(0, top, _SWITCH.width(), _SWITCH.height())
        painter.setBrush(QColor(colors.primary if self.isChecked() else colors.edge))
        painter.drawRoundedRect(groove, groove.height() / 2, groove.height() / 2)
        left = groove.right() - 23 if self.isChecked() else groove.left() + 3
        painter.setBrush(QColor(colors.primary_ink if self.isChecked() else colors.surface))
        painter.drawEllipse(QRectF(left, top + 3, 20, 20))


class Editor(QWidget):
    """A label, something to edit, and below it a hint or what is wrong."""

    edited = Signal(str)

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self._label_text = ""
        self._hint = ""
        # A long unit, or the word for a change, must not make the page wider than its window.
        self.label: Text = ElidedText(kind=Kind.SMALL)
        self._below = Text(kind=Kind.SMALL).wrapping()
        self._below.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def place(self, control: QWidget) -> None:
        """Build the usual order: label, control, hint."""
        self._column.addWidget(self.label)
        self._column.addWidget(control)
        self._column.addWidget(self._below)
        self._column.addStretch(1)
        self.setFocusProxy(control)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._label_text = words.text(self.line.label)
        if self.line.unit:
            self._label_text += f" ({words.text(self.line.unit)})"
        if self.line.is_money:
            self._label_text += f" ({words.formats.currency_symbol})"
        self._hint = words.text(self.line.hint) if self.line.hint else ""
        focus = self.focusProxy()
        if focus is not None:
            focus.setAccessibleName(self._label_text)

    def show_cell(self, cell: Cell, words: Words) -> None:
        """Show label, hint or error; the value is the shape's own matter."""
        changed = words.text("changed")
        self.label.setText(
            f"{self._label_text} · {changed}" if cell.is_changed else self._label_text
        )
        self.label.set_tone(Tone.WARN if cell.is_changed else Tone.DEFAULT)
        said = cell.error or cell.advice or self._hint
        tone = Tone.WARN if cell.advice else Tone.MUTED
        self._below.setText(said)
        self._below.set_tone(Tone.BAD if cell.error else tone)
        self._below.setVisible(bool(said))
        mark_wrong(self.focusProxy(), is_wrong=bool(cell.error))


def mark_wrong(widget: QWidget | None, *, is_wrong: bool) -> None:
    """Draw the border of a line in the color of errors, or as usual."""
    if widget is not None and bool(widget.property("wrong")) != is_wrong:
        widget.setProperty("wrong", is_wrong)
        restyle(widget)


def show_text(line: QLineEdit, text: str) -> None:
    """Show a text from its beginning; leaves the cursor alone when nothing changes."""
    if text != line.text():
        line.setText(text)
        if not line.hasFocus():
            line.setCursorPosition(0)


class TextEditor(Editor):
    """One line of text or a number."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, parent)
        self._edit = QLineEdit()
        self._edit.textEdited.connect(self.edited)
        self.place(self._edit)

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        show_text(self._edit, cell.text)
        self._edit.setReadOnly(cell.is_read_only)


class LinesEditor(Editor):
    """Several lines of text."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, parent)
        self._edit = QPlainTextEdit()
        self._edit.setFixedHeight(_LINES_HEIGHT)
        self._edit.setTabChangesFocus(True)
        self._edit.textChanged.connect(lambda: self.edited.emit(self._edit.toPlainText()))
        self.place(self._edit)

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        if cell.text != self._edit.toPlainText():
            blocked = self._edit.blockSignals(True)
            self._edit.setPlainText(cell.text)
            self._edit.blockSignals(blocked)


class ChoiceEditor(Editor):
    """One of several; the choices come from the catalog, or from outside."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, parent)
        self._box = ChoiceBox()
        self._offered: tuple[tuple[str, str], ...] | None = None
        self._box.picked.connect(self.edited)
        self.place(self._box)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer what is only known at run time."""
        self._offered = tuple(choices)

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        choices = self._offered
        if choices is None:
            known = tuple((value, words.text(text)) for value, text in self.line.choices)
            choices = (*known, *cell.choices)
        self._box.offer(choices, cell.text)


class SwitchEditor(Editor):
    """On or off, beside its label."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, parent)
        self._switch = Switch()
        self._switch.clicked.connect(lambda is_on: self.edited.emit("true" if is_on else "false"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.label = Text(kind=Kind.BODY)
        self.label.setWordWrap(True)
        words.addStretch(1)
        words.addWidget(self.label)
        words.addWidget(self._below)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(row)
        self.setFocusProxy(self._switch)
        self.setMinimumHeight(TARGET_PX)

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        self._switch.setChecked(cell.text == "true")


class PictureEditor(Editor):
    """A picture file: its name, and buttons to choose it or take it away."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, parent)
        self._path = ElidedText()
        self._choose = Button()
        self._remove = Button()
        control = QWidget()
        row = QHBoxLayout(control)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._path, 1)
        row.addWidget(self._choose)
        row.addWidget(self._remove)
        self._remove.clicked.connect(lambda: self.edited.emit(""))
        self._choose.clicked.connect(self._ask)
        self.place(control)
        self.setFocusProxy(self._choose)

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self._choose.set_label(words.text("Choose …"))
        self._remove.set_label(words.text("Remove"))

    def show_cell(self, cell: Cell, words: Words) -> None:
        super().show_cell(cell, words)
        self._path.setText(cell.text or words.text("No picture"))
        self._path.set_tone(Tone.DEFAULT if cell.text else Tone.MUTED)
        self._remove.setVisible(bool(cell.text))

    def _ask(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, "", "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        if path:
            self.edited.emit(path)


_EDITORS: Final[dict[Shape, type[Editor]]] = {
    Shape.TEXT: TextEditor,
    Shape.NUMBER: TextEditor,
    Shape.LINES: LinesEditor,
    Shape.CHOICE: ChoiceEditor,
    Shape.SCREEN: ChoiceEditor,
    Shape.SWITCH: SwitchEditor,
    Shape.PICTURE: PictureEditor,
}


class GroupCard(Card):
    """The settings of a group, in two columns; wide ones take both."""

    edited = Signal(str, str)

    def __init__(self, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=18)
        self._group = group
        self._heading = Text(kind=Kind.HEADING)
        self.editors: dict[str, Editor] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        place = 0
        for line in group.lines:
            editor = _EDITORS[line.shape](line)
            editor.edited.connect(lambda text, key=line.key: self.edited.emit(key, text))
            self.editors[line.key] = editor
            if line.is_wide:
                place += place % 2
                grid.addWidget(editor, place // 2, 0, 1, 2)
                place += 2
            else:
                grid.addWidget(editor, place // 2, place % 2)
                place += 1
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(self._heading)
        self.column.addLayout(grid)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._heading.setText(words.text(self._group.heading))
        for editor in self.editors.values():
            editor.set_words(words)

    def show_cells(self, cells: Mapping[str, Cell], words: Words) -> None:
        """Show the values."""
        for key, editor in self.editors.items():
            cell = cells.get(key, Cell())
            editor.setVisible(not cell.is_hidden)
            editor.show_cell(cell, words)
