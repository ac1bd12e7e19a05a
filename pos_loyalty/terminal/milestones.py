"""When the terminal had come how far: for whoever measures its start."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.domain.values import dataclass

FIRST_PAINT: Final = "first-paint"
READY_FOR_SCAN: Final = "ready-for-scan"

_TRACE_VARIABLE: Final = "POS_LOYALTY_TRACE"
_QUIT_VARIABLE: Final = "POS_LOYALTY_QUIT_AFTER"


@dataclass(frozen=True, slots=True)
class Milestones:
    """Notes each milestone in a file of JSON lines; without a file, nowhere.

    ``last`` names the milestone after which the terminal closes again.
    """

    trace: Path | None = None
    last: str = ""

    def reached(self, mark: str) -> bool:
        """Note a milestone; whether the terminal is to close now."""
        if self.trace is not None:
            with self.trace.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"mark": mark, "t": time.monotonic()}) + "\n")
        return mark == self.last


def milestones_wanted(environment: Mapping[str, str] = os.environ) -> Milestones:
    """What ``POS_LOYALTY_TRACE`` and ``POS_LOYALTY_QUIT_AFTER`` ask for."""
    trace = environment.get(_TRACE_VARIABLE)
    return Milestones(Path(trace) if trace else None, environment.get(_QUIT_VARIABLE, ""))
