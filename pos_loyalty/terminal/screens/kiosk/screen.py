"""The members' screen for own use, joined: what is pressed goes to the presenter."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from uuid_utils import uuid7

from pos_loyalty.config.clock import Clock
from pos_loyalty.terminal.screens.kiosk.foot_view import FootView
from pos_loyalty.terminal.screens.kiosk.ports import Kiosk
from pos_loyalty.terminal.screens.kiosk.presenter import KioskPresenter, Surroundings
from pos_loyalty.terminal.screens.kiosk.state import KioskState
from pos_loyalty.terminal.screens.kiosk.view import KioskView
from pos_loyalty.terminal.tasks import TaskRunner


class KioskScreen(QObject):
    """One member at a time. ``around`` is what there is besides the view."""

    def __init__(
        self,
        kiosk: Kiosk,
        around: Callable[[Callable[[KioskState], None]], Surroundings],
        *,
        tasks: TaskRunner,
        clock: Clock,
        language: str,
        patience_s: int,
        parent: QObject | None = None,
    ) -> None:
        """``around`` is given the view's way of drawing, and makes the surroundings with it."""
        super().__init__(parent)
        self.view = KioskView()
        self.foot = FootView(self.view.stage)
        self.presenter = KioskPresenter(
            kiosk,
            around(self._draw),
            tasks=tasks,
            clock=clock,
            new_key=lambda: str(uuid7()),
            language=language,
            patience_s=patience_s,
        )
        view, presenter = self.view, self.presenter
        view.chosen.connect(presenter.chosen)
        view.language_chosen.connect(presenter.language_chosen)
        self.foot.language_chosen.connect(presenter.language_chosen)
        self.foot.join_wanted.connect(presenter.join_wanted)
        view.done.connect(presenter.done)
        view.touched.connect(presenter.touched)
        view.ticked.connect(presenter.ticked)
        presenter.open()

    def _draw(self, state: KioskState) -> None:
        self.view.draw(state)
        self.foot.draw(state)
