"""From a file to an open store: looked at, brought up to date, and told when it was put back."""

import logging
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlite
from uuid_utils import uuid7

from pos_loyalty.storage import schema
from pos_loyalty.storage.connection import bare_connection
from pos_loyalty.storage.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseExistsError,
    DatabaseMissingError,
    DatabaseTooNewError,
    Edge,
)
from pos_loyalty.storage.event_log import EventDraft, LogReader
from pos_loyalty.storage.page_check import LookedThrough, PageCheck, is_due
from pos_loyalty.storage.sidecar import Mark, Sidecar
from pos_loyalty.storage.store import Store, Work

EPOCH_RAISED: Final = "epoch-raised"
"""The event that a till begins with after its database was put back from a backup."""

_EVENTS: Final = "events"
"""The hub's feed of what happened to members."""

_LOG: Final = logging.getLogger(__name__)
_EDGE: Final = Edge()


def create_database(database: Path, *, device_id: str | None = None) -> str:
    """Make the database of a new till, whole or not at all; returns the device's id.

    Raises ``DatabaseExistsError``: an old shop is never written over.
    """
    if database.exists():
        raise DatabaseExistsError(file=database.name)
    own_id = device_id or str(uuid7())
    new = database.with_suffix(".new")
    new.unlink(missing_ok=True)
    with _EDGE, closing(sqlite.connect(str(new), isolation_level=None)) as connection:
        new.chmod(0o600)
        schema.create_tables(connection, own_id)
    new.rename(database)
    return own_id


def open_till(
    database: Path,
    *,
    backups: Path,
    sidecar: Path,
    now: datetime,
    page_check: PageCheck = PageCheck.EACH_START,
) -> Store:
    """The till's store, checked and brought up to date.

    Raises ``DatabaseMissingError``, ``DatabaseTooNewError``, ``DatabaseDamagedError`` and other
    outages; then nothing was changed.
    """
    if not database.is_file():
        raise DatabaseMissingError(file=database.name)
    note = LookedThrough(sidecar.with_name("looked-through"))
    revision = _checked_revision(database, page_check, note)
    if revision != schema.HEAD:
        # Both are heavy and hardly ever needed.
        from pos_loyalty.storage.backup import make_backup  # noqa: PLC0415
        from pos_loyalty.storage.migrate import migrate  # noqa: PLC0415

        make_backup(database, backups, now=now)
        migrate(database)
    file = Sidecar(sidecar)
    store = Store.open(database, sidecar=file)
    mark = file.read()
    if mark is not None:
        _begin_epoch_if_put_back(store, mark, now)
    return store


def open_beside(database: Path, *, sidecar: Path) -> Store:
    """The store of a till that another program has opened and brought up to date.

    Raises ``DatabaseMissingError``, ``DatabaseBusyError`` while it is not up to date, and other
    outages. The file is neither looked through nor changed.
    """
    if not database.is_file():
        raise DatabaseMissingError(file=database.name)
    with _EDGE, closing(bare_connection(database)) as connection:
        if schema.revision_of(connection) != schema.HEAD:
            raise DatabaseBusyError(reason="another version")
    return Store.open(database, sidecar=Sidecar(sidecar))


def _checked_revision(database: Path, page_check: PageCheck, note: LookedThrough) -> str:
    """The migration that the file stands at, after a look at its pages where one is due."""
    with _EDGE, closing(bare_connection(database)) as connection:
        revision = schema.revision_of(connection)
        if revision is None:
            raise DatabaseDamagedError(reason="no tables")
        if revision not in schema.known_revisions():
            raise DatabaseTooNewError(found=revision, known=schema.HEAD)
        if is_due(database, page_check, note):
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise DatabaseDamagedError(reason=str(found))
    note.write(database)
    return revision


def _begin_epoch_if_put_back(store: Store, mark: Mark, now: datetime) -> None:
    with store.read() as reading:
        link = reading.hub.link()
        was_sent = link is None or link.sent_seq >= mark.sent_seq
        is_ours = reading.log.device().device_id == mark.device_id
        if is_ours and was_sent and _reaches(reading.log, mark):
            # As nearly always: nothing is to be written, so nobody who writes is waited for.
            return
    with store.begin() as work:
        device = work.log.device()
        if device.device_id != mark.device_id:
            _LOG.warning("the high-water mark is that of another device")
            return
        if _reaches(work.log, mark):
            # No event is missing, but some of them have been sent since.
            work.hub.put_sent(mark.sent_seq)
            work.commit()
            return
        give_up(work)
        work.log.raise_epoch(above=mark.epoch, next_number=mark.next_number)
        work.append(
            EventDraft(
                type=EPOCH_RAISED,
                data={
                    "from_epoch": mark.epoch,
                    "lost_after_seq": device.last_seq,
                    "known_to_seq": mark.high_seq,
                },
                effective_at=now,
                occurred_at=now,
            )
        )
        work.commit()
    _LOG.warning(
        "the database was put back: it ends at %s, %s was reached", device.last_seq, mark.high_seq
    )


def give_up(work: Work) -> None:
    """The log was put back: somebody may have seen and burned what only it seems to know.

    No share and no credit of its own may be burned without asking. Leaving the first epoch, the
    till begins to read what the hub tells of itself, from the beginning.
    """
    device = work.log.device()
    work.shares.give_up()
    work.hub.put_sent(device.last_seq)
    if device.epoch == 1:
        work.hub.forget_cursors(_EVENTS)


def _reaches(log: LogReader, mark: Mark) -> bool:
    """Whether the event that the mark was set at is in the log, and is the same."""
    if mark.high_seq == 0:
        return True
    row = next(log.events(after=mark.high_seq - 1, limit=1), None)
    return row is not None and (row.epoch, row.hash.hex()) == (mark.epoch, mark.tip_hash)
