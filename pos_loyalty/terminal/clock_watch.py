"""Says that the clock has jumped, and lets a manager accept it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Slot

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.clock_guard import ClockDoubt, GuardedClock, accept_clock
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.tasks import TaskRunner
from pos_loyalty.terminal.widgets.notice import NoticeTone

_ACCEPT: Final = "accept-clock"


class ClockWatch(QObject):
    """Looks at the guarded clock whenever it is told to."""

    def __init__(
        self,
        clock: GuardedClock,
        application: Application,
        window: MainWindow,
        tasks: TaskRunner,
        *,
        actor: Callable[[], Actor | None],
        words: Callable[[], Words],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._application = application
        self._window = window
        self._tasks = tasks
        self._actor = actor
        self._words = words
        self._said_to: str | None = None
        window.news.action_chosen.connect(self._answered)

    def look(self) -> None:
        """Say once to each person who signs in that the clock is not believed."""
        doubt, actor = self._clock.doubt, self._actor()
        if doubt is None:
            self._said_to = None
        elif actor is not None and actor.staff_id != self._said_to:
            self._said_to = actor.staff_id
            self._say(doubt, may_accept=actor.role is Role.MANAGER)

    def _say(self, doubt: ClockDoubt, *, may_accept: bool) -> None:
        words = self._words()
        believed = words.formats.date_time(doubt.believed)
        accept = (_ACCEPT, words.text("The clock is right"))
        self._window.news.say(
            NoticeTone.WARN,
            words.text(
                "The computer’s clock says {shown}.", shown=words.formats.date_time(doubt.shown)
            ),
            words.text(
                "Everything is booked with {believed} until a manager accepts the clock.",
                believed=believed,
            ),
            (accept,) if may_accept else (),
        )

    @Slot(str)
    def _answered(self, action: str) -> None:
        actor = self._actor()
        if action == _ACCEPT and actor is not None:
            self._tasks.run(
                lambda: accept_clock(self._clock, self._application.store, actor),
                lambda _nothing: self._window.news.clear(),
                self._refused,
            )

    def _refused(self, error: LoyaltyError) -> None:
        self._window.say(NoticeTone.BAD, message_for(error, self._words()))
