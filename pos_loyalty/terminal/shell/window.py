"""The main window: paints its first frame before anything heavy is imported."""

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pos_loyalty.terminal.shell.state import ShellState
from pos_loyalty.terminal.shell.top_bar import ShopMark, TopBar
from pos_loyalty.terminal.widgets.focus import FocusRing
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.surfaces import Page
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone

SMALLEST = (1024, 700)
_USUAL = QSize(1366, 820)


class MainWindow(QWidget):
    """Top bar, the screen that is up, and room for news that concern every screen."""

    closing = Signal(QByteArray)
    printer_pressed = Signal()
    link_pressed = Signal()
    staff_pressed = Signal()
    menu_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("pos loyalty")
        self.setMinimumSize(*SMALLEST)
        self.resize(_USUAL.boundedTo(self.screen().availableSize()))
        self.bar = TopBar()
        self.news = NoticeBar()
        self._welcome = _Welcome()
        self._screens = QStackedWidget()
        self._screens.addWidget(self._welcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.news)
        column.addWidget(self._screens, 1)
        self._ring = FocusRing(self)
        self.bar.printer_pressed.connect(self.printer_pressed)
        self.bar.link_pressed.connect(self.link_pressed)
        self.bar.staff_pressed.connect(self.staff_pressed)
        self.bar.menu_chosen.connect(self.menu_chosen)
        self.news.dismissed.connect(self.news.clear)

    def draw(self, state: ShellState) -> None:
        """Show the top bar."""
        self.bar.draw(state)
        if state.shop_name:
            self.setWindowTitle(f"{state.shop_name} – {state.till_name}")

    def show_screen(self, screen: QWidget) -> None:
        """Bring a screen up; it stays in the stack and keeps what was typed in it."""
        if self._screens.indexOf(screen) < 0:
            self._screens.addWidget(screen)
        self._screens.setCurrentWidget(screen)
        screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def screen_shown(self) -> QWidget | None:
        """The screen that is up."""
        return self._screens.currentWidget()

    def remove_screen(self, screen: QWidget) -> None:
        """Take a screen out of the stack."""
        self._screens.removeWidget(screen)

    def say(self, tone: NoticeTone, title: str, detail: str = "") -> None:
        """News for whoever is at the till, whatever screen is up."""
        self.news.say(tone, title, detail)

    def starting(self, words: str, detail: str = "") -> None:
        """What the program does before the first screen is there, or why there is none."""
        self._welcome.say(words, detail)
        self._screens.setCurrentWidget(self._welcome)

    def place(self, geometry: QByteArray) -> None:
        """Put the window where it was; a place on a screen that is gone is forgotten."""
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            return
        seen = any(
            screen.availableGeometry().intersects(self.geometry())
            for screen in QGuiApplication.screens()
        )
        if not seen:
            self.resize(_USUAL.boundedTo(self.screen().availableSize()))
            self.move(0, 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit(self.saveGeometry())
        super().closeEvent(event)


class _Welcome(Page):
    """The first frame."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text(kind=Kind.TITLE).centered()
        self._detail = Text(kind=Kind.BODY, tone=Tone.MUTED).centered()
        self._detail.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(5)
        column.addWidget(ShopMark(size=72), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._detail)
        column.addStretch(6)

    def say(self, words: str, detail: str) -> None:
        """Show what is being done."""
        self._words.setText(words)
        self._detail.setText(detail)
