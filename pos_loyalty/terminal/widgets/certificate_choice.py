"""The file of the hub's own certificate: which one it is, and the way back to none."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.widgets.buttons import Button, IconButton, Rank
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone


class CertificateChoice(QWidget):
    """``chosen`` carries a path, or nothing where the file is let go."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = ""
        self._hint = ""
        self._label = Text(kind=Kind.SMALL)
        self._name = ElidedText(kind=Kind.SMALL, tone=Tone.MUTED)
        self._let_go = IconButton("x")
        self._choose = Button(rank=Rank.SOFT, icon_name="folder-open")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._label)
        words.addWidget(self._name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self._let_go)
        row.addWidget(self._choose)
        self._choose.clicked.connect(self._ask)
        self._let_go.clicked.connect(lambda: self.chosen.emit(""))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        label, choose = words.text("Certificate of the hub"), words.text("Choose a file …")
        self._label.setText(label)
        self._hint = words.text("Only needed if the hub uses its own certificate.")
        self._kinds = f"PEM, DER (*.pem *.crt *.cer *.der);;{words.text('All files')} (*)"
        self._choose.set_label(choose)
        self._choose.setAccessibleName(f"{label}: {choose}")
        self._let_go.set_name(words.text("Without this certificate"))

    def show_path(self, path: str) -> None:
        """Show the file that is chosen, if any."""
        self._name.setText(Path(path).name if path else self._hint)
        self._name.set_tone(Tone.INK if path else Tone.MUTED)
        self._let_go.setVisible(bool(path))

    def _ask(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, self._label.text(), "", self._kinds)
        if path:
            self.chosen.emit(path)
