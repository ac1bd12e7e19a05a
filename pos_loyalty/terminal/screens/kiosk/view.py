"""Draws the members' screen while a member uses it; says what was pressed and decides nothing."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_loyalty.terminal.screens.kiosk.keys_view import KeysPanel
from pos_loyalty.terminal.screens.kiosk.panels import AskPanel, HomePanel
from pos_loyalty.terminal.screens.kiosk.stage_view import (
    Stage,
    StageBar,
    StageButton,
    StageLine,
)
from pos_loyalty.terminal.screens.kiosk.state import Ask, Entry, Home, KioskState, Page
from pos_loyalty.terminal.theme_stage import StageColors
from pos_loyalty.terminal.theme_tokens import Weight

_SECOND_MS: Final = 1000
_FOOT_PX: Final = 60
_EMPTY_HOME: Final = Home(above="", balance="", unit="")


class KioskView(QWidget):
    """A heading, a page, and at the foot what is left of the time."""

    chosen = Signal(object)
    language_chosen = Signal(str)
    done = Signal()
    touched = Signal()
    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Stage(self)
        self._state = KioskState()
        self._heading = StageLine(self.stage, 40, Weight.STRONG)
        self._tongues: list[StageButton] = []
        self._done = StageButton(self.stage)
        self._home = HomePanel(self.stage)
        self._ask = AskPanel(self.stage)
        self._keys = KeysPanel(self.stage)
        self._pages = QStackedWidget()
        self._news = StageLine(self.stage, 22, Weight.STRONG, role="gain")
        self._left = StageBar(self.stage)
        self._countdown = StageLine(self.stage, 20).keeping()
        self._stay = StageButton(self.stage, is_main=True)
        self._tick = QTimer(self, interval=_SECOND_MS)
        self._lay_out()
        self._tick.timeout.connect(self.ticked)
        self._done.clicked.connect(self.done)
        self._stay.clicked.connect(self.touched)
        for page in (self._home, self._ask, self._keys):
            page.chosen.connect(self.chosen)
        self.stage.changed.connect(self.update)
        self.stage.visited.connect(self.touched)

    def wear(self, colors: StageColors) -> None:
        """Take the colors of a stage."""
        self.stage.wear(colors)

    def draw(self, state: KioskState) -> None:
        """Show a state, and keep nothing of the one before."""
        before, self._state = self._state, state
        self._heading.setText(state.heading)
        self.setAccessibleName(state.heading)
        self._draw_tongues(state)
        self._done.say(state.done, icon="x")
        self._home.draw(state.home or _EMPTY_HOME)
        self._ask.draw(state.ask or Ask())
        self._keys.draw(state.entry or Entry())
        self._pages.setCurrentWidget(self._panel())
        self._news.setText(state.news)
        self._news.setVisible(not state.countdown)
        self._countdown.setText(state.countdown)
        self._left.show_share(state.left_share)
        self._left.setAccessibleName(state.countdown)
        self._stay.say(state.stay, is_main=True)
        for part in (self._countdown, self._left, self._stay):
            part.setVisible(bool(state.countdown))
        if before.page is not state.page:
            self._focus_first()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whoever points at the screen is still here."""
        super().mousePressEvent(event)
        self.touched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; any other key is a sign of life."""
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
            return
        self.touched.emit()
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        gradient = QLinearGradient(0, 0, self.width() * 0.35, self.height())
        gradient.setColorAt(0, QColor(self.stage.colors.top))
        gradient.setColorAt(1, QColor(self.stage.colors.bottom))
        painter.fillRect(self.rect(), gradient)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stage.fit(event.size())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self._focus_first()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def _lay_out(self) -> None:
        self._pages.addWidget(self._home)
        self._pages.addWidget(self._ask)
        self._pages.addWidget(self._keys)
        self._top = QHBoxLayout()
        self._top.setSpacing(12)
        self._top.addWidget(self._heading, 1)
        self._top.addWidget(self._done)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        # What stands here comes and goes; the page above it stays where it is.
        foot.addStrut(_FOOT_PX)
        foot.addWidget(self._news, 1)
        foot.addWidget(self._countdown)
        foot.addWidget(self._left, 1)
        foot.addWidget(self._stay)
        page = QVBoxLayout(self)
        # The screen has the size that it has; a window that outgrows it helps nobody.
        page.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        page.setContentsMargins(40, 24, 40, 20)
        page.setSpacing(14)
        page.addLayout(self._top)
        page.addWidget(self._pages, 1)
        page.addLayout(foot)

    def _draw_tongues(self, state: KioskState) -> None:
        while len(self._tongues) < len(state.tongues):
            self._add_tongue(len(self._tongues))
        for button, tongue in zip(self._tongues, state.tongues, strict=False):
            button.say(tongue.name)
            button.setChecked(tongue.is_spoken)

    def _add_tongue(self, place: int) -> None:
        button = StageButton(self.stage)
        button.setCheckable(True)
        self._top.insertWidget(1 + place, button)
        button.clicked.connect(lambda: self._tongue_pressed(place))
        self._tongues.append(button)

    def _tongue_pressed(self, place: int) -> None:
        tongue = self._state.tongues[place]
        # A press has changed it; which one is spoken is for the presenter to say.
        self._tongues[place].setChecked(tongue.is_spoken)
        self.language_chosen.emit(tongue.code)

    def _focus_first(self) -> None:
        """The keyboard begins at the page's own buttons."""
        if self.isVisible():
            self._panel().focus_first()

    def _panel(self) -> HomePanel | AskPanel | KeysPanel:
        match self._state.page:
            case Page.ASK:
                return self._ask
            case Page.KEYS:
                return self._keys
            case _:
                return self._home
