"""Asks where the shop's hub is, and lets the till be made of what it tells."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.join.state import JoinState
from pos_loyalty.terminal.tasks import TaskRunner

_MOST_TILL: Final = 20

Look = Callable[[Words, Callable[[str], bool]], None]
"""Reads codes with a camera until one of them is taken."""


class Joiner(Protocol):
    """Makes the till. ``join`` runs in the worker, the others in the window's thread."""

    def join(self, *, url: str, code: str, till: str, certificate: str) -> None:
        """Make this machine a till of the hub's shop; called again, it goes on where it was."""
        ...

    def invitation(self, text: str) -> tuple[str, str] | None:
        """Address and code in what was scanned or pasted; None where it is something else."""
        ...

    def leave(self) -> None:
        """Stop soon; what was read so far is kept for the next time."""
        ...


class JoinPresenter:
    """Turns typing into states, and a filled page into a till."""

    def __init__(
        self,
        joiner: Joiner,
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[JoinState], None],
        joined: Callable[[], None],
        left: Callable[[], None],
        look: Look,
    ) -> None:
        """``joined`` is called when the shop is there, ``left`` when somebody goes back."""
        self._joiner = joiner
        self._tasks = tasks
        self._words = words
        self._show = show
        self._joined = joined
        self._left = left
        self._look = look
        self._state = JoinState()

    @property
    def state(self) -> JoinState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """Show what was typed before."""
        self._become(replace(self._state, failure=""))

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, failure=""))

    def type_url(self, text: str) -> None:
        """The hub's address; the whole of its code may be scanned or pasted in here."""
        if not self._invited(text):
            self._become(replace(self._state, url=text, failure=""))

    def type_code(self, text: str) -> None:
        """The code that the hub shows."""
        if not self._invited(text):
            self._become(replace(self._state, code=text, failure=""))

    def type_till(self, text: str) -> None:
        """What this till is to be called."""
        self._become(replace(self._state, till=text, failure=""))

    def choose_certificate(self, path: str) -> None:
        """The file of the hub's own certificate, or none."""
        self._become(replace(self._state, certificate=path, failure=""))

    def look(self) -> None:
        """Read the hub's code with a camera."""
        if not self._state.is_busy:
            self._look(self._words, self._invited)

    def confirm(self) -> None:
        """Join, once everything is there."""
        state = self._state
        if state.is_busy or not state.is_whole or state.till_error:
            return
        self._become(replace(state, is_busy=True, failure=""))
        self._tasks.run(
            lambda: self._joiner.join(
                url=state.url.strip(),
                code=state.code,
                till=state.till.strip(),
                certificate=state.certificate,
            ),
            lambda _none: self._done(),
            self._refused,
        )

    def progressed(self, at: int, head: int) -> None:
        """Part of what the shop knows was read."""
        if not self._state.is_busy or head <= 0:
            return
        number = self._words.formats.number
        said = self._words.text("{at} of {head} read", at=number(at), head=number(head))
        self._become(replace(self._state, share=at / head, reading=said))

    def leave(self) -> None:
        """Back to the first page; a joining that goes on is stopped first."""
        if self._state.is_busy:
            self._joiner.leave()
        else:
            self._left()

    def _done(self) -> None:
        self._become(JoinState())
        self._joined()

    def _refused(self, error: LoyaltyError) -> None:
        failure = message_for(error, self._words)
        state = replace(self._state, is_busy=False, share=None, reading="", failure=failure)
        self._become(state)

    def _invited(self, text: str) -> bool:
        found = self._joiner.invitation(text)
        if found is None:
            return False
        self._become(replace(self._state, url=found[0], code=found[1], failure=""))
        return True

    def _become(self, state: JoinState) -> None:
        too_long = len(state.till.strip()) > _MOST_TILL
        error = ""
        if too_long:
            error = self._words.plural(
                "At most {n} character.", "At most {n} characters.", _MOST_TILL
            )
        self._state = replace(state, till_error=error)
        self._show(self._state)
