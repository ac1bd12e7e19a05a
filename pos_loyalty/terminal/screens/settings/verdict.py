"""A line that says what a test found."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_loyalty.terminal.screens.settings.state import Message
from pos_loyalty.terminal.screens.settings.state import Tone as Meaning
from pos_loyalty.terminal.widgets.surfaces import IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_TONES: Final = {
    Meaning.INFO: (Tone.MUTED, "muted", "info"),
    Meaning.GOOD: (Tone.GOOD, "good", "circle-check"),
    Meaning.WARN: (Tone.WARN, "warn", "triangle-alert"),
    Meaning.BAD: (Tone.BAD, "bad", "circle-alert"),
}


class Verdict(QWidget):
    """What a test found, with a picture that says the same."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = IconLabel("info")
        self._text = Text(kind=Kind.SMALL).wrapping()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)

    def say(self, message: Message | None) -> None:
        """Say it, or hold still."""
        self.setVisible(message is not None)
        if message is not None:
            tone, role, icon = _TONES[message.tone]
            self._picture.show_icon(icon, role)
            self._text.setText(message.text)
            self._text.set_tone(tone)
