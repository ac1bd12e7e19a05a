"""What a till and its hub tell each other of cards that were shown."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Final

from pos_loyalty.domain.sightings import CardShown, Placed, Sighting, is_used
from pos_loyalty.services.sightings import Sightings
from pos_loyalty.sync.hub_note import error_of
from pos_loyalty.sync.link import AT_THE_COUNTER, HubLine, Patience
from pos_loyalty.sync.protocol import Problem, Seen, SeenElsewhere
from pos_loyalty.sync.sights import sight_of, sighting_of

_TRIES: Final = 3
_TRIES_EVERY_S: Final = 0.1


class CardTalk:
    """Tells of cards, and hears. Safe to use from several threads."""

    def __init__(
        self,
        sightings: Sightings,
        line: Callable[[], HubLine],
        *,
        now: Callable[[], datetime],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sightings = sightings
        self._line = line
        self._now = now
        self._pause = pause
        self._turn = Lock()
        self._database = Lock()
        self._is_closed = False

    def about(self, card: CardShown) -> bool:
        """Tell and hear of one member's cards; whether this is a phone's code that was used.

        Raises OutageError and HubRefusedError where the hub does not say it.
        """
        with self._open() as is_open:
            if not is_open:
                return False
            line, told = self._line(), self._sightings.untold_of(card.member_id, self._now())
        # Requests of one till do not overlap: the hub would send the second one away.
        with self._turn:
            answer = self._say(line, told, asks=(card.member_id,), patience=AT_THE_COUNTER)
        self._take(told, answer)
        before = _told_before(card, told, answer)
        # None of them is of this till.
        return is_used(card, "", before)

    def tell_rest(self, line: HubLine, ends: Callable[[], bool]) -> None:
        """Tell all that the hub has not heard. Raises as ``about``."""
        while not ends():
            told = self._sightings.untold(self._now())
            if not told:
                return
            with self._turn:
                answer = self._say(line, told)
            self._take(told, answer)

    def close(self) -> None:
        """The database is about to be closed: leave it alone from now on."""
        with self._database:
            self._is_closed = True

    def _say(
        self,
        line: HubLine,
        told: Sequence[Placed],
        *,
        asks: tuple[str, ...] = (),
        patience: Patience | None = None,
    ) -> SeenElsewhere:
        seen = Seen(sightings=tuple(sight_of(each.sighting) for each in told), asks=asks)
        answer = line.seen(seen, patience=patience)
        for _ in range(_TRIES - 1):
            if not isinstance(answer, Problem) or answer.code != "retry-later":
                break
            # Another program of this till tells of its cards at this moment.
            self._pause(_TRIES_EVERY_S)
            answer = line.seen(seen, patience=patience)
        if isinstance(answer, Problem):
            raise error_of(answer)
        return answer

    def _take(self, told: Sequence[Placed], answer: SeenElsewhere) -> None:
        others = [
            Placed(each.place, sighting_of(each, device=each.device)) for each in answer.others
        ]
        with self._open() as is_open:
            if is_open and (told or others):
                places = list(zip(told, answer.places, strict=False))
                self._sightings.heard(places, others, self._now())

    @contextmanager
    def _open(self) -> Iterator[bool]:
        with self._database:
            yield not self._is_closed


def _told_before(card: CardShown, told: Sequence[Placed], answer: SeenElsewhere) -> list[Sighting]:
    """What others saw and told before this card was told of; all of it where it was not now."""
    own = [
        place
        for each, place in zip(told, answer.places, strict=False)
        if (each.sighting.issue, each.sighting.step) == (card.issue, card.step)
    ]
    return [
        sighting_of(each, device=each.device)
        for each in answer.others
        if each.member == card.member_id and (not own or each.place < max(own))
    ]
