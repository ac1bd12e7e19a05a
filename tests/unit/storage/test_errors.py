import pytest
from sqlcipher3 import dbapi2 as sqlite

from pos_loyalty.storage.errors import (
    BrokenConstraintError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseMissingError,
    DatabaseReadOnlyError,
    DiskFullError,
    Edge,
)
from tests.support.stores import memory_store


class _Reported(sqlite.Error):  # type: ignore[misc] # sqlcipher3 ships no types
    """An error as the driver reports it."""

    def __init__(self, code: int) -> None:
        super().__init__("told")
        self.sqlite_errorcode = code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (5, DatabaseBusyError),
        (5 | 2 << 8, DatabaseBusyError),
        (6, DatabaseBusyError),
        (13, DiskFullError),
        (11, DatabaseDamagedError),
        (26, DatabaseDamagedError),
        (8, DatabaseReadOnlyError),
        (3, DatabaseReadOnlyError),
        (14, DatabaseError),
        (10 | 3 << 8, DatabaseError),
        (19 | 8 << 8, BrokenConstraintError),
    ],
)
def test_each_trouble_has_its_name(code: int, expected: type[Exception]) -> None:
    """What a person can do about it decides what it is called."""
    with pytest.raises(expected), Edge():
        raise _Reported(code)


def test_a_missing_file_is_told_from_a_damaged_one() -> None:
    """No shop in the folder is not a broken shop."""
    assert not issubclass(DatabaseMissingError, DatabaseDamagedError)


def test_a_misspelled_statement_is_a_bug() -> None:
    """A bug is not called an outage: it reaches the last-resort handler as it is."""
    store = memory_store()
    with pytest.raises(sqlite.OperationalError), store.read() as reading:
        reading.connection.execute("SELEKT 1")


def test_what_is_not_ours_passes() -> None:
    """Errors of others are none of the database's business."""
    with pytest.raises(ZeroDivisionError), Edge():
        raise ZeroDivisionError


def test_an_error_names_no_member() -> None:
    """What reaches a log holds the statement, never what was bound to it."""
    store = memory_store()
    with pytest.raises(sqlite.OperationalError) as caught, store.read() as reading:
        reading.connection.execute("SELEKT ?", ("Müller",))
    assert "Müller" not in str(caught.value)
