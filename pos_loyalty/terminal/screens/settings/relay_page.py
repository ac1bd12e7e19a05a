"""Joins the page of the till that is read along to its presenter, as a guest of the settings."""

from collections.abc import Callable

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.relay_presenter import RelayDesk, RelayPresenter
from pos_loyalty.terminal.screens.settings.relay_state import Target
from pos_loyalty.terminal.screens.settings.relay_view import RelayPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools


def relay_page(desk: RelayDesk) -> Callable[[GuestTools], GuestPage]:
    """What joins the page to settings that are being built."""

    def join(tools: GuestTools) -> GuestPage:
        view = RelayPage()
        presenter = RelayPresenter(desk, tasks=tools.tasks, words=tools.words, show=view.draw)
        view.wire.switched.connect(presenter.switch)
        view.wire.listen_typed.connect(presenter.type_listen)
        view.wire.printer_typed.connect(presenter.type_printer)
        view.wire.minutes_typed.connect(presenter.type_minutes)
        view.wire.minutes_left.connect(presenter.keep_minutes)
        view.wire.block_switched.connect(presenter.switch_block)
        view.wire.teaching_switched.connect(presenter.switch_teaching)
        view.wire.looked.connect(presenter.look)
        view.teach.chosen.connect(presenter.choose)
        view.teach.forgotten.connect(presenter.forget)
        view.teach.sheet.pointed.connect(presenter.point)
        view.teach.sheet.aimed.connect(lambda target: presenter.aim(Target(target)))
        view.teach.sheet.learned.connect(presenter.learn)
        view.dismissed.connect(presenter.dismiss)
        return GuestPage(Section.RELAY, view, presenter)

    return join
