import psycopg
import pytest
from psycopg import errors

from pos_loyalty.storage.errors import (
    BrokenConstraintError,
    DatabaseBusyError,
    DatabaseReadOnlyError,
    DiskFullError,
)
from pos_loyalty.storage.hub_errors import (
    ClashError,
    HubDatabaseAwayError,
    HubEdge,
    UnkeptValueError,
    again,
)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (errors.SerializationFailure("x"), ClashError),
        (errors.DeadlockDetected("x"), ClashError),
        (errors.LockNotAvailable("x"), DatabaseBusyError),
        (errors.QueryCanceled("x"), DatabaseBusyError),
        (errors.TooManyConnections("x"), DatabaseBusyError),
        (errors.DiskFull("x"), DiskFullError),
        (errors.ReadOnlySqlTransaction("x"), DatabaseReadOnlyError),
        (errors.AdminShutdown("x"), HubDatabaseAwayError),
        (errors.CannotConnectNow("x"), HubDatabaseAwayError),
        (psycopg.OperationalError("server closed the connection"), HubDatabaseAwayError),
        (psycopg.InterfaceError("the connection is closed"), HubDatabaseAwayError),
        (errors.NumericValueOutOfRange("x"), UnkeptValueError),
        (errors.ProgramLimitExceeded("x"), UnkeptValueError),
        (psycopg.DataError("x: there is a NUL"), UnkeptValueError),
        (OverflowError("x"), UnkeptValueError),
        (errors.CheckViolation("x"), BrokenConstraintError),
        (errors.UndefinedTable("x"), errors.UndefinedTable),
        (psycopg.ProgrammingError("x"), psycopg.ProgrammingError),
        (KeyError("x"), KeyError),
    ],
)
def test_errors_leave_as_what_a_person_can_do_about_them(
    theirs: Exception, ours: type[Exception]
) -> None:
    """Bugs, and whatever is none of the database's, leave as they are."""
    with pytest.raises(Exception, match=r"x|connection") as caught, HubEdge():
        raise theirs
    assert caught.type is ours


def test_a_request_that_clashed_is_done_again() -> None:
    """Until it answers; each pause is longer than the one before, up to a bound."""
    pauses: list[float] = []
    left = [ClashError(), ClashError(), ClashError()]

    def call() -> str:
        if left:
            raise left.pop()
        return "done"

    assert again(call, pause=pauses.append, chance=lambda: 1.0) == "done"
    assert pauses == [0.004, 0.008, 0.016]


def test_who_clashes_for_ever_is_told() -> None:
    """After sixteen times it is an outage, as any other."""
    pauses: list[float] = []

    def call() -> None:
        raise ClashError

    with pytest.raises(ClashError):
        again(call, pause=pauses.append, chance=lambda: 1.0)
    assert len(pauses) == 15
    assert max(pauses) == 0.25


def test_other_errors_are_not_tried_again() -> None:
    """A database that is away will not be back in a moment."""
    calls: list[int] = []

    def call() -> None:
        calls.append(1)
        raise HubDatabaseAwayError

    with pytest.raises(HubDatabaseAwayError):
        again(call, pause=lambda _s: None)
    assert calls == [1]
