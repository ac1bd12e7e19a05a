"""The member's side of the counter: the second screen, its reader, and what is heard."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview
from pos_loyalty.domain.play import Played
from pos_loyalty.i18n.words import Words
from pos_loyalty.scanning.scan import Scan
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from pos_loyalty.terminal.member_window import MemberWindow
from pos_loyalty.terminal.screens.customer_display.presenter import CustomerDisplayPresenter
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Moment
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from pos_loyalty.terminal.shell.second_screen import other_screen, show_on
from pos_loyalty.terminal.slides import SlideThread
from pos_loyalty.terminal.sounds import Silence, Sound, Sounds
from pos_loyalty.terminal.tasks import TaskRunner
from pos_loyalty.terminal.theme_stage import DARK_STAGE, LIGHT_STAGE

if TYPE_CHECKING:
    # For the checker alone: the first scan at the counter does not wait for it.
    from pos_loyalty.terminal.screens.kiosk.presenter import Surroundings
    from pos_loyalty.terminal.screens.kiosk.screen import KioskScreen
    from pos_loyalty.terminal.screens.kiosk.state import KioskState

_WINDOW_SIZE = (1024, 640)

_log = logging.getLogger(__name__)


class MemberSide(QObject):
    """An ``Audience``: hands on what the counter does to the members' screen, if there is one.

    With a reader on their side, members use it on their own. Whatever the counter does comes
    first: it takes the screen, and a visit ends.
    """

    def __init__(
        self,
        application: Application,
        words: Words,
        sounds: Sounds | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._words = words
        self._sounds = sounds or Silence()
        settings = application.settings.settings()
        self.kiosk: KioskScreen | None = None
        self.view = CustomerDisplayView(words)
        self.window = MemberWindow(self.view)
        self.window.setWindowTitle(self.view.windowTitle())
        self._presenter = CustomerDisplayPresenter(
            clock=application.clock,
            words=words,
            shop_name=settings.shop.name,
            show=self._show_display,
            forget_after_s=settings.display.forget_after_s,
        )
        self.slides = SlideThread(self)
        self._slides_shown: tuple[str, int, QSize] | None = None
        self._is_alone = False
        self._page = "away"
        self._scans: ScanRouter | None = None
        self.last_receipt: Receipt | None = None
        self.view.ticked.connect(self._ticked)
        self.slides.pictured.connect(self.view.show_picture)
        self.window.came.connect(self._come)
        self.window.went.connect(self._go)
        self.window.settled.connect(self._use_slides)
        self._dress()
        self._presenter.open()

    def use(self, sounds: Sounds) -> None:
        """Sound differently, or not at all."""
        self._sounds = sounds

    def speak(self, words: Words) -> None:
        """Go on in another language, and as the settings say now."""
        self._words = words
        if self.kiosk is not None:
            patience_s = self._application.settings.settings().display.forget_after_s
            self.kiosk.presenter.use(language=words.translator.language, patience_s=patience_s)
        self._dress()
        if self.kiosk is None or self.kiosk.presenter.is_away:
            self._speak_display(words)
        self._use_slides()
        self._place_foot()

    def serve_members(
        self, tasks: TaskRunner, scans: ScanRouter, slip_queued: Callable[[], None]
    ) -> None:
        """From now on members may use the screen on their own, with the reader on their side."""
        # Nobody at the counter waits for it.
        from pos_loyalty.terminal.late_kiosk import LateKiosk  # noqa: PLC0415
        from pos_loyalty.terminal.screens.kiosk.screen import KioskScreen  # noqa: PLC0415

        self._scans = scans
        application = self._application
        self.kiosk = KioskScreen(
            LateKiosk(lambda: application.kiosk(slip_queued)),
            self._surroundings,
            tasks=tasks,
            clock=application.clock,
            language=self._words.translator.language,
            patience_s=application.settings.settings().display.forget_after_s,
            parent=self,
        )
        self._dress()
        self.window.place_foot(self.kiosk.foot)
        self._place_foot()
        if self.window.isVisible():
            self._come()

    def stand_alone(self) -> None:
        """There is no counter: every reader is the members'."""
        self._is_alone = True
        self._place_foot()

    def open_if_wanted(self, till: QWidget) -> None:
        """Fill the screen that the settings name, when it is plugged in."""
        wanted = self._application.settings.settings().display.screen
        screens = {screen.name(): screen for screen in QGuiApplication.screens()}
        if wanted and wanted in screens and screens[wanted] is not till.screen():
            show_on(self.window, screens[wanted])

    def toggle(self, till: QWidget) -> None:
        """Show the members' screen on the second screen, or in a window where there is none."""
        if self.window.isVisible():
            self.window.hide()
            return
        screen = other_screen(till)
        if screen is not None:
            show_on(self.window, screen)
            return
        self.window.resize(*_WINDOW_SIZE)
        self.window.showNormal()

    def close(self) -> None:
        """Take the second window away."""
        self.window.close()
        self.slides.stop()

    def member_came(self, member: MemberGlance) -> None:
        _log.info("a member is served", extra={"member_id": member.member_id})
        self._sounds.play(Sound.ACCEPTED)
        self._take_over()
        self._presenter.member_came(member)

    def sale_changed(self, preview: SalePreview | None) -> None:
        self._presenter.sale_changed(preview)

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None:
        self.last_receipt = receipt
        _log.info("recorded and shown", extra={"sale_id": receipt.id})
        self._take_over()
        self._presenter.sale_done(receipt, member)

    def played(self, played: Played, member: MemberGlance) -> None:
        self._take_over()
        self._presenter.played(played, member)

    def member_left(self) -> None:
        self._presenter.member_left()

    def scan_refused(self) -> None:
        self._sounds.play(Sound.REFUSED)

    # Members on their own

    def give_up_visit(self) -> None:
        """Whoever used the screen is sent away: somebody of the staff has come."""
        self._take_over()

    @Slot()
    def _come(self) -> None:
        if self._scans is not None:
            self._scans.hand_member_side_to(self.scanned)

    @Slot()
    def _go(self) -> None:
        """Without a screen, a reader on the members' side serves the counter."""
        self._use_slides()
        if self._scans is not None:
            self._scans.hand_member_side_to(None)
        self._take_over()

    def scanned(self, scan: Scan) -> None:
        """A card before the members' reader."""
        if self.kiosk is not None:
            self.kiosk.presenter.card_shown(scan.text)

    def _take_over(self) -> None:
        if self.kiosk is not None:
            self.kiosk.presenter.interrupted()

    def _surroundings(self, draw: "Callable[[KioskState], None]") -> "Surroundings":
        from pos_loyalty.terminal.screens.kiosk.presenter import (  # noqa: PLC0415 - see above
            Surroundings,
        )

        def show(state: "KioskState") -> None:
            draw(state)
            self._bring_up(state)

        return Surroundings(
            show=show,
            words=self._words_in,
            spoken=lambda code: self._speak_display(self._words_in(code)),
            is_free=lambda: self._presenter.moment in {Moment.IDLE, Moment.RESULT},
            may_join=lambda: self._application.settings.settings().display.joining,
            accepted=lambda: self._sounds.play(Sound.ACCEPTED),
            refused=lambda: self._sounds.play(Sound.REFUSED),
        )

    def _bring_up(self, state: "KioskState") -> None:
        if self.kiosk is None:
            return
        if state.page.value != self._page:
            self._page = state.page.value
            _log.info("the members' screen turns", extra={"status": self._page})
        if state.is_away:
            self.window.show_display()
        else:
            # What was just bought there is not for whoever comes next.
            self._presenter.open()
            self.window.show_page(self.kiosk.view)
        self._place_foot()

    def _show_display(self, state: DisplayState) -> None:
        self.view.draw(state)
        self._place_foot()

    def _place_foot(self) -> None:
        """The invitation is there while nobody is, and where there is a reader to obey it."""
        if self.kiosk is not None:
            is_idle = self._presenter.moment is Moment.IDLE and self.kiosk.presenter.is_away
            self.kiosk.foot.setVisible(is_idle and (self._is_alone or self._has_reader()))

    def _has_reader(self) -> bool:
        scanner = self._application.settings.settings().scanner
        serial = bool(scanner.serial) and scanner.serial_side == "member"
        camera = bool(scanner.camera) and scanner.camera_side == "member"
        return bool(scanner.member_prefix) or serial or camera

    @Slot()
    def _use_slides(self) -> None:
        """Show the pictures that the settings name, at the size that the window has now."""
        display = self._application.settings.settings().display
        wanted = (display.slides, display.slide_seconds, self.view.size())
        if not self.window.isVisible() or not display.slides:
            self._slides_shown = None
            self.slides.stop()
            self.view.show_picture(None)
        elif wanted != self._slides_shown:
            self._slides_shown = wanted
            folder = Path(display.slides).expanduser()
            self.slides.start(folder, every_s=display.slide_seconds, size=self.view.size())

    @Slot()
    def _ticked(self) -> None:
        self._presenter.ticked()
        if self.kiosk is not None:
            self.kiosk.presenter.ticked()

    def _words_in(self, code: str) -> Words:
        if code == self._words.translator.language:
            return self._words
        program = self._application.programs.current(self._application.clock.now()).program
        return self._application.voice.words(program, code)

    def _speak_display(self, words: Words) -> None:
        self.view.set_words(words)
        self.window.setWindowTitle(self.view.windowTitle())
        shop_name = self._application.settings.settings().shop.name
        self._presenter.speak(words, shop_name=shop_name)

    def _dress(self) -> None:
        wanted = self._application.settings.settings().display.theme
        colors = {"light": LIGHT_STAGE, "dark": DARK_STAGE}.get(wanted)
        self.view.wear(colors)
        if self.kiosk is not None:
            fallback = DARK_STAGE if theme.look().colors.is_dark else LIGHT_STAGE
            self.kiosk.view.wear(colors or fallback)
