"""The part of the devices page for a scanner on a serial line."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.serial_state import SerialTrialState
from pos_loyalty.terminal.screens.settings.verdict import Verdict
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone


class SerialPanel(QWidget):
    """How the scanner is, and what it read last. ``appeared`` tells when somebody looks."""

    appeared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hint = Text(kind=Kind.SMALL).wrapping()
        self._hint.set_tone(Tone.MUTED)
        self._link = Verdict()
        self._read = Verdict()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._link, self._read, self._hint):
            column.addWidget(part)
        self.draw(SerialTrialState())

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._hint.setText(
            words.text(
                "The most reliable way to connect a scanner is USB-COM: keyboard layout, Caps "
                "Lock and typing cannot get in the way."
            )
        )

    def draw(self, state: SerialTrialState) -> None:
        """Show a state."""
        self._link.say(state.link)
        self._read.say(state.read)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.appeared.emit()
