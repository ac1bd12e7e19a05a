"""Connections to one database file: how they are opened, and what each of them promises.

One SQLite library opens the file, always: the one that comes with ``sqlcipher3``. Python's own
is older here and has a bug that damages a file in WAL mode, and two libraries on one file
break each other's locks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, Self, TypeAlias
from urllib.parse import quote

from sqlcipher3 import dbapi2 as sqlite

DriverConnection: TypeAlias = Any
"""A connection of sqlcipher3, which ships no types."""

Row: TypeAlias = tuple[Any, ...]
Values: TypeAlias = Sequence[object] | Mapping[str, object]

BUSY_TIMEOUT_S: Final = 5.0

_LATEST_CHECKPOINT_PAGES: Final = 16_384
"""Checkpoints run when the till is idle. A log that reached this size (64 MiB) because it
never was is emptied by the sale that finds it."""

_WRITER: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -16384",
    f"PRAGMA wal_autocheckpoint = {_LATEST_CHECKPOINT_PAGES}",
)
_READER: Final = (
    "PRAGMA query_only = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -8192",
)
_IN_MEMORY: Final = ("PRAGMA foreign_keys = ON",)
_BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
_BEGIN_READING: Final = "BEGIN"
_LOOKS_EVERY_S: Final = 0.002
_PRIMARY_CODE: Final = 0xFF


class Rows:
    """What a statement found, to be taken once."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: Any) -> None:  # noqa: ANN401 - the driver ships no types
        self._cursor = cursor

    def __iter__(self) -> Iterator[Row]:
        rows: Iterator[Row] = self._cursor
        return rows

    @property
    def changed(self) -> int:
        """How many rows the statement changed."""
        count: int = self._cursor.rowcount
        return count

    def all(self) -> list[Row]:
        """All rows."""
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def first(self) -> Row | None:
        """The first row; what comes after it is not looked at."""
        row: Row | None = self._cursor.fetchone()
        # A statement that is not at its end would keep the transaction from ending.
        self._cursor.close()
        return row

    def one(self) -> Row:
        """The only row. That there is none, or a second, is a bug."""
        (row,) = self._cursor.fetchmany(2)
        self._cursor.close()
        found: Row = row
        return found

    def value(self) -> Any:  # noqa: ANN401 - what a column holds, its statement says
        """The first value of the only row."""
        return self.one()[0]

    def column(self) -> Iterator[Any]:
        """The first value of each row."""
        return (row[0] for row in self._cursor)


class Connection:
    """A connection that does nothing outside a transaction.

    One thread uses it at a time; the store's lock and its pool of readers see to that.
    """

    __slots__ = ("_beginning", "driver")

    def __init__(self, driver: DriverConnection, *, beginning: str) -> None:
        """``beginning`` is the statement that each transaction begins with."""
        self.driver = driver
        self._beginning = beginning

    @classmethod
    def to_write(cls, database: Path) -> Self:
        """The one connection that writes; its transactions lock at their beginning."""
        return cls(_driver(_address(database), _WRITER), beginning=_BEGIN_WRITING)

    @classmethod
    def to_read(cls, database: Path) -> Self:
        """One of those that read; each transaction sees one instant."""
        return cls(_driver(_address(database), _READER), beginning=_BEGIN_READING)

    @classmethod
    def to_look(cls, database: Path) -> Self:
        """One that cannot write: neither a statement of it nor its end changes the file."""
        return cls(_driver(_address(database, mode="ro"), _READER), beginning=_BEGIN_READING)

    @classmethod
    def in_memory(cls) -> Self:
        """A connection with a new database that lives as long as it does."""
        return cls(_driver(":memory:", _IN_MEMORY), beginning=_BEGIN_WRITING)

    def begin(self) -> None:
        """Begin a transaction, as soon as nobody else writes."""
        if self._beginning != _BEGIN_WRITING:
            self.driver.execute(self._beginning)
            return
        # SQLite waits in ever longer sleeps, a tenth of a second in the end, and sleeps through
        # the moments in which another program, that writes much, lets others in.
        until = monotonic() + BUSY_TIMEOUT_S
        self.driver.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._has_begun(is_last=monotonic() >= until):
                sleep(_LOOKS_EVERY_S)
        finally:
            self.driver.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")

    def commit(self) -> None:
        """End the transaction; what was written in it lasts."""
        self.driver.commit()

    def roll_back(self) -> None:
        """End the transaction, if there is one, as if it had never been."""
        self.driver.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that only looks, and leaves nothing behind."""
        self.begin()
        try:
            yield
        finally:
            self.roll_back()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of a transaction: what is raised in it undoes that part alone."""
        self._refuse_outside()
        self.driver.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self.driver.execute("ROLLBACK TO attempt")
            raise
        finally:
            self.driver.execute("RELEASE attempt")

    def execute(self, statement: str, values: Values = ()) -> Rows:
        """Run one statement."""
        self._refuse_outside()
        return Rows(self.driver.execute(statement, values))

    def execute_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of values."""
        self._refuse_outside()
        self.driver.executemany(statement, rows)

    def close(self) -> None:
        """Let go of the file."""
        self.driver.close()

    def _has_begun(self, *, is_last: bool) -> bool:
        try:
            self.driver.execute(_BEGIN_WRITING)
        except sqlite.OperationalError as error:
            if is_last or error.sqlite_errorcode & _PRIMARY_CODE != sqlite.SQLITE_BUSY:
                raise
            return False
        return True

    def _refuse_outside(self) -> None:
        # There each statement would last at once, alone.
        if not self.driver.in_transaction:
            raise RuntimeError("no transaction is open")


def bare_connection(database: Path) -> DriverConnection:
    """A connection of the driver itself, for what happens before and around the store.

    Statements are committed one by one. The file must exist.
    """
    return _driver(_address(database), ())


def _driver(address: str, pragmas: tuple[str, ...]) -> DriverConnection:
    driver = sqlite.connect(
        address,
        uri=address.startswith("file:"),
        isolation_level=None,
        timeout=BUSY_TIMEOUT_S,
        # Threads share connections one after the other.
        check_same_thread=False,
    )
    for pragma in pragmas:
        driver.execute(pragma)
    return driver


def _address(database: Path, *, mode: str = "rw") -> str:
    # A mode keeps SQLite from making an empty file where the shop's file is missing.
    return f"file:{quote(str(database))}?mode={mode}"
