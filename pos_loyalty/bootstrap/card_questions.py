"""Asks the hub about cards in threads of their own: nobody waits for it, or only a moment."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

import msgspec

from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.errors import OutageError, RefusalError
from pos_loyalty.domain.sightings import CardShown

WAITS_S: Final = 0.3
"""So long after a scan a credit may wait for the hub's word; an amount takes longer to type."""
_LONGEST_S: Final = 2.0
"""A cashier who is told later than this has the next member before them."""
_MOST: Final = 4
"""So many may be out: where the hub hangs, scans do not pile up threads."""
_RESTS_S: Final = 5.0
"""After a question that came to nothing: whoever scans next does not wait for the same."""

_log = logging.getLogger(__name__)


class _Hearing(msgspec.Struct):
    link: str = ""
    hears_sightings: bool = False


def hears_of_cards(note: Path) -> bool:
    """Whether the hub was there and heard of cards when it was spoken to last.

    Two fields of a ``HubNote``: to load all that talking takes would keep a command waiting, only
    to find that nobody is there.
    """
    try:
        hearing = msgspec.json.decode(note.read_bytes(), type=_Hearing)
    except (OSError, msgspec.MsgspecError):
        return False
    return hearing.hears_sightings and hearing.link == Link.CONNECTED


class CardQuestions:
    """Questions that are out. ``answer`` asks the hub, and says whether a phone's code was used."""

    def __init__(
        self,
        answer: Callable[[CardShown], bool],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answer = answer
        self._seconds = seconds
        self._lock = Lock()
        self._out: list[HubQuestion] = []
        self._rests_until = 0.0

    def ask(self, card: CardShown) -> "HubQuestion":
        """Ask about a card; at once it is over where the hub did not answer a moment ago."""
        question = HubQuestion(self._seconds)
        with self._lock:
            self._out = [each for each in self._out if not each.is_over]
            if len(self._out) >= _MOST or self._seconds() < self._rests_until:
                question.end()
                return question
            self._out.append(question)
        Thread(
            target=self._have_answered, args=(card, question), name="hub-cards", daemon=True
        ).start()
        return question

    def close(self) -> None:
        """Ask nothing more. What is out is waited for no longer than a credit waits for it."""
        with self._lock:
            self._rests_until = float("inf")
            left = list(self._out)
        for question in left:
            question.is_used()

    def _have_answered(self, card: CardShown, question: "HubQuestion") -> None:
        try:
            question.said(is_used=self._answer(card))
        except (OutageError, RefusalError) as error:
            _log.info("nothing was heard of a card", extra={"code": error.code})
            with self._lock:
                self._rests_until = max(self._rests_until, self._seconds() + _RESTS_S)
        finally:
            question.end()


class HubQuestion:
    """A ``CardQuestion``."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until = seconds() + WAITS_S
        self._over = Event()
        self._is_used = False

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self._over.is_set()

    def is_used(self) -> bool:
        """See ``CardQuestion``."""
        self._over.wait(max(0.0, self._until - self._seconds()))
        return self._is_used

    def wait(self) -> None:
        """See ``CardQuestion``."""
        self._over.wait(_LONGEST_S)

    def said(self, *, is_used: bool) -> None:
        """This is what the hub said."""
        self._is_used = is_used

    def end(self) -> None:
        """That was all."""
        self._over.set()
