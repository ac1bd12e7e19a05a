"""The store: one writer, several readers, each transaction short.

Within one process a lock with bounded patience lines the writing threads up; between
processes SQLite's own lock does, taken at the beginning of each writing transaction, so
that what was read in it still holds when it is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock, get_ident
from time import monotonic
from typing import Final, Self
from uuid import uuid4

from pos_loyalty.domain.errors import HistoryElsewhereError
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.storage import schema
from pos_loyalty.storage.bases import BaseReader, BaseWriter
from pos_loyalty.storage.connection import BUSY_TIMEOUT_S, Connection
from pos_loyalty.storage.draws import DrawReader, DrawWriter
from pos_loyalty.storage.errors import DatabaseBusyError, Edge
from pos_loyalty.storage.event_log import (
    Boot,
    EventDraft,
    Fact,
    LogReader,
    LogWriter,
    StoredEvent,
)
from pos_loyalty.storage.hub_link import HubLinkReader, HubLinkWriter
from pos_loyalty.storage.letters import LetterReader, LetterWriter
from pos_loyalty.storage.lists import ListReader
from pos_loyalty.storage.members import MemberReader, MemberWriter
from pos_loyalty.storage.print_jobs import PrintJobReader, PrintJobWriter
from pos_loyalty.storage.projections import ProjectionReader, ProjectionWriter
from pos_loyalty.storage.reader_pool import ReaderPool
from pos_loyalty.storage.sales import SalesReader, SalesWriter
from pos_loyalty.storage.shares import ShareReader, ShareWriter
from pos_loyalty.storage.shop import ShopReader, ShopWriter
from pos_loyalty.storage.sidecar import Mark, Sidecar
from pos_loyalty.storage.sightings import SightingReader, SightingWriter
from pos_loyalty.storage.till_receipts import TillReceiptReader, TillReceiptWriter

_EDGE: Final = Edge()


def this_boot() -> Boot:
    """This start of the machine where the system names it, else of this program."""
    named = Path("/proc/sys/kernel/random/boot_id")
    boot_id = named.read_text(encoding="ascii").strip() if named.is_file() else str(uuid4())
    return Boot(boot_id, lambda: int(monotonic() * 1000))


class Reading:
    """One look at the database: all that is read in it is from the same instant."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def log(self) -> LogReader:
        return LogReader(self.connection)

    @cached_property
    def bases(self) -> BaseReader:
        return BaseReader(self.connection)

    @cached_property
    def draws(self) -> DrawReader:
        return DrawReader(self.connection)

    @cached_property
    def hub(self) -> HubLinkReader:
        return HubLinkReader(self.connection)

    @cached_property
    def letters(self) -> LetterReader:
        return LetterReader(self.connection)

    @cached_property
    def lists(self) -> ListReader:
        return ListReader(self.connection)

    @cached_property
    def members(self) -> MemberReader:
        return MemberReader(self.connection)

    @cached_property
    def print_jobs(self) -> PrintJobReader:
        return PrintJobReader(self.connection)

    @cached_property
    def projections(self) -> ProjectionReader:
        return ProjectionReader(self.connection)

    @cached_property
    def sales(self) -> SalesReader:
        return SalesReader(self.connection)

    @cached_property
    def shares(self) -> ShareReader:
        return ShareReader(self.connection)

    @cached_property
    def shop(self) -> ShopReader:
        return ShopReader(self.connection)

    @cached_property
    def sightings(self) -> SightingReader:
        return SightingReader(self.connection)

    @cached_property
    def till_receipts(self) -> TillReceiptReader:
        return TillReceiptReader(self.connection)

    def history(self, member_id: str) -> list[MemberEvent]:
        """Everything that happened to a member, in order.

        Raises HistoryElsewhereError where only the hub has all of it.
        """
        if self.bases.is_based(member_id):
            raise HistoryElsewhereError(member=member_id)
        return self.log.history(member_id)


class Work(Reading):
    """One writing transaction: it reads what it wrote, and ``commit`` makes it last."""

    def __init__(self, connection: Connection, boot: Boot) -> None:
        super().__init__(connection)
        self._boot = boot
        connection.begin()

    @cached_property
    def log(self) -> LogWriter:
        return LogWriter(self.connection, self._boot)

    @cached_property
    def bases(self) -> BaseWriter:
        return BaseWriter(self.connection)

    @cached_property
    def draws(self) -> DrawWriter:
        return DrawWriter(self.connection)

    @cached_property
    def hub(self) -> HubLinkWriter:
        return HubLinkWriter(self.connection)

    @cached_property
    def letters(self) -> LetterWriter:
        return LetterWriter(self.connection)

    @cached_property
    def members(self) -> MemberWriter:
        return MemberWriter(self.connection, self.log.next_stamp)

    @cached_property
    def print_jobs(self) -> PrintJobWriter:
        return PrintJobWriter(self.connection)

    @cached_property
    def projections(self) -> ProjectionWriter:
        return ProjectionWriter(self.connection)

    @cached_property
    def sales(self) -> SalesWriter:
        return SalesWriter(self.connection)

    @cached_property
    def shares(self) -> ShareWriter:
        return ShareWriter(self.connection)

    @cached_property
    def shop(self) -> ShopWriter:
        return ShopWriter(self.connection)

    @cached_property
    def sightings(self) -> SightingWriter:
        return SightingWriter(self.connection)

    @cached_property
    def till_receipts(self) -> TillReceiptWriter:
        return TillReceiptWriter(self.connection)

    def append(self, draft: EventDraft) -> StoredEvent:
        """Write an event at the end of the log."""
        return self.log.append(draft)

    def record(self, fact: Fact) -> MemberEvent:
        """Write what happened to a member, with its ledger entries."""
        return self.log.record(fact)

    def commit(self) -> None:
        """Make all of it last, down on the disk, before this returns."""
        self.log.flush()
        self.connection.commit()

    def roll_back(self) -> None:
        """Undo what was not committed; nothing afterwards."""
        self.connection.roll_back()


class Store:
    """A till's database, open."""

    def __init__(
        self,
        *,
        writer: Connection,
        readers: ReaderPool | None = None,
        boot: Boot,
        sidecar: Sidecar | None = None,
    ) -> None:
        """Without ``readers`` everybody shares the writer's connection, one after the other."""
        self._boot = boot
        self._sidecar = sidecar
        self._readers = readers
        self._turn = Lock()
        self._owner: int | None = None
        self._writer = writer

    @classmethod
    def open(
        cls, database: Path, *, boot: Boot | None = None, sidecar: Sidecar | None = None
    ) -> Self:
        """The store in a file that has today's tables; ``opening`` sees to that."""
        with _EDGE:
            return cls(
                writer=Connection.to_write(database),
                readers=ReaderPool(lambda: Connection.to_read(database)),
                boot=boot or this_boot(),
                sidecar=sidecar,
            )

    @classmethod
    def in_memory(cls, *, device_id: str = "till", boot: Boot | None = None) -> Self:
        """A new store that lives as long as this object: for trials, scenarios and tests."""
        writer = Connection.in_memory()
        schema.create_tables(writer.driver, device_id)
        return cls(writer=writer, boot=boot or this_boot())

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """A writing transaction. Leaving it without ``commit`` undoes all of it.

        Raises ``DatabaseBusyError`` when others write for too long, ``DiskFullError``,
        ``DatabaseReadOnlyError`` and ``DatabaseDamagedError``, here or at the commit.
        """
        with _EDGE, self._my_turn():
            work = Work(self._writer, self._boot)
            try:
                yield work
            finally:
                work.roll_back()

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A look at one instant of the database. Inside ``begin``, read through the work."""
        if self._readers is None:
            with _EDGE, self._my_turn(), self._writer.snapshot():
                yield Reading(self._writer)
            return
        self._refuse_nesting()
        with _EDGE, self._readers.snapshot() as connection:
            yield Reading(connection)

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the file, unless somebody is writing.

        For an idle moment: it is the slow part of writing, taken off the next sale. The
        high-water mark is noted too.
        """
        if self._turn.acquire(blocking=False):
            try:
                with _EDGE:
                    self._writer.driver.execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                self._turn.release()
        self.note_mark()

    def empty_log(self) -> None:
        """Move everything into the file and empty the write-ahead log.

        After an erasure, so that no old page keeps what was erased.
        """
        with _EDGE, self._my_turn():
            self._writer.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Finish: nothing may use the store afterwards."""
        self.note_mark()
        if self._readers is not None:
            self._readers.close()
            with _EDGE:
                # Whoever is writing now empties the log in turn: nobody waits for it at the door.
                self._writer.driver.execute("PRAGMA busy_timeout = 0")
            self.empty_log()
        self._writer.close()

    def note_mark(self) -> None:
        """Note how far the log has come where no backup reaches; before anything of it is sent."""
        if self._sidecar is not None:
            with self.read() as reading:
                link = reading.hub.link()
                sent_seq = link.sent_seq if link is not None else 0
                mark = Mark.of(reading.log.device(), sent_seq=sent_seq)
            self._sidecar.write(mark)

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        self._refuse_nesting()
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_S):
            raise DatabaseBusyError(reason="writers of this program")
        self._owner = get_ident()
        try:
            yield
        finally:
            self._owner = None
            self._turn.release()

    def _refuse_nesting(self) -> None:
        if self._owner == get_ident():
            raise RuntimeError("this thread has a transaction open: read and write through it")
