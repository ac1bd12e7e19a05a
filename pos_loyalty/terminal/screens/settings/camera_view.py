"""The camera's part of the devices page: a live picture to try it with."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.camera_state import CameraTrialState
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.live_picture import LivePicture
from pos_loyalty.terminal.widgets.surfaces import IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_PICTURE = (336, 252)
_AIR = 32


class CameraTrialPanel(QWidget):
    """``appeared`` and ``gone`` tell when somebody can see the page."""

    toggled = Signal()
    appeared = Signal()
    gone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words: Words | None = None
        self._state = CameraTrialState()
        self.button = Button(rank=Rank.SOFT, icon_name="camera")
        self.picture = LivePicture()
        self.picture.setFixedSize(*_PICTURE)
        self._lead = Text(kind=Kind.STRONG).wrapping()
        self._hint = Text(kind=Kind.SMALL).wrapping()
        self._sign = IconLabel("info")
        self._said = Text(kind=Kind.BODY).wrapping()
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._said, 1)
        words = QVBoxLayout()
        words.setSpacing(8)
        for widget in (self._lead, self._hint, self._line):
            words.addWidget(widget)
        words.addStretch(1)
        self._trial = QWidget()
        trial = QHBoxLayout(self._trial)
        trial.setContentsMargins(0, 0, 0, 0)
        trial.setSpacing(20)
        trial.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        trial.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._trial)
        self._trial.hide()
        self.button.clicked.connect(self.toggled)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.picture.setAccessibleName(words.text("What the camera sees"))
        self._lead.setText(words.text("Hold a code in front of the camera"))
        self._hint.setText(
            words.text("A card, a slip or a phone; nothing is booked while you try it.")
        )
        self.draw(self._state)

    def draw(self, state: CameraTrialState) -> None:
        """Show a state."""
        self._state = state
        words = self._words
        if words is None:
            return
        self.button.set_label(
            words.text("Stop the camera") if state.is_open else words.text("Try the camera")
        )
        self.button.setEnabled(state.may_try or state.is_open)
        if state.is_open and self._trial.isHidden():
            QTimer.singleShot(0, self, self._come_into_sight)
        self._trial.setVisible(state.is_open)
        if not state.is_open or state.trouble:
            self.picture.clear()
        self.picture.show_read(is_read=bool(state.read))
        said = state.trouble or state.read
        self._line.setVisible(bool(said))
        self._said.setText(said)
        self._said.set_tone(Tone.WARN if state.trouble else Tone.GOOD)
        is_bad = bool(state.trouble)
        self._sign.show_icon(*(("circle-alert", "warn") if is_bad else ("circle-check", "good")))

    def show_image(self, image: QImage) -> None:
        """Show what is seen now."""
        if self._state.is_open and not self._state.trouble:
            self.picture.show_image(image)

    def _come_into_sight(self) -> None:
        """The picture opens below the button, and a page is rarely high enough for both."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self._trial, 0, _AIR)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.appeared.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gone.emit()
