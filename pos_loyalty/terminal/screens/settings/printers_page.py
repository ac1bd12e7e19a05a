"""Joins the page of the printers to its presenter."""

from collections.abc import Callable

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.printers_ports import PrintersRoom
from pos_loyalty.terminal.screens.settings.printers_presenter import PrintersPresenter
from pos_loyalty.terminal.screens.settings.printers_view import PrintersPage


def join_printers(
    page: PrintersPage,
    room: PrintersRoom,
    *,
    words: Words,
    text_of: Callable[[str], str],
    edit: Callable[[str, str], None],
) -> PrintersPresenter:
    """The presenter of the page, connected; ``text_of`` and ``edit`` are the draft's."""
    presenter = PrintersPresenter(
        room, words=words, text_of=text_of, edit=edit, show=page.draw_printers
    )
    page.appeared.connect(presenter.appear)
    page.gone.connect(presenter.leave)
    page.moment_passed.connect(presenter.tick)
    page.search_wanted.connect(presenter.search)
    page.network_wanted.connect(presenter.search_network)
    page.search_stopped.connect(presenter.stop)
    page.found_chosen.connect(presenter.choose)
    page.kind_chosen.connect(presenter.choose_kind)
    return presenter
