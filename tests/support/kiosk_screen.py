"""The members' screen of a till without Qt, with everything that was shown and heard."""

from datetime import timedelta
from itertools import count

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.kiosk.presenter import KioskPresenter, Surroundings
from pos_loyalty.terminal.screens.kiosk.state import Intent, KioskState, Option
from pos_loyalty.terminal.tasks import ImmediateTasks, TaskRunner
from tests.support.clock import FixedClock
from tests.support.kiosk import FakeKiosk


class Screen:
    """One screen, at which nobody is yet."""

    def __init__(self, tasks: TaskRunner | None = None) -> None:
        self.clock = FixedClock()
        self.kiosk = FakeKiosk()
        self.shown: list[KioskState] = []
        self.heard: list[str] = []
        self.spoken: list[str] = []
        self.is_free = True
        self.may_join = True
        self.keys = (f"k{number}" for number in count(1))
        self.presenter = KioskPresenter(
            self.kiosk,
            Surroundings(
                show=self.shown.append,
                words=words_for,
                spoken=self.spoken.append,
                is_free=lambda: self.is_free,
                may_join=lambda: self.may_join,
                accepted=lambda: self.heard.append("accepted"),
                refused=lambda: self.heard.append("refused"),
            ),
            tasks=tasks or ImmediateTasks(),
            clock=self.clock,
            new_key=lambda: next(self.keys),
            language="de",
            patience_s=12,
        )
        self.presenter.open()

    @property
    def state(self) -> KioskState:
        return self.shown[-1]

    def wait(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self.presenter.ticked()

    def options(self) -> tuple[Option, ...]:
        """What can be pressed on the page."""
        home, ask = self.state.home, self.state.ask
        return home.options if home else ask.options if ask else ()

    def option(self, intent: Intent) -> Option:
        return next(option for option in self.options() if option.intent == intent)

    def lines(self) -> tuple[str, ...]:
        """What a page with big buttons says."""
        return self.state.ask.lines if self.state.ask else ()
