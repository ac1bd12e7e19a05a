"""Connections to one database file: how they are opened, and what each of them promises.

One SQLite library opens the file, always: the one that comes with ``sqlcipher3``. Python's own
is older here and has a bug that damages a file in WAL mode, and two libraries on one file
break each other's locks.
"""

from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2 as sqlite

DriverConnection: TypeAlias = Any
"""A connection of sqlcipher3, which ships no types."""

BUSY_TIMEOUT_S: Final = 5.0
READERS: Final = 8

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


def writer_engine(database: Path) -> Engine:
    """The engine of the one connection that writes; its transactions lock at their beginning."""
    engine = _engine(_address(database, mode="rw"), pragmas=_WRITER, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader_engine(database: Path) -> Engine:
    """The engine of the connections that read; each transaction sees one instant."""
    engine = _engine(
        _address(database, mode="rw"),
        pragmas=_READER,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
    )
    event.listen(engine, "begin", _begin_deferred)
    return engine


def memory_engine() -> Engine:
    """An engine on a database that lives as long as its one connection."""
    engine = _engine(":memory:", pragmas=_IN_MEMORY, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def bare_connection(database: Path) -> DriverConnection:
    """A connection of the driver itself, for what happens before and around the store.

    Statements are committed one by one. The file must exist.
    """
    address = _address(database, mode="rw")
    return sqlite.connect(address, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)


def driver_connection(connection: Connection) -> DriverConnection:
    """The driver's connection below one of SQLAlchemy's: scripts and backups need it."""
    return connection.connection.dbapi_connection


def _engine(address: str, *, pragmas: tuple[str, ...], **pool: object) -> Engine:
    def connect() -> DriverConnection:
        connection = sqlite.connect(
            address,
            uri=address.startswith("file:"),
            isolation_level=None,
            timeout=BUSY_TIMEOUT_S,
            # Threads share connections one after the other; the store's lock and the
            # pool see to it.
            check_same_thread=False,
        )
        for pragma in pragmas:
            connection.execute(pragma)
        return connection

    # Parameters are what members are called: they have no place in an error that is logged.
    return create_engine("sqlite://", module=sqlite, creator=connect, hide_parameters=True, **pool)


def _address(database: Path, *, mode: str) -> str:
    # A mode keeps SQLite from making an empty file where the shop's file is missing.
    return f"file:{quote(str(database))}?mode={mode}"


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
