"""What pages of the settings that are rooms of their own have in common."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.terminal.screens.settings.panels import Switch
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.text import Kind, Text

_NOTICES: Final = {
    Tone.INFO: NoticeTone.INFO,
    Tone.GOOD: NoticeTone.GOOD,
    Tone.WARN: NoticeTone.WARN,
    Tone.BAD: NoticeTone.BAD,
}


def show_message(bar: NoticeBar, message: Message | None) -> None:
    """Show what a page has to say above itself, if anything."""
    if message is None:
        bar.clear()
    else:
        bar.say(_NOTICES[message.tone], message.text, message.detail)


class SwitchRow(QWidget):
    """A switch at the right, and at the left what it is for."""

    def __init__(self) -> None:
        super().__init__()
        self._label = Text().wrapping()
        self._note = Text(kind=Kind.SMALL).wrapping()
        self.switch = Switch()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._label)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, label: str, note: str) -> None:
        """Name it, and say what it does."""
        self._label.setText(label)
        self._note.setText(note)
        self.switch.setAccessibleName(label)
