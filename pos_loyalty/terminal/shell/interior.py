"""What is inside the main window once its first frame is on the screen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pos_loyalty.terminal.shell.top_bar import ShopMark, TopBar
from pos_loyalty.terminal.widgets.focus import FocusRing
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.surfaces import Page
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone


class Interior:
    """The bar, the news and the stack of screens, laid out in a window."""

    def __init__(self, window: QWidget, *, mark_px: int) -> None:
        self.bar = TopBar()
        self.news = NoticeBar()
        self.screens = QStackedWidget()
        self._welcome = _Welcome(mark_px)
        self.screens.addWidget(self._welcome)
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.news)
        column.addWidget(self.screens, 1)
        self._ring = FocusRing(window)
        self.news.dismissed.connect(self.news.clear)

    def show_screen(self, screen: QWidget) -> None:
        """Bring a screen up."""
        if self.screens.indexOf(screen) < 0:
            self.screens.addWidget(screen)
        self.screens.setCurrentWidget(screen)
        screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def welcome(self, words: str, detail: str) -> None:
        """Bring the page up that is there before any screen."""
        self._welcome.say(words, detail)
        self.screens.setCurrentWidget(self._welcome)


class _Welcome(Page):
    """The first frame, with words."""

    def __init__(self, mark_px: int) -> None:
        super().__init__()
        self._words = Text(kind=Kind.TITLE).centered()
        self._detail = Text(kind=Kind.BODY, tone=Tone.MUTED).centered()
        self._detail.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(5)
        column.addWidget(ShopMark(size=mark_px), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._detail)
        column.addStretch(6)

    def say(self, words: str, detail: str) -> None:
        """Show what is being done."""
        self._words.setText(words)
        self._detail.setText(detail)
