"""The keys of the counter, on one sheet."""

from PySide6.QtWidgets import QGridLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.widgets.keycap import KeyCap
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.text import Kind, Text

_KEYS = (
    "Enter",
    "Esc",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F12",
    "Ctrl+E",
    "Tab",
)


class HelpView(OverlayPanel):
    """F1."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=480)
        self._lead = Text(kind=Kind.SMALL).wrapping()
        self._meanings = {key: Text().wrapping() for key in _KEYS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        grid.setColumnStretch(1, 1)
        self._caps = {key: KeyCap(key) for key in _KEYS}
        for row, key in enumerate(_KEYS):
            grid.addWidget(self._caps[key], row, 0)
            grid.addWidget(self._meanings[key], row, 1)
        self.body.addWidget(self._lead)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def speak(self, words: Words) -> None:
        """Say what each key does."""
        self.heading.setText(words.text("Keyboard shortcuts"))
        self.close_button.set_name(words.text("Close"))
        self._lead.setText(words.text("Scanning works at any time, even while this is open."))
        meanings = {
            "Enter": words.text("Credit, redeem, confirm"),
            "Esc": words.text("Close, cancel, back to the start"),
            "F1": words.text("This help"),
            "F2": words.text("Find a member"),
            "F3": words.text("New member"),
            "F4": words.text("Redeem points or a reward"),
            "F5": words.text("Claim slip; in a purchase: till receipts"),
            "F6": words.text("Lock the till"),
            "F7": words.text("Hand over to somebody else"),
            "F8": words.text("Printer and waiting slips"),
            "F9": words.text("Recent purchases: print again, return, void"),
            "F10": words.text("Settings, for managers"),
            "F12": words.text("Take part: clubs, challenges, draws, the wheel"),
            "Ctrl+E": words.text("Send the member’s card by e-mail"),
            "Tab": words.text("Next field; with Shift the one before"),
        }
        for key, meaning in meanings.items():
            self._meanings[key].setText(meaning)
        # Keyboards name this key in the language of the country.
        self._caps["Ctrl+E"].show_key(words.text("Ctrl+E"))

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.close_button
