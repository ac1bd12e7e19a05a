"""Taking part: what there is besides the purchase, asked for once more, and done."""

from collections.abc import Callable

from pos_loyalty.domain.counter import MemberGlance
from pos_loyalty.domain.errors import LoyaltyError, RefusalError
from pos_loyalty.domain.play import PlayDeed, Played, PlayOffers
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.board import Board, changed
from pos_loyalty.terminal.screens.cashier.facts import PlayFacts
from pos_loyalty.terminal.screens.cashier.play_choices import (
    PlaySection,
    deeds_of,
    fewer_of,
    is_offered,
    more_of,
    sections_of,
)
from pos_loyalty.terminal.screens.cashier.ports import Audience, Counter, Play
from pos_loyalty.terminal.screens.cashier.state import Overlay
from pos_loyalty.terminal.tasks import TaskRunner


class PlayDesk:
    """Shows what the member can take part in, and does it. ``changed`` is told who it was for."""

    def __init__(
        self,
        board: Board,
        play: Play,
        counter: Counter,
        tasks: TaskRunner,
        *,
        audience: Audience,
        changed: Callable[[MemberGlance], None],
    ) -> None:
        self._board = board
        self._play = play
        self._counter = counter
        self._tasks = tasks
        self._audience = audience
        self._tell_changed = changed

    def open(self) -> None:
        """Open the panel and read what there is."""
        self._board.become(overlay=Overlay.PLAY, play=PlayFacts())
        self._read()

    def section_chosen(self, name: str) -> None:
        """A tab was pressed."""
        play = self._board.facts.play
        if play.deed is None and not play.is_busy:
            self._change(section=PlaySection(name))

    def section_moved(self, steps: int) -> None:
        """An arrow key: the next tab, or the one before."""
        play = self._board.facts.play
        if play.offers is None or play.deed is not None:
            return
        sections = sections_of(play.offers)
        place = sections.index(play.shown) + steps if play.shown in sections else -1
        if 0 <= place < len(sections):
            self._change(section=sections[place])

    def chosen(self, line: int) -> None:
        """A line was pressed: ask once more before it is done."""
        play = self._board.facts.play
        if play.offers is None or play.shown is None or play.deed is not None:
            return
        deed = deeds_of(play.offers, play.shown)[line]
        if deed is not None:
            self._choose(deed)

    def more(self) -> None:
        """Plus."""
        self._step(more_of)

    def fewer(self) -> None:
        """Minus."""
        self._step(fewer_of)

    def confirm(self, pin: str) -> None:
        """Do it; ``pin`` is a manager's, where one is asked for."""
        member, play = self._board.facts.member, self._board.facts.play
        deed = play.deed
        if member is None or deed is None or play.is_busy:
            return
        self._change(is_busy=True, problem=None)
        self._tasks.run(
            lambda: self._play.do(
                key=play.key, member_id=member.member_id, deed=deed, approval_pin=pin
            ),
            self._done,
            self._refused,
        )

    def back(self) -> bool:
        """One step back inside the panel; false when there is none."""
        play = self._board.facts.play
        if play.deed is None:
            return False
        if not play.is_busy:
            self._change(deed=None, asks_pin=False, problem=None)
        return True

    def result_dismissed(self) -> None:
        """The cross of the last result."""
        self._change(done=None)

    def _read(self) -> None:
        member = self._board.facts.member
        if member is None:
            return

        def show(offers: PlayOffers) -> None:
            shown = self._board.facts.member
            if shown is None or shown.member_id != member.member_id:
                return
            deed = self._board.facts.play.deed
            if deed is not None and not is_offered(offers, deed):
                deed = None
            self._change(offers=offers, deed=deed)

        self._tasks.run(lambda: self._play.offers(member.member_id), show, self._not_read)

    def _not_read(self, error: LoyaltyError) -> None:
        self._board.become(overlay=Overlay.NONE, notice=notices.about(error))

    def _choose(self, deed: PlayDeed) -> None:
        key = self._board.new_key()
        self._change(deed=deed, key=key, asks_pin=False, problem=None, done=None)

    def _step(self, stepped: Callable[[PlayOffers, PlayDeed], PlayDeed | None]) -> None:
        play = self._board.facts.play
        if play.offers is None or play.deed is None or play.is_busy:
            return
        deed = stepped(play.offers, play.deed)
        if deed is not None:
            self._change(deed=deed, key=self._board.new_key(), problem=None)

    def _done(self, played: Played) -> None:
        self._change(deed=None, asks_pin=False, is_busy=False, problem=None, done=played)
        self._tasks.run(
            lambda: self._counter.member(played.member_id),
            lambda member: self._refreshed(played, member),
            self._board.refused,
        )
        self._read()

    def _refreshed(self, played: Played, member: MemberGlance) -> None:
        shown = self._board.facts.member
        if shown is not None and shown.member_id == member.member_id:
            self._tell_changed(member)
            self._audience.played(played, member)

    def _refused(self, error: LoyaltyError) -> None:
        # A refusal is kept under its key: after what stood against it is gone, it takes a new
        # one. After an outage the key stays, so that trying again does nothing twice.
        is_refused = isinstance(error, RefusalError)
        key = self._board.new_key() if is_refused else self._board.facts.play.key
        if error.code == "not-allowed" and error.facts.get("reason") == "role":
            self._change(is_busy=False, key=key, asks_pin=True)
            return
        asks_pin = self._board.facts.play.asks_pin or error.code in notices.WRONG_PIN
        self._change(is_busy=False, key=key, asks_pin=asks_pin, problem=error)

    def _change(self, **changes: object) -> None:
        self._board.become(play=changed(self._board.facts.play, changes))
