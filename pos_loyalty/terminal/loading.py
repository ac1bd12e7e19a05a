"""What the worker does while the first frame is on the screen: import, open, and look."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pos_loyalty import __version__
from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.printer_settings import printer_problems
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.logs import start_log, stop_log
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.clock_guard import GuardedClock
from pos_loyalty.storage.errors import DatabaseReadOnlyError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A till's application, ready, and whether anybody can sign in."""

    application: Application
    clock: GuardedClock
    words: Words
    has_staff: bool
    problems: tuple[RefusalError, ...] = ()
    """What in the settings was left aside."""


class ShopLog:
    """The log in the shop's folder: begun once, however often the shop is opened."""

    def __init__(self) -> None:
        self._handler: logging.Handler | None = None

    def begin(self, folder: DataFolder) -> None:
        """Write the log into the folder from now on."""
        if self._handler is None:
            self._handler = start_log(folder.logs)
            _log.info("the till starts", extra={"version": __version__})

    def end(self) -> None:
        """Write no more, and close the file."""
        if self._handler is not None:
            stop_log(self._handler)
            self._handler = None


def open_shop(folder: DataFolder, clock: Clock, log: ShopLog) -> Opened | None:
    """The shop in the data folder; None where there is none yet.

    Raises DatabaseReadOnlyError and the other outages of ``bootstrap.open_application``.
    """
    if not folder.has_shop:
        return None
    with folder_edge():
        folder.create()
        log.begin(folder)
    return opened(open_application(folder, clock))


@contextmanager
def folder_edge() -> Iterator[None]:
    """Inside it, a folder that cannot be made or written to is an outage and no bug."""
    try:
        yield
    except OSError as error:
        raise DatabaseReadOnlyError(reason=error.strerror) from error


def opened(application: Application) -> Opened:
    """An application with what the first screen needs of it, read ahead."""
    clock = application.guard_clock(time.monotonic)
    program = application.programs.current(application.clock.now()).program
    settings = application.settings.settings()
    words = application.voice.words(program, settings.counter_language)
    # Babel's patterns are parsed with the first number that is written: not in the window's thread.
    words.formats.money(0)
    words.points_with_unit(0)
    people = application.staff.everybody()
    has_staff = any(person.active and person.has_pin for person in people)
    problems = (*application.settings.problems, *printer_problems(settings))
    return Opened(application, clock, words, has_staff, problems)
