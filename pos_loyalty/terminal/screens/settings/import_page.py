"""Joins the import page to its presenter, ready to stand among the settings."""

from collections.abc import Callable

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.import_ports import ImportRoom
from pos_loyalty.terminal.screens.settings.import_presenter import ImportPresenter
from pos_loyalty.terminal.screens.settings.import_view import ImportPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


def import_page(room: ImportRoom) -> Callable[[GuestTools], GuestPage]:
    """What makes the page once the settings are opened."""

    def join(tools: GuestTools) -> GuestPage:
        page = ImportPage(tools.words)
        presenter = ImportPresenter(room, tasks=tools.tasks, words=tools.words, show=page.draw)
        page.kind_chosen.connect(presenter.choose_kind)
        page.file_chosen.connect(presenter.choose_file)
        page.left_file.connect(presenter.start_over)
        page.picked.connect(presenter.choose)
        page.column_picked.connect(presenter.choose_column)
        page.mode_chosen.connect(presenter.choose_mode)
        page.new_members_set.connect(
            lambda is_wanted: presenter.take_new_members(is_wanted=is_wanted)
        )
        page.checked.connect(presenter.check)
        page.stopped.connect(presenter.stop)
        page.back_wanted.connect(presenter.back)
        page.taken_in.connect(presenter.take_in)
        return GuestPage(Section.IMPORT, page, presenter)

    return join
