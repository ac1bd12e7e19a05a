"""The strip under the idle screen: what one can do here, and in which language."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_loyalty.terminal.screens.kiosk.stage_view import Stage, StageButton, StageIcon, StageText
from pos_loyalty.terminal.screens.kiosk.state import KioskState
from pos_loyalty.terminal.theme_tokens import Weight


class FootView(QWidget):
    """An invitation to scan, and buttons for those who cannot read it."""

    language_chosen = Signal(str)
    join_wanted = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._state = KioskState()
        self._icon = StageIcon(stage, 36)
        self._icon.show_icon("scan-line", role="gain")
        self._invitation = StageText(stage, 24, Weight.STRONG)
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._tongues: list[StageButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(40, 14, 40, 18)
        self._row.setSpacing(14)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._invitation, 1)
        self._join = StageButton(stage, is_main=True)
        self._join.clicked.connect(self.join_wanted)
        self._row.addWidget(self._join)

    def draw(self, state: KioskState) -> None:
        """Show what there is to do while nobody does it."""
        self._state = state
        self._invitation.setText(state.invitation)
        self._join.say(state.join, icon="user-plus", is_main=True)
        self._join.setVisible(bool(state.join))
        while len(self._tongues) < len(state.tongues):
            self._add_tongue(len(self._tongues))
        for button, tongue in zip(self._tongues, state.tongues, strict=False):
            button.say(tongue.name)
            button.setChecked(tongue.is_spoken)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._stage.colors.bottom))

    def _add_tongue(self, place: int) -> None:
        button = StageButton(self._stage)
        button.setCheckable(True)
        self._row.addWidget(button)
        button.clicked.connect(lambda: self._tongue_pressed(place))
        self._tongues.append(button)

    def _tongue_pressed(self, place: int) -> None:
        tongue = self._state.tongues[place]
        # A press has changed it; which one is spoken is for the presenter to say.
        self._tongues[place].setChecked(tongue.is_spoken)
        self.language_chosen.emit(tongue.code)
