"""Joins the page about several tills to its presenter, as a guest of the settings."""

from collections.abc import Callable

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.hub_ports import HubDesk, Look
from pos_loyalty.terminal.screens.settings.hub_presenter import HubPresenter
from pos_loyalty.terminal.screens.settings.hub_view import HubPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


def hub_page(
    desk: HubDesk,
    *,
    look: Look,
    scans: Callable[[Callable[[str], object]], None] = lambda _heard: None,
) -> Callable[[GuestTools], GuestPage]:
    """What joins the page to settings that are being built.

    ``scans`` is given what hears the till's scanners, in the window's thread.
    """

    def join(tools: GuestTools) -> GuestPage:
        view = HubPage()
        presenter = HubPresenter(
            desk, tasks=tools.tasks, words=tools.words, show=view.draw, look=look
        )
        view.pair.url_typed.connect(presenter.type_url)
        view.pair.code_typed.connect(presenter.type_code)
        view.pair.till_typed.connect(presenter.type_till)
        view.pair.certificate_chosen.connect(presenter.choose_certificate)
        view.pair.camera_wanted.connect(presenter.look)
        view.pair.wanted.connect(presenter.pair)
        view.standing.wanted.connect(presenter.sync)
        view.dismissed.connect(presenter.dismiss)
        desk.tell(
            talked=presenter.talked,
            progressed=presenter.progressed,
            troubled=presenter.troubled,
        )
        scans(lambda text: view.isVisible() and presenter.scanned(text))
        return GuestPage(Section.HUB, view, presenter)

    return join
