"""What can go wrong with the database, told apart by what a person can do about it."""

from types import TracebackType
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from pos_loyalty.domain.errors import OutageError


class DatabaseError(OutageError):
    """The database cannot be used as it is. Facts: ``reason``."""

    code = "database"


class DatabaseBusyError(DatabaseError):
    """Somebody else writes, and kept on writing until our patience ended."""

    code = "database-busy"


class DiskFullError(DatabaseError):
    """There is no room left for what has to be written."""

    code = "disk-full"


class DatabaseDamagedError(DatabaseError):
    """The file is not what was written. Facts: ``reason``."""

    code = "database-damaged"


class DatabaseReadOnlyError(DatabaseError):
    """The file or its folder may not be written to."""

    code = "database-read-only"


class DatabaseTooNewError(DatabaseError):
    """A later release wrote the file. Facts: ``found``, ``known``."""

    code = "database-too-new"


class DatabaseMissingError(DatabaseError):
    """There is no database in the folder. Facts: ``file``."""

    code = "database-missing"


class DatabaseExistsError(DatabaseError):
    """A new database would take the place of one that is there. Facts: ``file``."""

    code = "database-exists"


class BrokenConstraintError(Exception):
    """A bug: something was to be written that the database's own rules forbid."""


# SQLite's primary result codes are the last byte of what it reports.
_PRIMARY: Final = 0xFF
_MISSPELLED: Final = 1
_CONSTRAINT: Final = 19
_ERRORS: Final[dict[int, type[DatabaseError]]] = {
    3: DatabaseReadOnlyError,
    5: DatabaseBusyError,
    6: DatabaseBusyError,
    8: DatabaseReadOnlyError,
    11: DatabaseDamagedError,
    13: DiskFullError,
    14: DatabaseReadOnlyError,
    26: DatabaseDamagedError,
}


class Edge:
    """Inside it, errors of the database leave as errors of ours.

    A misspelled statement and the like are bugs, and leave as they are.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, sqlite.Error):
            _raise_as_ours(error)


def _raise_as_ours(error: BaseException) -> None:
    primary = getattr(error, "sqlite_errorcode", _MISSPELLED) & _PRIMARY
    if primary == _CONSTRAINT:
        raise BrokenConstraintError(str(error)) from error
    if primary != _MISSPELLED:
        raise _ERRORS.get(primary, DatabaseError)(reason=str(error)) from error
