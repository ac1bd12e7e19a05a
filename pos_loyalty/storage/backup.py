"""Copies of the database that are known to restore."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection, DriverConnection, bare_connection
from pos_loyalty.storage.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseMissingError,
    DiskFullError,
    Edge,
)
from pos_loyalty.storage.schema import HEAD, revision_of
from pos_loyalty.storage.store import Reading
from pos_loyalty.storage.verify import LedgerReport, verify_ledger

KEPT: Final = 14

_EDGE: Final = Edge()
_NAME: Final = re.compile(r"shop-(\d{8}T\d{6}Z)(?:-\d+)?\.db", re.ASCII)
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_OWN_EYES: Final = 0o600
_COPIED_AT_ONCE: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database, as its file says."""

    path: Path
    made_at: datetime
    size_bytes: int


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a look into a backup found. ``ledger`` is None where an older release wrote it."""

    ok: bool
    reason: str = ""
    revision: str = ""
    ledger: LedgerReport | None = None


def make_backup(database: Path, folder: Path, *, now: datetime, keep: int = KEPT) -> Backup:
    """A consistent copy, taken while the till goes on selling, and checked.

    It appears under its name only when it is whole and down on the disk. Of the copies in the
    folder the newest ``keep`` stay. Raises ``DiskFullError`` and other outages.
    """
    if not database.is_file():
        raise DatabaseMissingError(file=database.name)
    with _os_errors():
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, now)
        partial = target.with_suffix(".partial")
        try:
            _copy_database(database, partial)
            _close_to_others(partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        _flush_folder(folder)
        for old in backups(folder)[max(keep, 1) :]:
            old.path.unlink(missing_ok=True)
        return _described(target)


def backups(folder: Path) -> list[Backup]:
    """All copies in a folder, newest first."""
    found = (path for path in folder.glob("shop-*.db") if _NAME.fullmatch(path.name))
    return sorted(map(_described, found), key=_age, reverse=True)


def newest_good_backup(folder: Path) -> Backup | None:
    """The newest copy that is in order from its first page to its last entry."""
    return next((each for each in backups(folder) if verify_backup(each.path).ok), None)


def verify_backup(path: Path) -> BackupReport:
    """Whether a copy could be gone back to: its pages, its references, and its ledger."""
    try:
        with _EDGE, closing(bare_connection(path)) as connection:
            reason = _first_fault(connection)
            revision = revision_of(connection)
    except DatabaseError as error:
        return BackupReport(ok=False, reason=error.code)
    if reason or not revision:
        return BackupReport(ok=False, reason=reason or "no tables")
    if revision != HEAD:
        return BackupReport(ok=True, revision=revision)
    report = _verified_ledger(path)
    return BackupReport(
        ok=report.ok, reason="" if report.ok else "ledger", revision=revision, ledger=report
    )


def restore(backup: Path, database: Path, *, now: datetime) -> Path | None:
    """Put a copy in the place of the database; nobody may have the store open.

    Returns the folder in which the old files are kept, if there were any. The next opening
    finds the database behind its high-water mark and begins a new epoch.
    """
    report = verify_backup(backup)
    if not report.ok:
        raise DatabaseDamagedError(reason=report.reason)
    with _os_errors():
        partial = database.with_suffix(".partial")
        try:
            _copy_file(backup, partial)
            aside = keep_aside(database, now=now) if _files_of(database) else None
            partial.replace(database)
        finally:
            partial.unlink(missing_ok=True)
        _flush_folder(database.parent)
    return aside


def keep_aside(database: Path, *, now: datetime) -> Path:
    """Move a damaged database out of the way, whole: somebody may save more from it."""
    with _os_errors():
        folder = database.parent / "aside" / now.astimezone(UTC).strftime(_STAMP)
        folder.mkdir(parents=True, exist_ok=True)
        for path in _files_of(database):
            path.replace(folder / path.name)
        _flush_folder(database.parent)
    return folder


def _copy_database(database: Path, partial: Path) -> None:
    partial.unlink(missing_ok=True)
    with (
        _EDGE,
        closing(bare_connection(database)) as source,
        closing(sqlite.connect(str(partial), isolation_level=None)) as target,
    ):
        # All pages in one step: in steps, each sale would begin the copy anew.
        source.backup(target)
        # One file that needs no neighbors, wherever it is carried.
        target.execute("PRAGMA journal_mode = DELETE")
        reason = _first_fault(target)
    if reason:
        raise DatabaseDamagedError(reason=reason)
    _flush_file(partial)


def _first_fault(connection: DriverConnection) -> str:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return str(found)
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"reference in {orphan[0]}" if orphan else ""


def _verified_ledger(path: Path) -> LedgerReport:
    with (
        _EDGE,
        closing(Connection.to_read(path)) as connection,
        connection.snapshot(),
    ):
        return verify_ledger(Reading(connection))


def _files_of(database: Path) -> list[Path]:
    names = (database.name, f"{database.name}-wal", f"{database.name}-shm")
    return [path for name in names if (path := database.with_name(name)).exists()]


def _free_name(folder: Path, now: datetime) -> Path:
    stamp = now.astimezone(UTC).strftime(_STAMP)
    path, count = folder / f"shop-{stamp}.db", 1
    while path.exists():
        count += 1
        path = folder / f"shop-{stamp}-{count}.db"
    return path


def _described(path: Path) -> Backup:
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise ValueError(path.name)
    made_at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
    return Backup(path, made_at, path.stat().st_size)


def _age(backup: Backup) -> tuple[datetime, int, str]:
    return (backup.made_at, len(backup.path.name), backup.path.name)


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        while block := old.read(_COPIED_AT_ONCE):
            new.write(block)
    _close_to_others(target)
    _flush_file(target)


def _close_to_others(path: Path) -> None:
    path.chmod(_OWN_EYES)


def _flush_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path, system: str = os.name) -> None:
    """The rename itself is on the disk; Windows cannot open a folder, nor needs to."""
    if system != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        kind = DiskFullError if full else DatabaseError
        raise kind(reason=error.strerror) from error
