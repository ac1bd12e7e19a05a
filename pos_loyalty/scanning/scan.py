"""What every kind of scanner delivers."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class ScanSource(StrEnum):
    """The kind of device that a scan came from."""

    KEYBOARD = "keyboard"
    SERIAL = "serial"
    CAMERA = "camera"
    TYPED = "typed"


class ScanSide(StrEnum):
    """Who holds things before that device."""

    COUNTER = "counter"
    """Whoever works at the till."""
    MEMBER = "member"
    """Whoever buys, at the members' screen."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A text that was scanned, from where and when.

    The text may be a card's payload, so it does not show when a scan ends up in a log.
    """

    text: str = field(repr=False)
    source: ScanSource
    at: datetime
    side: ScanSide = ScanSide.COUNTER
