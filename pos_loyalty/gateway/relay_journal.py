"""Receipts on their way to the database: written down first, handed over when it can be."""

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import decode_as, encode_json

_LARGEST_BYTES: Final = 1_000_000
"""A journal of which all is handed over begins anew when it is larger."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A receipt, and when it was printed."""

    at: datetime
    receipt: TillReceipt


class Journal:
    """One line for each receipt, in a file that only grows until all of it is done.

    How far it was handed over stands in a second file. A power cut between the two means that a
    receipt is handed over twice, which its key makes harmless.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place_path = path.with_suffix(".done")
        self._place = 0
        self._waiting: list[tuple[int, Seen]] = []

    def open(self) -> None:
        """Read what was not handed over. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError, ValueError):
            self._place = int(self._place_path.read_text("ascii"))
        data = self._path.read_bytes() if self._path.is_file() else b""
        if data and not data.endswith(b"\n"):
            # The power went in the middle of a line: the next one begins on a line of its own.
            self._append(b"\n")
            data += b"\n"
        if self._place > len(data):
            self._place = 0
        self._waiting = list(_read(data, self._place))

    @property
    def waiting(self) -> tuple[Seen, ...]:
        """What was not handed over yet, oldest first."""
        return tuple(seen for _, seen in self._waiting)

    def add(self, seen: Seen) -> None:
        """Write a receipt down; it is on the disk when this returns. Raises OSError."""
        self._waiting.append((self._append(encode_json(seen) + b"\n"), seen))

    def remember(self, seen: Seen) -> None:
        """Keep a receipt in mind only: the disk does not take it."""
        self._waiting.append((self._place, seen))

    def handed_over(self) -> None:
        """The oldest one that waited is done. Raises OSError."""
        self._place, _ = self._waiting.pop(0)
        if (
            not self._waiting
            and self._path.is_file()
            and self._path.stat().st_size > _LARGEST_BYTES
        ):
            os.truncate(self._path, 0)
            self._place = 0
        scratch = self._place_path.with_suffix(".new")
        scratch.write_text(str(self._place), "ascii")
        scratch.replace(self._place_path)

    def _append(self, line: bytes) -> int:
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
            return os.fstat(handle).st_size
        finally:
            os.close(handle)


def _read(data: bytes, place: int) -> Iterator[tuple[int, Seen]]:
    for line in data[place:].splitlines(keepends=True):
        place += len(line)
        if not line.strip():
            continue
        try:
            yield place, decode_as(Seen, line)
        except ValueError:
            _LOG.warning("a line of the relay's journal cannot be read and is left out")
