"""The member's side of the counter: the second screen, and what is heard."""

import logging

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview
from pos_loyalty.domain.play import Played
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.customer_display.presenter import CustomerDisplayPresenter
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from pos_loyalty.terminal.shell.second_screen import other_screen, show_on
from pos_loyalty.terminal.sounds import Silence, Sound, Sounds
from pos_loyalty.terminal.theme_stage import DARK_STAGE, LIGHT_STAGE

_WINDOW_SIZE = (1024, 640)

_log = logging.getLogger(__name__)


class MemberSide(QObject):
    """An ``Audience``: hands on what the counter does to the members' screen, if there is one."""

    def __init__(
        self,
        application: Application,
        words: Words,
        sounds: Sounds | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._sounds = sounds or Silence()
        settings = application.settings.settings()
        self.view = CustomerDisplayView(words)
        self._presenter = CustomerDisplayPresenter(
            clock=application.clock,
            words=words,
            shop_name=settings.shop.name,
            show=self.view.draw,
            forget_after_s=settings.display.forget_after_s,
        )
        self.last_receipt: Receipt | None = None
        self.view.ticked.connect(self._presenter.ticked)
        self._dress()
        self._presenter.open()

    def use(self, sounds: Sounds) -> None:
        """Sound differently, or not at all."""
        self._sounds = sounds

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self.view.set_words(words)
        self._dress()
        shop_name = self._application.settings.settings().shop.name
        self._presenter.speak(words, shop_name=shop_name)

    def _dress(self) -> None:
        theme = self._application.settings.settings().display.theme
        self.view.wear({"light": LIGHT_STAGE, "dark": DARK_STAGE}.get(theme))

    def open_if_wanted(self, till: QWidget) -> None:
        """Fill the screen that the settings name, when it is plugged in."""
        wanted = self._application.settings.settings().display.screen
        screens = {screen.name(): screen for screen in QGuiApplication.screens()}
        if wanted and wanted in screens and screens[wanted] is not till.screen():
            show_on(self.view, screens[wanted])

    def toggle(self, till: QWidget) -> None:
        """Show the members' screen on the second screen, or in a window where there is none."""
        if self.view.isVisible():
            self.view.hide()
            return
        screen = other_screen(till)
        if screen is not None:
            show_on(self.view, screen)
            return
        self.view.resize(*_WINDOW_SIZE)
        self.view.showNormal()

    def close(self) -> None:
        """Take the second window away."""
        self.view.close()

    def member_came(self, member: MemberGlance) -> None:
        _log.info("a member is served", extra={"member_id": member.member_id})
        self._sounds.play(Sound.ACCEPTED)
        self._presenter.member_came(member)

    def sale_changed(self, preview: SalePreview | None) -> None:
        self._presenter.sale_changed(preview)

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None:
        self.last_receipt = receipt
        _log.info("recorded and shown", extra={"sale_id": receipt.id})
        self._presenter.sale_done(receipt, member)

    def played(self, played: Played, member: MemberGlance) -> None:
        self._presenter.played(played, member)

    def member_left(self) -> None:
        self._presenter.member_left()

    def scan_refused(self) -> None:
        self._sounds.play(Sound.REFUSED)
