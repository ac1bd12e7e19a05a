"""How a process is that runs beside the window."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class Running(StrEnum):
    """How a companion is."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CompanionState:
    """How a companion is, and what it said: where it is heard, or why it is not."""

    running: Running = Running.OFF
    said: str = ""
