"""The main window: paints its first frame before anything heavy is imported."""

from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.shell.first_frame import MARK_PX, paint_first_frame

if TYPE_CHECKING:
    # For the checker alone: buttons and labels are imported after the first frame.
    from pos_loyalty.terminal.shell.interior import Interior
    from pos_loyalty.terminal.shell.state import ShellState
    from pos_loyalty.terminal.shell.top_bar import TopBar
    from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone

SMALLEST: Final = (1024, 700)
_USUAL: Final = QSize(1366, 820)


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
        self._is_held = False

    @property
    def bar(self) -> "TopBar":
        """The bar at the top."""
        return self._interior.bar

    @property
    def news(self) -> "NoticeBar":
        """What concerns every screen."""
        return self._interior.news

    def draw(self, state: "ShellState") -> None:
        """Show the top bar."""
        self._interior.bar.draw(state)
        if state.shop_name:
            self.setWindowTitle(f"{state.shop_name} – {state.till_name}")

    def show_screen(self, screen: QWidget) -> None:
        """Bring a screen up; it stays in the stack and keeps what was typed in it."""
        self._interior.show_screen(screen)

    def show_alone(self, screen: QWidget) -> None:
        """Bring up a screen that has the whole window, without the bar."""
        self._interior.bar.hide()
        self._interior.show_screen(screen)

    def hold(self) -> None:
        """From now on nobody closes the window or leaves the full screen by hand."""
        self._is_held = True

    def release(self) -> None:
        """The window may be closed again."""
        self._is_held = False

    def screen_shown(self) -> QWidget | None:
        """The screen that is up."""
        return self._interior.screens.currentWidget()

    def remove_screen(self, screen: QWidget) -> None:
        """Take a screen out of the stack."""
        self._interior.screens.removeWidget(screen)

    def say(self, tone: "NoticeTone", title: str, detail: str = "") -> None:
        """News for whoever is at the till, whatever screen is up."""
        self.news.say(tone, title, detail)

    def starting(self, words: str, detail: str = "") -> None:
        """What the program does before the first screen is there, or why there is none."""
        self._interior.welcome(words, detail)

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The first frame; later everything is covered by what is inside."""
        if "_interior" not in vars(self):
            paint_first_frame(QPainter(self), theme.look().colors, self.size())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()
        # A keyboard at the screen can minimize it, whatever the desktop's own rules are.
        is_left = event.type() == QEvent.Type.WindowStateChange and not self.isFullScreen()
        if is_left and self._is_held and self.isVisible():
            QTimer.singleShot(0, self, self._fill_again)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_held:
            event.ignore()
            return
        self.closing.emit(self.saveGeometry())
        super().closeEvent(event)

    def _fill_again(self) -> None:
        if self._is_held and not self.isFullScreen():
            self.showFullScreen()

    @cached_property
    def _interior(self) -> "Interior":
        # It takes twice as long as an empty window, so the first frame does without.
        from pos_loyalty.terminal.shell.interior import Interior  # noqa: PLC0415

        interior = Interior(self, mark_px=MARK_PX)
        interior.bar.printer_pressed.connect(self.printer_pressed)
        interior.bar.link_pressed.connect(self.link_pressed)
        interior.bar.staff_pressed.connect(self.staff_pressed)
        interior.bar.menu_chosen.connect(self.menu_chosen)
        return interior
