"""Joins the page “Test on my sales” to its presenter, ready to stand among the settings."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationRoom
from pos_loyalty.terminal.screens.settings.simulate_presenter import SimulatePresenter
from pos_loyalty.terminal.screens.settings.simulate_view import SimulatePage


def simulate_page(room: SimulationRoom) -> Callable[[GuestTools], GuestPage]:
    """What makes the page once the settings are opened."""

    def join(tools: GuestTools) -> GuestPage:
        page = SimulatePage(tools.words)
        presenter = SimulatePresenter(
            room, tools.draft, tasks=tools.tasks, words=tools.words, show=page.draw
        )
        page.subject_chosen.connect(presenter.choose)
        page.file_chosen.connect(presenter.choose_file)
        page.remembered_switched.connect(presenter.switch_remembered)
        page.started.connect(presenter.start)
        page.stopped.connect(presenter.stop)
        page.left_result.connect(presenter.start_over)
        page.looked.connect(presenter.look)
        app = QCoreApplication.instance()
        if app is not None:
            # A till that closes waits for nothing that is only tried.
            app.aboutToQuit.connect(room.stop)
        return GuestPage(Section.SIMULATION, page, presenter)

    return join
