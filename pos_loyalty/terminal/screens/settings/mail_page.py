"""Joins the page about e-mail to its presenter, as a guest of the settings."""

from collections.abc import Callable

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.mail_ports import MailDesk
from pos_loyalty.terminal.screens.settings.mail_presenter import MailPresenter
from pos_loyalty.terminal.screens.settings.mail_view import MailPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


def mail_page(desk: MailDesk) -> Callable[[GuestTools], GuestPage]:
    """What joins the page to settings that are being built."""

    def join(tools: GuestTools) -> GuestPage:
        view = MailPage()
        presenter = MailPresenter(desk, tasks=tools.tasks, words=tools.words, show=view.draw)
        view.edited.connect(presenter.edit)
        view.saved.connect(presenter.save)
        view.tried.connect(presenter.try_out)
        view.dismissed.connect(presenter.dismiss)
        return GuestPage(Section.MAIL, view, presenter)

    return join
