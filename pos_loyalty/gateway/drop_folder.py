"""A folder that another till's software drops files into: which of them may be taken, and when.

Whoever writes under another name and renames at the end is never read too early; of other files it
is told how long they have looked the same. Nothing here looks into what the files mean.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway.errors import FolderOutageError, WrongFileError

LARGEST_BYTES: Final = 256 << 10
_UNFINISHED: Final = (".tmp", ".part", ".partial", "~")
_RESULT: Final = ".result.json"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file and how it looked when it was seen."""

    path: Path
    size: int
    changed_ns: int

    @property
    def suffix(self) -> str:
        """Its ending, as programs compare it."""
        return self.path.suffix.lower()


class DropFolder:
    """The folder, with ``done`` and ``failed`` in it. Raises FolderOutageError."""

    def __init__(self, folder: Path, suffixes: tuple[str, ...]) -> None:
        self._folder = folder
        self._suffixes = suffixes
        self._since: dict[Dropped, float] = {}

    def open(self) -> None:
        """Make the folders inside; the folder itself is there already."""
        if not self._folder.is_dir():
            raise FolderOutageError(folder=self._folder.name)
        for name in ("done", "failed"):
            try:
                (self._folder / name).mkdir(exist_ok=True)
            except OSError as error:
                raise FolderOutageError(folder=self._folder.name) from error

    def waiting(self) -> list[Dropped]:
        """The files, the oldest first."""
        try:
            with os.scandir(self._folder) as entries:
                found = [
                    _dropped(Path(entry.path), entry.stat(follow_symlinks=False))
                    for entry in entries
                    if self._is_ours(entry)
                ]
        except FileNotFoundError:
            # One was taken away while we looked; the next look tells.
            if self._folder.is_dir():
                return []
            raise FolderOutageError(folder=self._folder.name) from None
        except OSError as error:
            raise FolderOutageError(folder=self._folder.name) from error
        return sorted(found, key=lambda dropped: (dropped.changed_ns, dropped.path.name))

    def settled(self, dropped: Dropped, now: float) -> float:
        """How many seconds it has looked like this; ``now`` counts on, whatever the clock says."""
        if dropped not in self._since:
            for other in [each for each in self._since if each.path == dropped.path]:
                del self._since[other]
            self._since[dropped] = now
        return now - self._since[dropped]

    def read(self, dropped: Dropped) -> bytes:
        """What is in it. Raises WrongFileError for what is no plain file, or too much."""
        # A link might lead to a file that is none of ours, a pipe might never answer.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        if not stat.S_ISREG(os.lstat(dropped.path).st_mode):
            raise WrongFileError(reason="not-a-file")
        with os.fdopen(os.open(dropped.path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise WrongFileError(reason="not-a-file")
            data = file.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            raise WrongFileError(reason="too-large")
        return data

    def put_away(self, dropped: Dropped, place: str, result: bytes) -> Path:
        """Move a file to ``place``, with its result beside it; the result is there first.

        Whoever waits for the file to move finds the answer when it has.
        """
        target = _free(self._folder / place / dropped.path.name)
        answer = target.with_name(f"{target.name}{_RESULT}")
        partial = answer.with_name(f".{answer.name}")
        try:
            partial.write_bytes(result)
            partial.replace(answer)
            with suppress(FileNotFoundError):
                dropped.path.rename(target)
        except OSError as error:
            raise FolderOutageError(folder=self._folder.name) from error
        self._since.pop(dropped, None)
        return target

    def _is_ours(self, entry: "os.DirEntry[str]") -> bool:
        name = entry.name.lower()
        return (
            name.endswith(self._suffixes)
            and not name.startswith(".")
            and not name.endswith(_UNFINISHED)
            and not entry.is_dir(follow_symlinks=False)
        )


def _dropped(path: Path, status: os.stat_result) -> Dropped:
    return Dropped(path, status.st_size, status.st_mtime_ns)


def _free(path: Path) -> Path:
    """The path, or one beside it that nobody has: tills use names again."""
    found, number = path, 1
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
