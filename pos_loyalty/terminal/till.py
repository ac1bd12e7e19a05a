"""The till: opens the shop in the data folder, and says what is wrong where it cannot."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.rubbish import tidy_seldom
from pos_loyalty.config.settings import Settings
from pos_loyalty.config.settings_file import SettingsFileError, read_settings
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.storage.errors import DatabaseDamagedError
from pos_loyalty.terminal.loading import Opened, ShopLog, open_shop, opened
from pos_loyalty.terminal.milestones import READY_FOR_SCAN, Milestones
from pos_loyalty.terminal.shell.end_requests import EndRequests
from pos_loyalty.terminal.shell.geometry import keep_geometry
from pos_loyalty.terminal.shell.last_resort import LastResort
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.widgets.notice import NoticeTone
from pos_loyalty.terminal.worker import WorkerTasks

if TYPE_CHECKING:
    # For the checker alone: the worker opens the shop before this is imported.
    from pos_loyalty.terminal.floor import ShopFloor
    from pos_loyalty.terminal.joining import JoinStart

_RESTORE: Final = "restore"
_RETRY: Final = "retry"

_log = logging.getLogger(__name__)


def settings_in(folder: DataFolder) -> Settings:
    """The settings as far as they can be read; the till says later what is wrong with them."""
    try:
        return read_settings(folder.settings).settings
    except SettingsFileError:
        return Settings()


class Floor(Protocol):
    """What stands on an open shop's floor: a counter, or only the members' screen."""

    @property
    def counter(self) -> "ShopFloor | None":
        """The floor itself, where it has a counter."""

    def open(self) -> None: ...

    def settle(self) -> None: ...

    def close(self) -> None: ...


class FloorMaker(Protocol):
    """``ShopFloor`` or ``KioskFloor``."""

    def __call__(
        self,
        *,
        app: QApplication,
        window: MainWindow,
        tasks: WorkerTasks,
        folder: DataFolder,
        opened: Opened,
        stumbled: Callable[[Exception], None],
        parent: QObject | None,
    ) -> Floor: ...


def shop_floor() -> FloorMaker:
    """The floor with a counter. Half of what there is to import."""
    from pos_loyalty.terminal.floor import ShopFloor  # noqa: PLC0415 - see ``Till.open``

    return ShopFloor


class Till(QObject):
    """From the first frame to the last: one data folder, one window."""

    _bug_found = Signal()

    def __init__(
        self,
        *,
        app: QApplication,
        window: MainWindow,
        folder: DataFolder,
        settings: Settings,
        milestones: Milestones,
        load_floor: Callable[[], FloorMaker] = shop_floor,
    ) -> None:
        """``load_floor`` imports the floor and gives what makes it."""
        super().__init__()
        self._load_floor = load_floor
        self._app = app
        self._window = window
        self._folder = folder
        self._milestones = milestones
        self._clock = SystemClock()
        self._log = ShopLog()
        self._words: Words = words_for(settings.counter_language)
        self._tasks = WorkerTasks(self)
        self._floor: Floor | None = None
        self._application: Application | None = None
        self._first_screen: QWidget | None = None
        self._joining: JoinStart | None = None
        self._bug_found.connect(self._say_bug)
        self._last_resort = LastResort(lambda _error: self._bug_found.emit())
        self._last_resort.install()
        self._requests = EndRequests(self._end)
        window.closing.connect(lambda geometry: keep_geometry(folder, geometry))
        window.news.action_chosen.connect(self._answered)
        window.news.set_words(close_name=self._words.text("Close"))

    def open(self) -> None:
        """Let the worker open the shop; the window says so meanwhile."""
        self._tasks.run(
            lambda: open_shop(self._folder, self._clock, self._log),
            self._opened,
            self._not_opened,
        )
        self._window.news.clear()
        self._window.starting(self._words.text("One moment …"))
        # To look through the database takes no Python, to import does: both go on at once.
        self._load_floor()

    def close(self) -> None:
        """Stop threads, then close the database."""
        if self._floor is not None:
            self._floor.close()
        if self._joining is not None:
            self._joining.stop()
        self._tasks.close()
        if self._application is not None:
            self._application.close()
            self._application = None
        self._requests.close()
        self._last_resort.remove()
        self._log.end()

    @property
    def floor(self) -> "ShopFloor | None":
        """The shop floor, once the shop is open; None where there is no counter."""
        return self._floor.counter if self._floor is not None else None

    def _opened(self, found: Opened | None) -> None:
        if found is None:
            self._begin(None)
        elif not found.has_staff:
            self._begin(found.application)
        else:
            self._furnish(found)

    def _begin(self, application: Application | None) -> None:
        self._application = application
        tidy_seldom()
        # A till is founded once.
        from pos_loyalty.terminal.founding import FirstStart, ShopFounder  # noqa: PLC0415

        founder = ShopFounder(self._folder, self._clock, self._log, application)
        first_start = FirstStart(
            founder, self._tasks, self._words.translator.language, self._spoken, self
        )
        first_start.done.connect(self._founded)
        first_start.join_wanted.connect(self._join)
        self._first_screen = first_start.view
        self._window.show_screen(first_start.view)

    def _spoken(self, words: Words) -> None:
        self._words = words

    def _join(self) -> None:
        if self._joining is None:
            # As above.
            from pos_loyalty.terminal.joining import JoinStart  # noqa: PLC0415

            self._joining = JoinStart(self._folder, self._clock, self._tasks, self._words, self)
            self._joining.joined.connect(self._has_joined)
            self._joining.left.connect(self._back_to_first_start)
        self._window.show_screen(self._joining.view)
        self._joining.open(self._words)

    def _back_to_first_start(self) -> None:
        if self._first_screen is not None:
            self._window.show_screen(self._first_screen)

    def _has_joined(self) -> None:
        screens = (self._first_screen, self._joining.view if self._joining else None)
        self._first_screen = self._joining = None
        self.open()
        for screen in screens:
            if screen is not None:
                self._window.remove_screen(screen)

    @Slot(object, object)
    def _founded(self, application: Application, manager: Actor) -> None:
        self._application = application

        def enter(found: Opened) -> None:
            self._furnish(found)
            if self.floor is not None:
                self.floor.entrance.let_in(manager)
            if self._first_screen is not None:
                self._window.remove_screen(self._first_screen)

        self._tasks.run(lambda: opened(application), enter, self._not_opened)

    def _furnish(self, found: Opened) -> None:
        self._application = found.application
        self._words = found.words
        floor = self._load_floor()(
            app=self._app,
            window=self._window,
            tasks=self._tasks,
            folder=self._folder,
            opened=found,
            stumbled=lambda _error: self._bug_found.emit(),
            parent=self,
        )
        self._floor = floor
        floor.open()
        if found.problems and self.floor is not None:
            said = [message_for(problem, self._words) for problem in found.problems]
            self._window.say(NoticeTone.WARN, said[0], "\n".join(said[1:]))
        # Everything that was asked for above is done when the worker gets to this.
        self._tasks.run(self._clock.now, lambda _now: self._ready(floor), self._not_opened)

    def _ready(self, floor: Floor) -> None:
        if self._milestones.reached(READY_FOR_SCAN):
            self._window.close()
        else:
            floor.settle()
            tidy_seldom()

    def _end(self) -> None:
        """The system asks, and not somebody before the screen."""
        self._window.release()
        self._window.close()

    def _not_opened(self, error: LoyaltyError) -> None:
        tidy_seldom()
        _log.error("the shop cannot be opened", extra={"code": error.code})
        self._window.starting(self._words.text("The shop cannot be opened"))
        if isinstance(error, DatabaseDamagedError):
            self._tasks.run(
                lambda: _newest_backup(self._folder),
                lambda made_at: self._offer_backup(error, made_at),
                self._say_trouble,
            )
        else:
            self._say_trouble(error)

    def _offer_backup(self, error: LoyaltyError, made_at: datetime | None) -> None:
        if made_at is None:
            self._say_trouble(error)
            return
        when = self._words.formats.date_time(made_at)
        self._window.news.say(
            NoticeTone.BAD,
            message_for(error, self._words),
            self._words.text(
                "There is a good backup from {when}. The damaged file is set aside.", when=when
            ),
            ((_RESTORE, self._words.text("Go back to this backup")),),
        )

    def _say_trouble(self, error: LoyaltyError) -> None:
        self._window.news.say(
            NoticeTone.BAD,
            message_for(error, self._words),
            actions=((_RETRY, self._words.text("Try again")),),
        )

    def _answered(self, action: str) -> None:
        if action == _RETRY:
            self.open()
        elif action == _RESTORE:
            self._tasks.run(
                lambda: _restore_newest(self._folder, self._clock.now()),
                lambda _nothing: self.open(),
                self._say_trouble,
            )

    @Slot()
    def _say_bug(self) -> None:
        if self._floor is not None and self.floor is None:
            # Members can do nothing about it; the log has it.
            return
        self._window.say(
            NoticeTone.BAD,
            self._words.text("Something went wrong inside the program."),
            self._words.text("What was booked is safe. The log file tells what happened."),
        )


def _newest_backup(folder: DataFolder) -> datetime | None:
    # Hardly any start is one with a damaged database.
    from pos_loyalty.bootstrap.rescue import newest_backup  # noqa: PLC0415

    return newest_backup(folder)


def _restore_newest(folder: DataFolder, now: datetime) -> None:
    from pos_loyalty.bootstrap.rescue import restore_newest  # noqa: PLC0415 - see above

    restore_newest(folder, now)
