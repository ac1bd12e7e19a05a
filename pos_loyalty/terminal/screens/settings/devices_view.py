"""Draws the devices: their settings, a test for each, and the learning of a scanner."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.camera_state import CameraTrialState
from pos_loyalty.terminal.screens.settings.camera_view import CameraTrialPanel
from pos_loyalty.terminal.screens.settings.catalog import GROUPS, Section
from pos_loyalty.terminal.screens.settings.panels import ChoiceEditor, GroupCard
from pos_loyalty.terminal.screens.settings.serial_state import SerialTrialState
from pos_loyalty.terminal.screens.settings.serial_view import SerialPanel
from pos_loyalty.terminal.screens.settings.state import (
    Cell,
    Learning,
    SettingsState,
    Stage,
)
from pos_loyalty.terminal.screens.settings.verdict import Verdict
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.surfaces import Page
from pos_loyalty.terminal.widgets.text import Kind, Text

_CODE_PX: Final = 168


class LearningPanel(QWidget):
    """The code to scan, and what the scan has taught."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = QLabel()
        # A code is read only from white, in the dark theme too.
        self._code.setFixedSize(_CODE_PX, _CODE_PX)
        self._title = Text(kind=Kind.STRONG).wrapping()
        self._compared = Text(kind=Kind.SMALL).wrapping()
        self._findings = Text(kind=Kind.SMALL).wrapping()
        self._stop = Button(rank=Rank.QUIET)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._title)
        words.addWidget(self._compared)
        words.addWidget(self._findings)
        words.addStretch(1)
        words.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(self._code)
        row.addLayout(words, 1)
        self._stop.clicked.connect(self.stopped)

    def draw(self, learning: Learning, words: Words) -> None:
        """Show how far the learning is."""
        titles = {
            Stage.OFF: "",
            Stage.LISTENING: words.text("Scan this code"),
            Stage.LEARNED: words.text("The scanner is set up. Save to keep it."),
            Stage.FAILED: words.text("That did not work yet. Scan once more."),
        }
        self.setVisible(learning.stage is not Stage.OFF)
        self._title.setText(titles[learning.stage])
        expected = words.text("Expected: {text}", text=learning.expected)
        received = words.text("Received: {text}", text=learning.received)
        self._compared.setText(f"{expected}\n{received}")
        self._compared.setVisible(bool(learning.received))
        self._findings.setText("\n".join(learning.findings))
        self._findings.setVisible(bool(learning.findings))
        is_done = learning.stage is Stage.LEARNED
        self._stop.set_label(words.text("Close") if is_done else words.text("Cancel"))
        picture = QPixmap()
        if learning.picture and picture.loadFromData(learning.picture):
            ratio = self.devicePixelRatioF()
            size = round(_CODE_PX * ratio)
            # Sharp edges are easier to scan than smooth ones.
            sharp = picture.scaled(size, size)
            sharp.setDevicePixelRatio(ratio)
            self._code.setPixmap(sharp)


class DevicesPage(Page):
    """Scanner, camera and members' screen."""

    edited = Signal(str, str)
    scanner_wanted = Signal()
    member_scanner_wanted = Signal()
    learning_stopped = Signal()
    display_tested = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._cells: Mapping[str, Cell] = {}
        self._forms = {group.id: GroupCard(group) for group in GROUPS[Section.DEVICES]}
        self._verdicts = {device: Verdict() for device in self._forms}
        self._learning = LearningPanel()
        self.camera = CameraTrialPanel()
        self._learn = Button(rank=Rank.SOFT, icon_name="scan-line")
        self._learn_members = Button(rank=Rank.SOFT, icon_name="scan-line")
        self.serial = SerialPanel()
        self._point = Button(rank=Rank.SOFT, icon_name="monitor")
        self._buttons = {"scanner": self._learn, "display": self._point}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 24)
        column.setSpacing(16)
        for device, card in self._forms.items():
            row = QHBoxLayout()
            row.setSpacing(14)
            if device in self._buttons:
                row.addWidget(self._buttons[device])
            if device == "scanner":
                row.addWidget(self._learn_members)
            row.addWidget(self._verdicts[device], 1)
            row.addStretch(0)
            card.column.addLayout(row)
            card.edited.connect(self.edited)
            column.addWidget(card)
        self._forms["scanner"].column.addWidget(self._learning)
        self._forms["serial"].column.addWidget(self.serial)
        self._forms["camera"].column.addWidget(self.camera)
        column.addStretch(1)
        self._learn.clicked.connect(self.scanner_wanted)
        self._learn_members.clicked.connect(self.member_scanner_wanted)
        self._point.clicked.connect(self.display_tested)
        self._learning.stopped.connect(self.learning_stopped)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        for card in self._forms.values():
            card.set_words(words)
        self.camera.set_words(words)
        self._learn.set_label(words.text("Set up the scanner"))
        self._learn_members.set_label(words.text("Set up the members’ scanner"))
        self.serial.set_words(words)
        self._point.set_label(words.text("Show which screen"))

    def draw_serial(self, state: SerialTrialState) -> None:
        """Show which serial lines there are, and how the scanner's is."""
        chooser = self._forms["serial"].editors["scanner.serial"]
        if isinstance(chooser, ChoiceEditor):
            chooser.offer(state.choices)
            chooser.show_cell(self._cells.get("scanner.serial", Cell()), self._words)
        self.serial.draw(state)

    def draw_camera(self, state: CameraTrialState) -> None:
        """Show which cameras there are, and the one that is tried out."""
        chooser = self._forms["camera"].editors["scanner.camera"]
        if isinstance(chooser, ChoiceEditor):
            chooser.offer(state.choices)
            chooser.show_cell(self._cells.get("scanner.camera", Cell()), self._words)
        self.camera.draw(state)

    def draw(self, state: SettingsState) -> None:
        """Show a state."""
        words = self._words
        self._cells = state.cells
        screen = self._forms["display"].editors["display.screen"]
        if isinstance(screen, ChoiceEditor):
            screens = [(each.name, each.label) for each in state.screens]
            screen.offer([("", words.text("No screen")), *screens])
        for device, card in self._forms.items():
            card.show_cells(state.cells, words)
            self._verdicts[device].say(state.tests.get(device))
        self._point.setEnabled(bool(state.screens))
        self._learn.setVisible(state.learning.stage is Stage.OFF)
        self._learn_members.setVisible(state.learning.stage is Stage.OFF)
        self._learning.draw(state.learning, words)
