"""What can go wrong with the hub's database, in the words that the till's has, and trying again."""

import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, TypeVar

import psycopg

from pos_loyalty.storage.errors import (
    BrokenConstraintError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseReadOnlyError,
    DiskFullError,
)

Answer = TypeVar("Answer")


class HubDatabaseAwayError(DatabaseError):
    """The hub's database does not answer, or hung up. Facts: ``reason``."""

    code = "hub-database-away"


class HubDatabaseForeignError(DatabaseError):
    """The database holds something else than a hub. No facts."""

    code = "hub-database-foreign"


class ClashError(DatabaseBusyError):
    """Two requests met and this one was undone: done again, it will see what the other did."""


class UnkeptValueError(ValueError):
    """A request holds a value that the database has no room for: it is not to be tried again."""


# By the whole SQLSTATE where it is here, else by its class, the first two characters.
_ERRORS: Final[dict[str, type[DatabaseError]]] = {
    "40001": ClashError,
    "40P01": ClashError,
    # Waited for long enough: whoever asked comes again.
    "55P03": DatabaseBusyError,
    "57014": DatabaseBusyError,
    "42501": DatabaseError,
    "25006": DatabaseReadOnlyError,
    "53100": DiskFullError,
    "08": HubDatabaseAwayError,
    "28": DatabaseError,
    "3D": DatabaseError,
    "53": DatabaseBusyError,
    "57": HubDatabaseAwayError,
    "58": DatabaseError,
    "XX": DatabaseDamagedError,
}
_CONSTRAINT: Final = "23"
_NO_ROOM: Final = ("22", "54")
"""Data that is wrong, and a row that is longer than an index holds."""
_ANOTHER_TOOK_IT: Final = frozenset({"pk_inbox", "uq_inbox_id", "pk_repeated"})
"""Two requests brought the same thing at once; the second time it will be found there."""
_MOST_TRIES: Final = 16
_FIRST_PAUSE_S: Final = 0.004
_LONGEST_PAUSE_S: Final = 0.25


class HubEdge:
    """Inside it, errors of PostgreSQL leave as errors of ours; bugs leave as they are."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OverflowError):
            # Of the driver, or of a calendar: a number that is larger than any that we write.
            raise UnkeptValueError(str(error)) from error
        if isinstance(error, psycopg.Error):
            _raise_as_ours(error)


def again(
    call: Callable[[], Answer],
    *,
    pause: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> Answer:
    """What ``call`` answers, tried anew while others get in its way.

    ``call`` is one whole request, from the beginning of its transaction: nothing of it is left
    when it clashed. Whoever clashed with the same other one before waits longer, by chance.
    """
    longest_s = _FIRST_PAUSE_S
    for _ in range(_MOST_TRIES - 1):
        try:
            return call()
        except ClashError:
            pause(longest_s * chance())
            longest_s = min(2 * longest_s, _LONGEST_PAUSE_S)
    return call()


def _raise_as_ours(error: psycopg.Error) -> None:
    state = error.sqlstate
    if state is None:
        # Without a word of the server's: there is no server at the other end, or none any more.
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            raise HubDatabaseAwayError(reason=str(error)) from error
        if isinstance(error, psycopg.DataError):
            # It did not even leave the driver.
            raise UnkeptValueError(str(error)) from error
        return
    if state.startswith(_CONSTRAINT):
        if error.diag.constraint_name in _ANOTHER_TOOK_IT:
            raise ClashError(reason=str(error)) from error
        raise BrokenConstraintError(str(error)) from error
    if state.startswith(_NO_ROOM):
        raise UnkeptValueError(str(error)) from error
    kind = _ERRORS.get(state) or _ERRORS.get(state[:2])
    if kind is not None:
        raise kind(reason=str(error)) from error
