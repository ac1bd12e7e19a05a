"""Joins the page of the settlement to its presenter, as a guest of the settings."""

from collections.abc import Callable

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.partners_presenter import (
    PartnerBooks,
    PartnersPresenter,
)
from pos_loyalty.terminal.screens.settings.partners_view import PartnersPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


def partners_page(books: PartnerBooks) -> Callable[[GuestTools], GuestPage]:
    """What joins the page to settings that are being built."""

    def join(tools: GuestTools) -> GuestPage:
        view = PartnersPage()
        presenter = PartnersPresenter(
            books, tasks=tools.tasks, clock=tools.clock, words=tools.words, show=view.draw
        )
        view.span_chosen.connect(presenter.choose_span)
        view.went_back.connect(presenter.go_back)
        view.went_on.connect(presenter.go_on)
        view.exported.connect(presenter.export)
        view.dismissed.connect(presenter.dismiss)
        return GuestPage(Section.SETTLEMENT, view, presenter)

    return join
