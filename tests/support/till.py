"""The real window on a shop's folder, worked as a person works it: keys, scans, presses."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.config import paths
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.config.settings_file import SettingsFileError, read_settings
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.floor import ShopFloor
from pos_loyalty.terminal.milestones import Milestones
from pos_loyalty.terminal.screens.cashier.state import CashierState, Stage
from pos_loyalty.terminal.screens.cashier.view import CashierView
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.theme_choice import look_for
from pos_loyalty.terminal.till import FloorMaker, Till, shop_floor
from pos_loyalty.terminal.widgets.rows import ListRow

Found = TypeVar("Found")

PATIENCE_MS: Final = 10_000
_PERSON_MS: Final = 140
_SCANNER_MS: Final = 4
_NEXT_CARD_MS: Final = 1_000
_TEXTS: Final = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Escape: "\x1b",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Space: " ",
}
_NAMED: Final = {",": Qt.Key.Key_Comma, ".": Qt.Key.Key_Period, " ": Qt.Key.Key_Space}


class TillAtWork:
    """One start of the program, from the window's first frame to its last."""

    def __init__(
        self,
        qtbot: QtBot,
        app: QApplication,
        folder: DataFolder,
        *,
        width: int = 1366,
        load_floor: Callable[[], FloorMaker] = shop_floor,
    ) -> None:
        self._qtbot = qtbot
        self._time_ms = 1_000
        self._is_open = True
        settings = _settings(folder)
        theme.apply(app, look_for(settings, paths.resources()))
        self.window = MainWindow()
        self.window.resize(width, 768)
        self.till = Till(
            app=app,
            window=self.window,
            folder=folder,
            settings=settings,
            milestones=Milestones(),
            load_floor=load_floor,
        )
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.till.open()

    def close(self) -> None:
        """As somebody who goes home."""
        if self._is_open:
            self._is_open = False
            self.window.close()
            self.till.close()
            self.till.deleteLater()
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # What is there

    @property
    def floor(self) -> ShopFloor:
        """The open shop; waits until it is."""
        return self.until(lambda: self.till.floor, "the shop is open")

    @property
    def counter(self) -> CashierView:
        """The counter's screen."""
        return self.floor.cashier.view

    @property
    def state(self) -> CashierState:
        """What the counter shows."""
        return self.counter.state()

    @property
    def notice(self) -> str:
        """What the counter says, title and detail."""
        notice = self.state.notice
        return f"{notice.title}. {notice.detail}" if notice else ""

    @property
    def screen(self) -> QWidget | None:
        """The screen that is up."""
        return self.window.screen_shown()

    def words(self, within: QWidget | None = None) -> list[str]:
        """Every text that can be read now."""
        return texts_in(within or self.window)

    def says(self, text: str) -> bool:
        """Whether that can be read somewhere in the window."""
        return any(text in each for each in self.words())

    # What a person does

    def type(self, text: str) -> None:
        """Characters at a person's pace."""
        for character in text:
            self._press(_key(character), character, gap_ms=_PERSON_MS)

    def key(self, key: Qt.Key) -> None:
        """One named key."""
        self._press(key, _TEXTS.get(key, ""), gap_ms=_PERSON_MS)

    def command(self, key: Qt.Key) -> None:
        """A key together with Ctrl."""
        control = Qt.KeyboardModifier.ControlModifier
        self._press(key, "", gap_ms=_PERSON_MS, modifiers=control)

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return)

    def escape(self) -> None:
        self.key(Qt.Key.Key_Escape)

    def scan(self, code: str, *, prefix: Qt.Key | None = None) -> None:
        """A burst as a scanner sends it, Enter behind it, some time after the last one."""
        self._time_ms += _NEXT_CARD_MS
        if prefix is not None:
            self._press(prefix, "", gap_ms=_SCANNER_MS)
        for character in code:
            self._press(_key(character), character, gap_ms=_SCANNER_MS)
        self._press(Qt.Key.Key_Return, "\r", gap_ms=_SCANNER_MS)

    def click(self, widget: QWidget) -> None:
        """A press of the left button in the middle of a widget that can be seen."""
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))

    def press(self, name: str, within: QWidget | None = None) -> None:
        """Press the button that says so, or is called so."""
        self.click(self.until(lambda: button_in(within or self.window, name), f"button {name!r}"))

    def choose(self, entry: str) -> None:
        """Open the menu and take the entry that begins so."""
        self.click(self.window.bar.menu)
        menu = self.until(QApplication.activePopupWidget, "the menu")
        action = next(each for each in menu.actions() if each.text().startswith(entry))
        action.trigger()
        menu.close()

    def sign_in(self, name: str, pin: str) -> None:
        """Choose a name, type the PIN, and be at the counter."""
        door = self.floor.entrance.view
        self.until(lambda: self.screen is door, "somebody is asked for")
        self.press(name, door)
        self.type(pin)
        self.enter()
        self.until(lambda: self.screen is self.counter, "the counter is up")

    def sell(self, card: str, amount: str) -> None:
        """A whole sale by scanner and keyboard, up to the counter being ready again."""
        self.scan(card)
        self.until(lambda: self.state.stage is Stage.SALE, "the member is there")
        self.type(amount)
        self.until(lambda: self.state.sale.earned, "the preview is there")
        self.enter()
        self.until(lambda: self.state.stage is Stage.READY, "the counter is ready again")

    # Waiting

    def until(self, found: Callable[[], Found | None], what: str) -> Found:
        """What ``found`` gives once it gives something; events are handled meanwhile."""
        last: list[Found] = []

        def look() -> bool:
            value = found()
            if value:
                last[:] = [value]
            return bool(value)

        try:
            self._qtbot.waitUntil(look, timeout=PATIENCE_MS)
        except QtBot.TimeoutError as error:
            seen = " | ".join(self.words())
            raise AssertionError(f"never came: {what}; on the screen: {seen}") from error
        return last[0]

    def settle(self) -> None:
        """Let the window draw and the worker finish what it was asked for."""
        done: list[bool] = []
        self.till._tasks.run(  # noqa: SLF001 - nobody else can say that the worker is through
            lambda: True, done.append, lambda _error: None
        )
        self.until(lambda: bool(done), "the worker is through")

    def _press(
        self,
        key: Qt.Key,
        text: str,
        *,
        gap_ms: int,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self._time_ms += gap_ms
        handle = self.window.windowHandle()
        assert handle is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(self._time_ms)
            QCoreApplication.sendEvent(handle, event)


class Heartbeat:
    """Counts how often the window's loop comes round, and the longest pause between two times."""

    def __init__(self, every_ms: int = 20) -> None:
        self.beats = 0
        self.longest_ms = 0
        self._since = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._since.start()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        self.longest_ms = max(self.longest_ms, self._since.restart())
        self.beats += 1


def texts_in(widget: QWidget) -> list[str]:
    """The texts of all labels, buttons, rows and fields that can be seen."""
    found = []
    for child in widget.findChildren(QWidget):
        if not child.isVisible():
            continue
        if isinstance(child, ListRow):
            found += [child.title(), child.detail()]
        elif isinstance(child, QLabel | QAbstractButton | QLineEdit):
            found.append(child.text())
    return [text for text in found if text]


def button_in(widget: QWidget, name: str) -> QAbstractButton | None:
    """The button that can be seen and says ``name``, or is called so by a screen reader."""
    for button in widget.findChildren(QAbstractButton):
        if not (button.isVisible() and button.isEnabled()):
            continue
        said = button.title() if isinstance(button, ListRow) else button.text()
        if name in (said, button.accessibleName()):
            return button
    return None


def _settings(folder: DataFolder) -> Settings:
    try:
        return read_settings(folder.settings).settings
    except SettingsFileError:
        return Settings()


def _key(character: str) -> Qt.Key:
    if character in _NAMED:
        return _NAMED[character]
    if character.isascii() and character.isalnum():
        return Qt.Key(ord(character.upper()))
    return Qt.Key.Key_unknown


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()
