"""The live picture while the hub's code is held before the camera."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.camera.state import CodeState
from pos_loyalty.terminal.screens.camera.view import CameraView
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone


class CodeView(CameraView):
    """The counter's panel, with a list of cameras and a word about a wrong code."""

    camera_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._remark = Text(kind=Kind.BODY, tone=Tone.WARN).centered()
        self._remark.setWordWrap(True)
        self._cameras = ChoiceBox()
        self.body.insertWidget(0, self._cameras)
        self.body.insertWidget(self.body.count() - 1, self._remark)
        self._cameras.picked.connect(self.camera_chosen)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        super().speak(words)
        self._cameras.setAccessibleName(words.text("Camera"))
        self.hint.setText(
            words.text("The hub’s code, about as large as the frame. This window closes by itself.")
        )

    def draw_code(self, state: CodeState) -> None:
        """Show a state."""
        self._cameras.setVisible(bool(state.cameras))
        if state.cameras:
            self._cameras.offer([(name, name) for name in state.cameras], state.chosen)
        self._remark.setVisible(bool(state.remark) and not state.panel.trouble)
        self._remark.setText(state.remark)
        self.draw(state.panel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # No key means anything to the page below.
        OverlayPanel.keyPressEvent(self, event)
