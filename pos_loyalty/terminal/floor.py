"""The shop floor: screens, devices and threads of one open shop, joined to its services."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol, Self

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from uuid_utils import uuid7

from pos_loyalty.config import paths
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Language, Settings, Theme
from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.errors import LoyaltyError, NotAllowedError
from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.scanning.scan import Scan
from pos_loyalty.services.counter_note import CounterNote
from pos_loyalty.services.printouts import Printouts
from pos_loyalty.services.request import Request
from pos_loyalty.services.till_prints import TillPrintDesk
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.camera_desk import CameraDesk
from pos_loyalty.terminal.clock_watch import ClockWatch
from pos_loyalty.terminal.entrance import Entrance
from pos_loyalty.terminal.first_look import keep_look
from pos_loyalty.terminal.late_play import LatePlay
from pos_loyalty.terminal.loading import Opened
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.noted_audience import NotedAudience
from pos_loyalty.terminal.readers import Readers
from pos_loyalty.terminal.screens.cashier.screen import CashierScreen
from pos_loyalty.terminal.screens.sign_in.state import Occasion
from pos_loyalty.terminal.shell import menu
from pos_loyalty.terminal.shell.idle import IdleWatch
from pos_loyalty.terminal.shell.state import ChipState, Level, ShellState
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.shell.wording import link_chip, printer_chip
from pos_loyalty.terminal.slip_thread import SlipPictures, SlipThread
from pos_loyalty.terminal.sounds import Silence, SystemSounds
from pos_loyalty.terminal.theme_choice import look_for
from pos_loyalty.terminal.widgets.notice import NoticeTone
from pos_loyalty.terminal.worker import WorkerTasks

if TYPE_CHECKING:
    # For the checker alone: no scan waits for it.
    from pos_loyalty.terminal.back_room import BackRoom

_CLOCK_MS: Final = 5_000
_TILL_MS: Final = 1_000
_IDLE_WORK_MS: Final = 30_000


class _Settings(Protocol):
    """``SettingsScreen``, which is imported only when somebody opens it."""

    @property
    def view(self) -> QWidget: ...

    def open(self) -> None: ...

    def speak(self, words: Words) -> None: ...


class ShopFloor(QObject):
    """Everything that is there once a shop is open."""

    _settings_changed = Signal()
    _program_changed = Signal()

    def __init__(
        self,
        *,
        app: QApplication,
        window: MainWindow,
        tasks: WorkerTasks,
        folder: DataFolder,
        opened: Opened,
        stumbled: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        """``stumbled`` is told of the threads' own errors, in their threads."""
        super().__init__(parent)
        self._app = app
        self._window = window
        self._tasks = tasks
        self._application = opened.application
        self._words = opened.words
        self._stumbled = stumbled
        self._link = LinkStatus(Link.ALONE)
        application = opened.application
        self.slips = SlipThread(application, folder, stumbled=stumbled, parent=self)
        self.entrance = Entrance(
            application, tasks, words=opened.words, shop=self._names, parent=self
        )
        self.member_side = MemberSide(application, opened.words, parent=self)
        self._noted = NotedAudience(
            self.member_side,
            CounterNote(folder.counter_note),
            now=application.clock.now,
            is_wanted=lambda: self._settings.relay.block,
        )
        # What waits for the hub: the worker serves the queue meanwhile.
        self._asides = WorkerTasks(self)
        self.cashier = self._counter_screen(folder)
        self.readers = Readers(app, self._settings.scanner, now=application.clock.now, parent=self)
        self.camera = CameraDesk(
            self.cashier.view, self.readers.scans, words=opened.words, parent=self
        )
        self._clock_watch = ClockWatch(
            opened.clock,
            application,
            window,
            tasks,
            actor=lambda: self.entrance.actor,
            words=lambda: self._words,
            parent=self,
        )
        self._idle = IdleWatch(app)
        self._minute = QTimer(self, interval=_CLOCK_MS)
        self._second = QTimer(self, interval=_TILL_MS)
        self._rest = QTimer(self, interval=_IDLE_WORK_MS)
        self._folder = folder
        self._settings_screen: _Settings | None = None
        self._connect()
        self._add_keys()

    @property
    def counter(self) -> Self:
        """Staff work here: it has a counter."""
        return self

    def open(self) -> None:
        """Show who is asked for, and take scans once somebody is in."""
        self._dress()
        self._minute.start()
        self._second.start()
        self._rest.start()
        self.member_side.open_if_wanted(self._window)
        self.lock(Occasion.START)
        # It looks at every event: the screen is built without.
        self.readers.start()

    def settle(self) -> None:
        """Start what the first scan need not wait for: the lists are read, waiting slips sent."""
        self.cashier.start(self.slips.statuses)
        self.slips.start()
        self.member_side.serve_members(self._tasks, self.readers.scans, self.slips.nudge)
        self.back_room.begin(self._settings)

    def close(self) -> None:
        """Stop threads and devices; what waits is there at the next start."""
        self._idle.rest()
        self._minute.stop()
        self._second.stop()
        self._rest.stop()
        self.readers.stop()
        self.camera.close()
        self.member_side.close()
        if "back_room" in vars(self):
            self.back_room.stop()
        self.slips.stop()
        self._asides.close()

    def lock(self, occasion: Occasion = Occasion.LOCKED) -> None:
        """Ask who is there; what was open stays open behind it."""
        self.readers.scans.hand_to(None)
        self.camera.rest()
        if self.entrance.actor is None and occasion is Occasion.CHANGE:
            occasion = Occasion.LOCKED
        # Whoever hands over is still signed in: if nobody comes, the lock does.
        if occasion is not Occasion.CHANGE:
            self._idle.rest()
        self.entrance.open(occasion)
        self._window.show_screen(self.entrance.view)
        self._draw_bar()

    @cached_property
    def back_room(self) -> "BackRoom":
        """What runs beside the counter."""
        # Imported when the first scan can be read.
        from pos_loyalty.terminal.back_room import BackRoom  # noqa: PLC0415

        room = BackRoom(self._application, self._folder, stumbled=self._stumbled, parent=self)
        room.sync.status_changed.connect(self._link_changed)
        room.sync.program_changed.connect(self._program_changed)
        return room

    @property
    def _settings(self) -> Settings:
        return self._application.settings.settings()

    def _names(self) -> tuple[str, str]:
        return self._settings.shop.name, self._settings.shop.till

    def _counter_screen(self, folder: DataFolder) -> CashierScreen:
        """The counter's screen, joined to its services."""
        application = self._application
        counter = application.counter(self._actor, self.slips.nudge, sold=self._sold)
        return CashierScreen(
            counter=counter,
            play=LatePlay(lambda: application.play(counter, self.slips.nudge)),
            printouts=self._printouts(folder),
            tasks=self._tasks,
            asides=self._asides,
            words=self._words,
            new_key=lambda: str(uuid7()),
            audience=self._noted,
            prints=TillPrintDesk(
                application.till_receipts,
                now=application.clock.now,
                minutes=lambda: self._settings.relay.propose_minutes,
            ),
        )

    def _printouts(self, folder: DataFolder) -> Printouts:
        """What may be done with slips that were printed, or were not."""
        return Printouts(
            self._application.store,
            self._application.clock,
            actor=self._actor,
            printers=self._printers,
            draw=SlipPictures(self._application, folder).draw,
            changed=self.slips.hurry,
        )

    def _actor(self) -> Actor:
        actor = self.entrance.actor
        if actor is None:
            raise NotAllowedError(reason="nobody-signed-in")
        return actor

    def _connect(self) -> None:
        window = self._window
        window.printer_pressed.connect(self.cashier.presenter.queue_wanted)
        window.staff_pressed.connect(lambda: self.lock(Occasion.CHANGE))
        window.menu_chosen.connect(self._chosen)
        self.entrance.entered.connect(self._entered)
        self.entrance.given_up.connect(self._back_to_counter)
        self.slips.status_changed.connect(self._printer_changed)
        self.slips.drawer_refused.connect(self._refused)
        self._idle.idle.connect(self._idle_too_long)
        self._settings_changed.connect(self._use_settings)
        self._program_changed.connect(self._use_program)
        self._minute.timeout.connect(self._draw_bar)
        self._second.timeout.connect(self._look_at_till)
        self._minute.timeout.connect(self._clock_watch.look)
        self._rest.timeout.connect(self._do_idle_work)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "F6": self.lock,
            "F10": lambda: self._chosen(menu.SETTINGS),
            "F7": lambda: self.lock(Occasion.CHANGE),
            "Ctrl+L": lambda: self._chosen(menu.DRAWER),
            "F11": lambda: self._chosen(menu.FULL_SCREEN),
            "Ctrl+Q": lambda: self._chosen(menu.QUIT),
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self._window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    @Slot(object)
    def _entered(self, _actor: Actor) -> None:
        self._back_to_counter()

    def _back_to_counter(self) -> None:
        if self.entrance.actor is None:
            return
        self._window.show_screen(self.cashier.view)
        self.readers.scans.hand_to(self._scanned)
        self.camera.wake()
        self._idle.watch(self._settings.counter.lock_after_minutes * 60)
        self._clock_watch.look()
        self._draw_bar()

    def _scanned(self, scan: Scan) -> None:
        self.camera.close_panel()
        self.cashier.presenter.card_scanned(scan.text)

    @Slot(object)
    def _printer_changed(self, _status: PrinterStatus) -> None:
        self.cashier.presenter.printers_changed(self.slips.statuses)
        self._draw_bar()

    @Slot(object)
    def _link_changed(self, status: LinkStatus) -> None:
        self._link = status
        self._draw_bar()

    def _printers(self) -> frozenset[str]:
        return frozenset(status.printer for status in self.slips.statuses)

    def _sold(self) -> None:
        """Told in the worker, once after each purchase."""
        if "back_room" in vars(self):
            self.back_room.sync.nudge()
        if self._settings.drawer.opens == "sale":
            self.slips.open_drawer()

    def _open_drawer(self) -> None:
        actor = self.entrance.actor
        if actor is None or not self._application.drawer.may_open(actor):
            return
        request = Request(str(uuid7()), actor, self._application.clock.now())
        self._tasks.run(
            lambda: self._application.drawer.call(request),
            lambda _answer: self.slips.open_drawer(),
            self._refused,
        )

    def _idle_too_long(self) -> None:
        minutes = self._settings.counter.lock_after_minutes
        if self.cashier.presenter.is_idle():
            self.lock()
        else:
            self._idle.watch(minutes * 60)

    def _look_at_till(self) -> None:
        """See what the shop's till printed, where somebody listens to it."""
        self._noted.beat()
        if self._settings.relay.on or self._folder.relay.is_dir():
            self.cashier.presenter.offers.look()

    def _do_idle_work(self) -> None:
        """Move the write-ahead log into the database while nobody is being served."""
        self.back_room.look(self._settings)
        if self.cashier.presenter.is_idle():
            self._tasks.run(self._application.store.checkpoint, _nothing, _nothing)

    def _chosen(self, entry: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            menu.SETTINGS: self._open_settings,
            menu.SLIPS: self.cashier.presenter.queue_wanted,
            menu.DRAWER: self._open_drawer,
            menu.HELP: self.cashier.presenter.help_wanted,
            menu.LOCK: self.lock,
            menu.CHANGE_STAFF: lambda: self.lock(Occasion.CHANGE),
            menu.DISPLAY: lambda: self.member_side.toggle(self._window),
            menu.LANGUAGE: self._switch_language,
            menu.THEME: self._switch_theme,
            menu.FULL_SCREEN: self._toggle_full_screen,
            menu.QUIT: self._window.close,
        }
        acts[entry]()

    def _open_settings(self) -> None:
        actor = self.entrance.actor
        if actor is None or actor.role is not Role.MANAGER:
            return
        screen = self._settings_screen or self._make_settings()
        self._settings_screen = screen
        self.readers.scans.hand_to(None)
        self.camera.rest()
        self._window.show_screen(screen.view)
        screen.open()

    def _make_settings(self) -> _Settings:
        # It is a tenth of what there is to import, and on most days nobody opens it.
        from pos_loyalty.terminal.settings_opening import furnished_settings  # noqa: PLC0415

        return furnished_settings(
            self._application,
            self._folder,
            who=self._actor,
            tasks=self._tasks,
            words=self._words,
            till=self._window,
            member_side=self.member_side,
            wedge=self.readers.wedge,
            serial=self.readers.serial,
            camera=lambda: self.camera.camera,
            companions=self.back_room.companions,
            sync=self.back_room.sync,
            settings_changed=self._settings_changed.emit,
            program_changed=self._program_changed.emit,
            slip_queued=self.slips.nudge,
            printers=lambda: self.slips.statuses,
            left=self._back_to_counter,
        )

    @Slot()
    def _use_program(self) -> None:
        """Another program is published: words, product groups and lists may differ."""
        self.cashier.presenter.program_changed()
        self._use_settings()

    def _switch_language(self) -> None:
        language: Language = "en" if self._settings.counter_language == "de" else "de"
        self._change(
            lambda settings: replace(settings, counter=replace(settings.counter, language=language))
        )

    def _switch_theme(self) -> None:
        wanted: Theme = "light" if theme.look().colors.is_dark else "dark"
        self._change(
            lambda settings: replace(settings, counter=replace(settings.counter, theme=wanted))
        )

    def _change(self, change: Callable[[Settings], Settings]) -> None:
        self._tasks.run(
            lambda: self._application.settings.change(change),
            lambda _settings: self._use_settings(),
            self._refused,
        )

    def _use_settings(self) -> None:
        """Look, speak and work as the settings say now."""
        self._dress()
        self.back_room.use(self._settings)
        # It may be another printer now.
        self.slips.hurry()
        self.cashier.presenter.printers_changed(self.slips.statuses)

    def _dress(self) -> None:
        """Look, speak and listen as the settings say now."""
        settings = self._settings
        look = look_for(settings, paths.resources())
        if look != theme.look():
            theme.apply(self._app, look)
        keep_look(self._folder, look)
        program = self._application.programs.current(self._application.clock.now()).program
        self._words = self._application.voice.words(program, settings.counter_language)
        self.cashier.speak(self._words)
        if self._settings_screen is not None:
            self._settings_screen.speak(self._words)
        self.readers.use(settings.scanner)
        self.camera.use(settings.scanner, self._words)
        self.entrance.speak(self._words)
        self.member_side.speak(self._application.voice.words(program, settings.display_language))
        sounds = SystemSounds(paths.resources()) if settings.counter.sounds else Silence()
        self.member_side.use(sounds)
        self._draw_bar()

    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def _draw_bar(self) -> None:
        words, actor = self._words, self.entrance.actor
        shop_name, till_name = self._names()
        staff = ChipState(
            actor.name if actor else "",
            Level.PLAIN,
            words.text("Hand over to somebody else (F7)"),
        )
        self._window.draw(
            ShellState(
                shop_name=shop_name,
                till_name=till_name,
                printer=printer_chip(self.slips.statuses, words),
                link=link_chip(self._link, words),
                staff=staff,
                time=words.formats.time(self._application.clock.now()),
                menu=menu.menu_for(
                    words,
                    actor.role if actor else None,
                    is_dark=theme.look().colors.is_dark,
                    has_drawer=actor is not None and self._application.drawer.may_open(actor),
                ),
                menu_name=words.text("Menu"),
            )
        )

    def _refused(self, error: LoyaltyError) -> None:
        self._window.say(NoticeTone.BAD, message_for(error, self._words))


def _nothing(_answer: object) -> None:
    """For work whose answer nobody waits for."""
