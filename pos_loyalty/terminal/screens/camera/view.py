"""The live picture with its aiming frame, in a panel over the counter."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.camera.state import CameraState
from pos_loyalty.terminal.widgets.live_picture import LivePicture
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.surfaces import IconLabel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

_WIDTH = 560


class CameraView(OverlayPanel):
    """Draws a state. Any key of the counter's closes it first, and then does what it does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=_WIDTH)
        self.picture = LivePicture()
        self._lead = Text(kind=Kind.STRONG).centered()
        self._lead.setWordWrap(True)
        self.hint = Text(kind=Kind.SMALL).centered()
        self.hint.setWordWrap(True)
        self._sign = IconLabel("circle-alert")
        self._trouble = Text(kind=Kind.BODY).wrapping()
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._trouble, 1)
        self.body.addWidget(self.picture)
        self.body.addWidget(self._line)
        self.body.addWidget(self._lead)
        self.body.addWidget(self.hint)
        self.body.addStretch(1)
        self._line.hide()

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("Camera"))
        self.close_button.set_name(words.text("Close"))
        self.picture.setAccessibleName(words.text("What the camera sees"))
        self._lead.setText(words.text("Hold the code in front of the camera"))
        self.hint.setText(
            words.text("Card or phone, about as large as the frame. This window closes by itself.")
        )

    def draw(self, state: CameraState) -> None:
        """Show a state."""
        if not state.is_open:
            self.picture.clear()
            self.leave()
            return
        self.open_with(self.close_button)
        is_seeing = not state.trouble
        tone = Tone.MUTED if state.is_waiting else Tone.WARN
        self._line.setVisible(not is_seeing)
        self._trouble.setText(state.trouble)
        self._trouble.set_tone(tone)
        self._sign.show_icon(
            *(("clock", "muted") if state.is_waiting else ("circle-alert", "warn"))
        )
        self._lead.setVisible(is_seeing)
        self.hint.setVisible(is_seeing)
        if not is_seeing:
            self.picture.clear()

    def show_image(self, image: QImage) -> None:
        """Show what is seen now."""
        self.picture.show_image(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The counter lies below and takes what is not taken here.
        self.closed.emit()
        if event.key() == Qt.Key.Key_Escape:
            return
        event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Hide and not self.isHidden():
            self.closed.emit()
        return super().eventFilter(watched, event)
