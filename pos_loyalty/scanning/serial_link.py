"""How a scanner on a serial line is."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class SerialState(StrEnum):
    """What can be said of the line."""

    OFF = "off"
    """The settings name no port."""
    SEARCHING = "searching"
    """Not looked for yet."""
    CONNECTED = "connected"
    UNPLUGGED = "unplugged"
    FORBIDDEN = "forbidden"
    """The system does not let this user open the port; on Linux the group dialout does."""
    BUSY = "busy"
    """Another program has it open."""
    BROKEN = "broken"
    """It is there and cannot be used as it is set."""


@dataclass(frozen=True, slots=True)
class SerialLink:
    """The state, and at which port."""

    state: SerialState = SerialState.OFF
    port: str = ""
