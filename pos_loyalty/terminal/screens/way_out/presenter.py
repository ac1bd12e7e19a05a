"""Asks for a manager's PIN before the program ends; whoever only tried is led back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.way_out.state import WayOutState
from pos_loyalty.terminal.tasks import TaskRunner

_MOST_DIGITS: Final = 8
_PATIENCE: Final = timedelta(seconds=20)


class WayOutPresenter:
    """``approve`` takes a PIN, in the worker, and refuses all but a manager's.

    ``let_out`` is called when the PIN is right, ``back`` when nobody wants out any more.
    """

    def __init__(
        self,
        *,
        approve: Callable[[str], object],
        let_out: Callable[[], None],
        back: Callable[[], None],
        show: Callable[[WayOutState], None],
        tasks: TaskRunner,
        clock: Clock,
        words: Callable[[], Words],
    ) -> None:
        self._approve = approve
        self._let_out = let_out
        self._back = back
        self._show = show
        self._tasks = tasks
        self._clock = clock
        self._words = words
        self._pin = ""
        self._touched_at = clock.now()
        self._state = WayOutState()

    def open(self) -> None:
        """Ask anew."""
        self._touched_at = self._clock.now()
        self._pin = ""
        self._become(WayOutState())

    def digit(self, digit: str) -> None:
        """One more digit of the PIN."""
        self._touched_at = self._clock.now()
        if not self._state.is_busy and len(self._pin) < _MOST_DIGITS:
            self._pin += digit
            self._become(WayOutState(len(self._pin)))

    def delete(self) -> None:
        """Take the last digit away."""
        self._touched_at = self._clock.now()
        if not self._state.is_busy:
            self._pin = self._pin[:-1]
            self._become(WayOutState(len(self._pin)))

    def enter(self) -> None:
        """Try the PIN."""
        self._touched_at = self._clock.now()
        if self._state.is_busy or not self._pin:
            return
        pin, self._pin = self._pin, ""
        self._become(replace(self._state, is_busy=True))
        self._tasks.run(lambda: self._approve(pin), self._approved, self._refused)

    def leave(self) -> None:
        """Back to the members' screen."""
        self._pin = ""
        self._become(WayOutState())
        self._back()

    def ticked(self) -> None:
        """A second has gone by."""
        quiet = self._clock.now() - self._touched_at
        if not timedelta(0) <= quiet < _PATIENCE and not self._state.is_busy:
            self.leave()

    def _approved(self, _manager: object) -> None:
        self._become(WayOutState())
        self._let_out()

    def _refused(self, error: LoyaltyError) -> None:
        self._become(WayOutState(notice=message_for(error, self._words())))

    def _become(self, state: WayOutState) -> None:
        self._state = state
        self._show(state)
