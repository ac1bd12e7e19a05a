"""A shop's floor without a counter: one screen that only members use."""

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from pos_loyalty.config import paths
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.staff import KIOSK
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.devices.camera_port import CameraPort
from pos_loyalty.terminal.loading import Opened
from pos_loyalty.terminal.member_side import MemberSide
from pos_loyalty.terminal.readers import Readers
from pos_loyalty.terminal.screens.way_out.presenter import WayOutPresenter
from pos_loyalty.terminal.screens.way_out.view import WayOutView
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.slip_thread import SlipThread
from pos_loyalty.terminal.sounds import SystemSounds
from pos_loyalty.terminal.sync_thread import SyncThread
from pos_loyalty.terminal.theme_choice import look_for
from pos_loyalty.terminal.worker import WorkerTasks

_REST_MS: Final = 30_000

_log = logging.getLogger(__name__)


class KioskFloor(QObject):
    """Every scanner serves the members, nobody signs in, and only a manager's PIN ends it."""

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
        application = opened.application
        self.slips = SlipThread(application, folder, stumbled=stumbled, parent=self)
        self.sync = SyncThread(application, stumbled=stumbled, parent=self)
        self.member_side = MemberSide(application, opened.words, parent=self)
        scanner = application.settings.settings().scanner
        self.readers = Readers(app, scanner, now=application.clock.now, parent=self)
        self._camera: CameraPort | None = None
        self._rest = QTimer(self, interval=_REST_MS)
        self.way_out = WayOutView()
        self._gate = WayOutPresenter(
            approve=self._approve,
            let_out=self._let_out,
            back=self.member_side.window.show_display,
            show=self.way_out.draw,
            tasks=tasks,
            clock=application.clock,
            words=self._words,
        )
        self._connect()

    @property
    def counter(self) -> None:
        """There is none."""

    def open(self) -> None:
        """Show the shop, and let nobody past it."""
        settings = self._application.settings.settings()
        look = look_for(settings, paths.resources())
        if look != theme.look():
            theme.apply(self._app, look)
        language = settings.display_language
        program = self._application.programs.current(self._application.clock.now()).program
        self.member_side.speak(self._application.voice.words(program, language))
        if settings.counter.sounds:
            self.member_side.use(SystemSounds(paths.resources()))
        self._window.hold()
        self._window.show_alone(self.member_side.window)
        self.readers.start()

    def settle(self) -> None:
        """Start what the first frame need not wait for."""
        self.member_side.serve_members(self._tasks, self.readers.scans, self.slips.nudge)
        self.member_side.stand_alone()
        self.readers.scans.hand_to(self.member_side.scanned)
        scanner = self._application.settings.settings().scanner
        self.readers.use(scanner)
        if scanner.camera:
            self._look(scanner.camera)
        self.slips.start()
        self.sync.start()
        self._rest.start()

    def close(self) -> None:
        """Stop threads and devices; what waits is there at the next start."""
        self._rest.stop()
        self.readers.stop()
        if self._camera is not None:
            self._camera.stop()
        self.member_side.close()
        self.sync.stop()
        self.slips.stop()

    def _connect(self) -> None:
        self.member_side.window.corner_held.connect(self._ask_for_pin)
        self._rest.timeout.connect(self._do_idle_work)
        view, gate = self.way_out, self._gate
        view.digit_typed.connect(gate.digit)
        view.deleted.connect(gate.delete)
        view.entered.connect(gate.enter)
        view.left.connect(gate.leave)
        view.ticked.connect(gate.ticked)

    def _ask_for_pin(self) -> None:
        _log.info("the way out is asked for")
        self.member_side.give_up_visit()
        self.way_out.speak(self._words())
        self.member_side.window.show_page(self.way_out)
        self._gate.open()

    def _approve(self, pin: str) -> object:
        """The manager whose PIN it is; in the worker."""
        return self._application.staff.approve(KIOSK, pin, self._application.clock.now())

    def _let_out(self) -> None:
        self._window.release()
        self._window.close()

    def _words(self) -> Words:
        settings = self._application.settings.settings()
        program = self._application.programs.current(self._application.clock.now()).program
        return self._application.voice.words(program, settings.counter_language)

    def _look(self, name: str) -> None:
        # Costs the libraries for video, which few screens need.
        from pos_loyalty.terminal.camera_desk import camera_of_this_computer  # noqa: PLC0415

        self._camera = camera_of_this_computer()
        self._camera.read.connect(self.readers.scans.from_camera)
        self._camera.start(name)

    def _do_idle_work(self) -> None:
        kiosk = self.member_side.kiosk
        if kiosk is not None and kiosk.presenter.is_away:
            self._tasks.run(self._application.store.checkpoint, _nothing, _nothing)


def _nothing(_answer: object) -> None:
    """For work whose answer nobody waits for."""
