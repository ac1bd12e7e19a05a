"""Keys as a scanner sends them and people press them."""

from dataclasses import field
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass


class KeyKind(StrEnum):
    """What a key does, as far as telling scanner from person goes.

    Shift and its like are not strokes: they come along with others and mean nothing.
    """

    CHARACTER = "character"
    """Writes text."""
    NAMED = "named"
    """A function or control key that nobody types with, such as F13: good as a prefix."""
    ENTER = "enter"
    TAB = "tab"
    REPEAT = "repeat"
    """A key that is held down, as the system has it. Fast enough for a scanner, and none."""
    OTHER = "other"
    """Arrows, Escape, Backspace, anything with Ctrl or Alt: a person."""


START_OF_TEXT: Final = "\x02"
END_OF_TEXT: Final = "\x03"


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """One key going down. ``time_ms`` is when the system saw it, not when we got to it.

    A window that was busy sees a person's keys in one clump; only the system's own
    time tells them from a scan. The text is kept out of logs.

    ``us_text`` is what the key writes on a US keyboard, which most scanners take
    themselves for; empty where the system does not tell. ``key`` says which release
    belongs to it; 0 where that is unknown.
    """

    text: str = field(repr=False)
    time_ms: int
    kind: KeyKind = KeyKind.CHARACTER
    us_text: str = field(default="", repr=False)
    key: int = 0
