"""The page of prize draws: a seal is published, the draw is held, the result goes out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.draws import DrawOverview
from pos_loyalty.terminal.screens.settings.draws_ports import DrawsRoom
from pos_loyalty.terminal.screens.settings.draws_state import DrawsState
from pos_loyalty.terminal.screens.settings.draws_wording import draw_shown
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known, before it is put into words."""

    draws: tuple[DrawOverview, ...] | None = None
    asked: str = ""
    is_busy: bool = False
    message: Message | None = None


class DrawsPresenter:
    """Turns presses into calls, and what comes back into states."""

    def __init__(
        self,
        room: DrawsRoom,
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[DrawsState, Words], None],
    ) -> None:
        self._room = room
        self._tasks = tasks
        self._words = words
        self._show = show
        self._facts = _Facts()

    @property
    def state(self) -> DrawsState:
        """What is shown now."""
        facts, words = self._facts, self._words
        return DrawsState(
            is_loaded=facts.draws is not None,
            draws=tuple(
                draw_shown(each, words, is_asked=each.draw.id == facts.asked)
                for each in facts.draws or ()
            ),
            is_busy=facts.is_busy,
            message=facts.message,
        )

    def open(self) -> None:
        """Read where the draws stand."""
        self._become(_Facts(draws=self._facts.draws))
        self._reload()

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._facts, message=None))

    def close(self) -> bool:
        """Put the question away; whether there was one."""
        was_asking = bool(self._facts.asked)
        self._become(replace(self._facts, asked=""))
        return was_asking

    def dismiss(self) -> None:
        """Put the message away."""
        self._become(replace(self._facts, message=None))

    def commit(self, draw_id: str) -> None:
        """Make a seed and publish its seal."""
        said = self._words.text("The seal is made. Publish it now, while there are still tickets.")
        self._do(lambda: self._room.commit(draw_id), said)

    def ask(self, draw_id: str) -> None:
        """Ask before the draw is held: nobody can hold it again."""
        if not self._facts.is_busy:
            self._become(replace(self._facts, asked=draw_id, message=None))

    def hold(self, draw_id: str) -> None:
        """Hold the draw that was asked about."""
        if self._facts.asked == draw_id:
            said = self._words.text(
                "The winners have been drawn. The result can be printed and checked."
            )
            self._do(lambda: self._room.hold(draw_id), said)

    def print_result(self, draw_id: str) -> None:
        """Print the notice for the wall."""
        said = self._words.text("The notice is being printed.")
        self._do(lambda: self._room.print_result(draw_id), said)

    def export(self, draw_id: str, path: str) -> None:
        """Write the file that anybody can check."""
        said = self._words.text(
            "{file} is saved, together with a small program that checks the result.",
            file=PurePath(path).name,
        )
        self._do(lambda: self._room.export(draw_id, path), said)

    def _do(self, work: Callable[[], None], said: str) -> None:
        if self._facts.is_busy:
            return
        self._become(replace(self._facts, asked="", is_busy=True, message=None))
        self._tasks.run(work, lambda _none: self._done(said), self._refused)

    def _done(self, said: str) -> None:
        self._become(replace(self._facts, message=Message(Tone.GOOD, said)))
        self._reload()

    def _reload(self) -> None:
        self._tasks.run(self._room.overview, self._found, self._refused)

    def _found(self, draws: Sequence[DrawOverview]) -> None:
        self._become(replace(self._facts, draws=tuple(draws), is_busy=False))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        known = self._facts.draws or ()
        self._become(replace(self._facts, draws=known, is_busy=False, message=message))

    def _become(self, facts: _Facts) -> None:
        self._facts = facts
        self._show(self.state, self._words)
