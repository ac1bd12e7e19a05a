"""Takes purchases from a folder: each once, in the order in which they came.

A file stays where it is until its purchase is booked or refused for good. The purchase is booked
first, under a key of its receipt and time, then the file is moved: who dies in between finds it
again, and the key says that it was booked.
"""

import logging
from collections.abc import Callable
from threading import Event
from typing import Final

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.ending import end_with_input, ended_by_signal
from pos_loyalty.domain.errors import OutageError, RefusalError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway.basket_file import is_whole, key_of, purchase_in
from pos_loyalty.gateway.drop_folder import DropFolder, Dropped
from pos_loyalty.gateway.refusals import error_answer
from pos_loyalty.gateway.verbs import Asked, Verbs
from pos_loyalty.services.scenario.figures import Figures
from pos_loyalty.storage.codec import encode_json

_EVERY_S: Final = 0.3
_SETTLED_S: Final = 1.0
_HALF_S: Final = 10.0
"""A file that ends in the middle is waited for so long; then it is broken, not slow."""
_ONCE_S: Final = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files of one look."""

    done: int = 0
    failed: int = 0
    waiting: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        """Both together; those that wait now are those of the later look."""
        return Taken(self.done + other.done, self.failed + other.failed, other.waiting)


class Watch:
    """Takes the files of one folder. ``seconds`` counts on, whatever the clock is set to."""

    def __init__(
        self, application: Application, folder: DropFolder, seconds: Callable[[], float]
    ) -> None:
        self._shop = application
        self._verbs = Verbs(application)
        self._folder = folder
        self._seconds = seconds
        self._asked_to_end = Event()

    def end(self) -> None:
        """Take no more files."""
        self._asked_to_end.set()

    def end_with_input(self) -> None:
        """End also when whoever started it is gone."""
        end_with_input(self.end)

    def serve(self) -> None:
        """Take files until the process is told to end."""
        with ended_by_signal(self.end):
            self.run()

    def run(self) -> None:
        """Take files until ``end`` is called. What is out of order is tried again."""
        is_in_order = True
        while not self._asked_to_end.wait(_EVERY_S):
            try:
                self.look()
            except OutageError as outage:
                if is_in_order:
                    _log.warning("the watched folder waits", extra={"code": outage.code})
                is_in_order = False
            else:
                is_in_order = True

    def once(self) -> Taken:
        """Take what is there now, also what needs a moment more. Raises the outages.

        A file that somebody goes on writing to is left for the next time.
        """
        until = self._seconds() + _ONCE_S
        taken = self.look()
        while taken.waiting and self._seconds() < until:
            self._asked_to_end.wait(_EVERY_S)
            taken += self.look()
        return taken

    def look(self) -> Taken:
        """Take the files that are whole, up to the first that is not. Raises the outages."""
        files = self._folder.waiting()
        now = self._seconds()
        # All are looked at, so that the time of each begins.
        ages = {dropped: self._folder.settled(dropped, now) for dropped in files}
        done = failed = 0
        for place, dropped in enumerate(files):
            is_booked = self._take(dropped, ages[dropped])
            if is_booked is None:
                return Taken(done, failed, len(files) - place)
            done += is_booked
            failed += not is_booked
        return Taken(done, failed)

    def _take(self, dropped: Dropped, age_s: float) -> bool | None:
        """Whether a file was booked; None for one that is not whole yet."""
        try:
            data = self._folder.read(dropped)
            if age_s < _patience_s(data, dropped.suffix):
                return None
            answer = self._booked(data, dropped.suffix)
        except RefusalError as refusal:
            answer = error_answer(refusal, self._verbs.words(Asked()))
            self._put_away(dropped, "failed", answer)
            return False
        except OSError:
            # Whoever writes it holds it, or it is gone: the next look tells.
            return None
        self._put_away(dropped, "done", answer)
        return True

    def _booked(self, data: bytes, suffix: str) -> Figures:
        purchase = purchase_in(data, suffix)
        program = self._shop.programs.current(self._shop.clock.now()).program
        return self._verbs.sale(Asked(key=key_of(purchase, program)), purchase)

    def _put_away(self, dropped: Dropped, place: str, answer: Figures) -> None:
        self._folder.put_away(dropped, place, encode_json({"file": dropped.path.name, **answer}))


def _patience_s(data: bytes, suffix: str) -> float:
    """How long a file has to look the same before it is taken.

    An object of JSON that ends is whole. Of a table nobody can tell but by waiting.
    """
    if suffix != ".json":
        return _SETTLED_S
    return 0.0 if is_whole(data) else _HALF_S
