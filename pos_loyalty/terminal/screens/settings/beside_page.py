"""Joins the page of other software to its presenter, as a guest of the settings."""

from collections.abc import Callable
from typing import Protocol

from pos_loyalty.terminal.screens.settings.beside_presenter import BesideDesk, BesidePresenter
from pos_loyalty.terminal.screens.settings.beside_view import BesidePage
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


class ToldDesk(BesideDesk, Protocol):
    """A desk that also tells when something beside the window has begun or ended."""

    def tell(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` then, in the window's thread."""
        ...


def beside_page(desk: ToldDesk) -> Callable[[GuestTools], GuestPage]:
    """What joins the page to settings that are being built."""

    def join(tools: GuestTools) -> GuestPage:
        view = BesidePage()
        presenter = BesidePresenter(desk, tasks=tools.tasks, words=tools.words, show=view.draw)
        view.api.switched.connect(presenter.switch_api)
        view.api.tested.connect(presenter.test_api)
        view.api.port_typed.connect(presenter.type_port)
        view.api.token_toggled.connect(presenter.toggle_token)
        view.api.token_copied.connect(presenter.copy_token)
        view.api.token_renewed.connect(presenter.renew_token)
        view.folder.chosen.connect(presenter.choose_folder)
        view.dismissed.connect(presenter.dismiss)
        desk.tell(presenter.companions_changed)
        return GuestPage(Section.BESIDE, view, presenter)

    return join
