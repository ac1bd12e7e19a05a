"""Joins the page of prize draws to its presenter, ready to stand among the settings."""

from collections.abc import Callable

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.draws_ports import DrawsRoom
from pos_loyalty.terminal.screens.settings.draws_presenter import DrawsPresenter
from pos_loyalty.terminal.screens.settings.draws_view import DrawsPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


def draws_page(room: DrawsRoom) -> Callable[[GuestTools], GuestPage]:
    """What makes the page once the settings are opened."""

    def join(tools: GuestTools) -> GuestPage:
        page = DrawsPage(tools.words)
        presenter = DrawsPresenter(room, tasks=tools.tasks, words=tools.words, show=page.draw)
        page.commit_wanted.connect(presenter.commit)
        page.asked.connect(presenter.ask)
        page.confirmed.connect(presenter.hold)
        page.declined.connect(presenter.close)
        page.print_wanted.connect(presenter.print_result)
        page.export_chosen.connect(presenter.export)
        page.dismissed.connect(presenter.dismiss)
        return GuestPage(Section.DRAWS, page, presenter)

    return join
