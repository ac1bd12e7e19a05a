"""Signs people in: a name, a PIN, and no more."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.sign_in.ports import Door
from pos_loyalty.terminal.screens.sign_in.state import Occasion, SignInState, StaffTile
from pos_loyalty.terminal.tasks import TaskRunner

_SHORTEST_PIN: Final = 4
_LONGEST_PIN: Final = 8
_SECOND: Final = timedelta(seconds=1)


class SignInPresenter:
    """Turns taps and digits into states, and a right PIN into a person."""

    def __init__(
        self,
        door: Door,
        *,
        tasks: TaskRunner,
        clock: Clock,
        words: Words,
        show: Callable[[SignInState], None],
        signed_in: Callable[[Actor], None],
        left: Callable[[], None],
    ) -> None:
        """``signed_in`` gets the person; ``left`` is called when the change-over is given up."""
        self._door = door
        self._tasks = tasks
        self._clock = clock
        self._words = words
        self._show = show
        self._signed_in = signed_in
        self._left = left
        self._state = SignInState()
        self._pin = ""
        self._opens_at: dict[str, datetime] = {}

    @property
    def state(self) -> SignInState:
        """What is shown now."""
        return self._state

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, error=""))

    def open(self, occasion: Occasion, *, shop_name: str, till: str, last_staff: str = "") -> None:
        """Ask who is there. ``last_staff`` is offered first: mostly it is the same person."""
        self._pin = ""
        self._become(
            SignInState(occasion=occasion, shop_name=shop_name, till=till, chosen=last_staff)
        )
        self._tasks.run(self._door.people, self._found, self._refused)

    def choose(self, staff_id: str) -> None:
        """Take a name."""
        if self._state.is_busy:
            return
        self._pin = ""
        self._become(replace(self._state, chosen=staff_id, error=""))

    def choose_neighbor(self, step: int) -> None:
        """Take the next or the previous name, by arrow keys."""
        people = self._state.people
        if not people:
            return
        ids = [person.id for person in people]
        place = ids.index(self._state.chosen) + step if self._state.chosen in ids else 0
        self.choose(ids[place % len(ids)])

    def digit(self, digit: str) -> None:
        """Take one digit of the PIN."""
        state = self._state
        if state.is_busy or state.waiting_s or state.person is None:
            return
        if len(self._pin) < _LONGEST_PIN and digit.isdigit() and digit.isascii():
            self._pin += digit
            self._become(replace(state, error=""))

    def delete(self) -> None:
        """Take back the last digit."""
        if not self._state.is_busy:
            self._pin = self._pin[:-1]
            self._become(replace(self._state, error=""))

    def enter(self) -> None:
        """Try the PIN."""
        person = self._state.person
        if person is None or not self._state.may_enter:
            return
        pin, self._pin = self._pin, ""
        self._become(replace(self._state, is_busy=True, error=""))
        self._tasks.run(lambda: self._door.sign_in(person.id, pin), self._accepted, self._refused)

    def escape(self) -> None:
        """Clear the PIN; with none typed, give the change-over up."""
        if self._state.is_busy:
            return
        if self._pin:
            self._pin = ""
            self._become(replace(self._state, error=""))
        elif self._state.may_leave:
            self._left()

    def ticked(self) -> None:
        """A second has gone by while somebody has to wait."""
        before = self._state.waiting_s
        if before and not self._waiting_s(self._state.chosen):
            self._become(replace(self._state, error=""))
        elif before:
            self._become(self._state)

    def _found(self, people: Sequence[StaffTile]) -> None:
        tiles = tuple(people)
        chosen = self._state.chosen
        if chosen not in {tile.id for tile in tiles}:
            chosen = tiles[0].id if len(tiles) == 1 else ""
        self._become(replace(self._state, people=tiles, chosen=chosen, is_loaded=True))

    def _accepted(self, actor: Actor) -> None:
        self._opens_at.pop(actor.staff_id, None)
        self._become(replace(self._state, is_busy=False))
        self._signed_in(actor)

    def _refused(self, error: LoyaltyError) -> None:
        until = error.facts.get("until")
        if isinstance(until, datetime):
            self._opens_at[self._state.chosen] = until
        self._become(
            replace(
                self._state,
                is_busy=False,
                is_loaded=True,
                error=message_for(error, self._words),
            )
        )

    def _waiting_s(self, staff_id: str) -> int:
        opens_at = self._opens_at.get(staff_id)
        if opens_at is None:
            return 0
        left = opens_at - self._clock.now()
        return max(0, -(-left // _SECOND))

    def _become(self, state: SignInState) -> None:
        waiting_s = self._waiting_s(state.chosen)
        self._state = replace(
            state,
            digits=len(self._pin),
            waiting_s=waiting_s,
            may_enter=len(self._pin) >= _SHORTEST_PIN and not state.is_busy and not waiting_s,
        )
        self._show(self._state)
