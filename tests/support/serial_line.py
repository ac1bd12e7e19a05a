"""A serial line without a cable: a pair of pseudo terminals behind a name that stays."""

import os
import pty
import tty
from pathlib import Path
from types import TracebackType
from typing import Self


class SerialLine:
    """What a scanner is plugged into; ``name`` is the port, while it is plugged in."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder / "scanner")
        self._ends: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self.unplug()

    def plug(self) -> None:
        """There is a device again, under another number."""
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self._ends = ours, theirs
        Path(self.name).symlink_to(os.ttyname(theirs))

    def unplug(self) -> None:
        """Whoever reads gets an error, whoever opens finds nothing."""
        Path(self.name).unlink(missing_ok=True)
        if self._ends is not None:
            for end in self._ends:
                os.close(end)
            self._ends = None

    def scan(self, data: bytes) -> None:
        """What the scanner sends."""
        assert self._ends is not None
        os.write(self._ends[0], data)
