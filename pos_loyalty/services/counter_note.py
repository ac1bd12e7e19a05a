"""Who is at the counter, left in a file for other processes of this till.

It names a member by id, is readable by its owner only, and is old after a few seconds: a window
that has died leaves nobody standing there.
"""

import json
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

GOOD_FOR: Final = timedelta(seconds=5)


class CounterNote:
    """The note. Whoever writes it writes it again each second."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, member_id: str, now: datetime) -> None:
        """This member is there now. A disk that refuses costs a line on a receipt."""
        scratch = self._path.with_suffix(".new")
        with suppress(OSError):
            handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump({"member": member_id, "at": now.isoformat()}, file)
            scratch.replace(self._path)

    def clear(self) -> None:
        """Nobody is there."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def member_id(self, now: datetime) -> str:
        """Who is there now; "" for nobody, or where nobody says."""
        try:
            told = json.loads(self._path.read_text("ascii"))
            at = datetime.fromisoformat(told["at"])
            return str(told["member"]) if abs(now - at) < GOOD_FOR else ""
        except (OSError, ValueError, TypeError, KeyError):
            return ""
