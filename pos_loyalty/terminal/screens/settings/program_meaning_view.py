"""Beside the pages of the program: what a draft means, a purchase to try it on, and advice."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.panels import mark_wrong, show_text
from pos_loyalty.terminal.screens.settings.state import Example, ExampleRow, Hint, ProgramState
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.lists import RowPool
from pos_loyalty.terminal.widgets.rows import Pair
from pos_loyalty.terminal.widgets.surfaces import Hairline, IconLabel
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone


class MeaningPanel(QWidget):
    """What the draft would change for members: sentences, a purchase as an example, advice."""

    example_edited = Signal(str, str)
    trial_wanted = Signal()

    def __init__(self, words: Words, *, has_trial: bool = False) -> None:
        """``has_trial`` says that there is a page which tries the draft on the shop's own sales."""
        super().__init__()
        self._words = words
        self._trial = Button(icon_name="flask-conical")
        self._has_trial = has_trial
        self._heading = Text(kind=Kind.HEADING)
        self._sentences = Text().wrapping()
        self._problems = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self.example = ExampleBox()
        self._advice = Text(kind=Kind.HEADING)
        self._advice_line = Hairline()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._sentences)
        column.addWidget(self._problems)
        column.addWidget(Hairline())
        column.addWidget(self.example)
        column.addWidget(self._trial)
        if not has_trial:
            self._trial.hide()
        column.addWidget(self._advice_line)
        column.addWidget(self._advice)
        hints = QVBoxLayout()
        hints.setSpacing(12)
        column.addLayout(hints)
        column.addStretch(1)
        self._hints = RowPool(hints, HintLine)
        self.example.edited.connect(self.example_edited)
        self._trial.clicked.connect(self.trial_wanted)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._heading.setText(words.text("What this means"))
        self._advice.setText(words.text("Good to know"))
        self._trial.set_label(words.text("Try it on my sales …"))
        self.example.set_words(words)

    def draw(self, state: ProgramState) -> None:
        """Show a state."""
        none = self._words.text("Nothing is changed yet. Every change is explained here.")
        self._sentences.setText("\n\n".join(state.meaning) or none)
        self._sentences.set_tone(Tone.DEFAULT if state.meaning else Tone.MUTED)
        self._problems.setText("\n".join(state.other_problems))
        self._problems.setVisible(bool(state.other_problems))
        self.example.show_example(state.example, self._words)
        self._trial.setVisible(self._has_trial and bool(state.changes))
        self._advice.setVisible(bool(state.hints))
        self._advice_line.setVisible(bool(state.hints))
        for line, hint in zip(self._hints.take(len(state.hints)), state.hints, strict=True):
            line.say(hint)


class HintLine(QWidget):
    """A caution with its picture: it says why, and blocks nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._place = Text(kind=Kind.SMALL_STRONG).wrapping()
        self._text = Text(kind=Kind.SMALL).wrapping()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._place)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("lightbulb", role="warn", size=16), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def say(self, hint: Hint) -> None:
        """Say it."""
        self._place.setText(hint.place)
        self._place.setVisible(bool(hint.place))
        self._text.setText(hint.text)


class ExampleBox(QWidget):
    """A purchase that can be typed, what it brings in each tier, and why."""

    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._heading = Text(kind=Kind.HEADING)
        self._amount_label = Text(kind=Kind.SMALL)
        self._category_label = Text(kind=Kind.SMALL)
        self.amount = QLineEdit()
        self.category = QLineEdit()
        self._why = Text(kind=Kind.SMALL)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for column, (label, line) in enumerate(
            ((self._amount_label, self.amount), (self._category_label, self.category))
        ):
            grid.addWidget(label, 0, column)
            grid.addWidget(line, 1, column)
            grid.setColumnStretch(column, 1)
            line.textEdited.connect(
                lambda _text: self.edited.emit(self.amount.text(), self.category.text())
            )
        rows, reasons = QVBoxLayout(), QVBoxLayout()
        rows.setSpacing(4)
        reasons.setSpacing(4)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(0, 0, 0, 0)
        column_of.setSpacing(10)
        column_of.addWidget(self._heading)
        column_of.addLayout(grid)
        column_of.addLayout(rows)
        column_of.addWidget(self._why)
        column_of.addLayout(reasons)
        self._rows = RowPool(rows, _ExamplePair)
        self._reasons = RowPool(reasons, Pair)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._heading.setText(words.text("Example"))
        symbol = words.formats.currency_symbol
        self._amount_label.setText(f"{words.text('Purchase')} ({symbol})")
        self._category_label.setText(words.text("Product group"))
        self.amount.setAccessibleName(self._amount_label.text())
        self.category.setAccessibleName(self._category_label.text())

    def show_example(self, example: Example, words: Words) -> None:
        """Show the purchase and its points."""
        show_text(self.amount, example.amount)
        show_text(self.category, example.category)
        mark_wrong(self.amount, is_wrong=example.is_wrong)
        for pair, row in zip(self._rows.take(len(example.rows)), example.rows, strict=True):
            pair.show_row(row, words)
        last = example.rows[-1].label if example.rows else ""
        self._why.setText(words.text("Why, for {name}:", name=last))
        self._why.setVisible(bool(example.reasons))
        lines = self._reasons.take(len(example.reasons))
        for line, (label, detail, points) in zip(lines, example.reasons, strict=True):
            line.show_pair(label, points, note=detail)


class _ExamplePair(QWidget):
    """What a tier gets under the draft, and below it today's figure where that differs."""

    def __init__(self) -> None:
        super().__init__()
        self._label = ElidedText()
        self._after = Text(kind=Kind.STRONG).right()
        self._today = Text(kind=Kind.SMALL)
        self._before = Text(kind=Kind.SMALL).right()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self._after, 0, 1)
        grid.addWidget(self._today, 1, 0)
        grid.addWidget(self._before, 1, 1)

    def show_row(self, row: ExampleRow, words: Words) -> None:
        """Show both."""
        self._label.setText(row.label)
        self._after.setText(row.after)
        self._today.setText(words.text("today"))
        self._before.setText(row.before)
        self._today.setVisible(row.is_changed)
        self._before.setVisible(row.is_changed)
