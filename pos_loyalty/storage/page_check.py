"""When the pages of a database are looked through before it is opened."""

from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final

from pos_loyalty.storage.store import this_boot

_ALWAYS_CHECKED_BYTES: Final = 64 << 20
"""Looking through this much takes a fraction of a second."""


class PageCheck(Enum):
    """How often whoever opens the file has its pages looked through."""

    EACH_START = "each-start"
    """The window: a till that opens for the day."""

    ONCE_A_BOOT = "once-a-boot"
    """Commands, which other software calls with each sale. A program that dies harms no page, a
    power cut may; after that the machine has started anew."""


class LookedThrough:
    """The note that a file was found in order since the machine started: closed so, or whole."""

    def __init__(self, note: Path) -> None:
        self._note = note

    def names(self, database: Path) -> bool:
        """Whether it is about this very file: one that was put back is another.

        While nobody has the file open, it is also as it was then; an open one changes with
        everything that is booked.
        """
        with suppress(OSError):
            noted, _, changed = self._note.read_text("ascii").rpartition(" ")
            is_as_it_was = _left_in_a_hurry(database) or changed == _changed(database)
            return noted == _name(database) and is_as_it_was
        return False

    def write(self, database: Path) -> None:
        """Note it; a disk that refuses costs the next command its time, and nothing else."""
        if not self.names(database):
            with suppress(OSError):
                self._note.write_text(f"{_name(database)} {_changed(database)}", "ascii")


def is_due(database: Path, check: PageCheck, note: LookedThrough) -> bool:
    """Whether the file is looked through now.

    A large file that was closed in order is not looked through while people wait for the
    till: each backup goes through all pages of its copy. A till that was closed in
    order leaves no write-ahead log.
    """
    if check is PageCheck.ONCE_A_BOOT and note.names(database):
        return False
    return database.stat().st_size <= _ALWAYS_CHECKED_BYTES or _left_in_a_hurry(database)


def _left_in_a_hurry(database: Path) -> bool:
    log = database.with_name(f"{database.name}-wal")
    return log.is_file() and log.stat().st_size > 0


def _name(database: Path) -> str:
    """The boot and the file. Where the system names no boot, no two calls agree."""
    status = database.stat()
    return f"{this_boot().id} {status.st_dev} {status.st_ino}"


def _changed(database: Path) -> str:
    """When the file itself was written last; what is in its write-ahead log does not count."""
    return str(database.stat().st_mtime_ns)
