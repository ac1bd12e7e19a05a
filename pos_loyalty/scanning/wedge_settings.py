"""How a keyboard-like scanner behaves: its speed, what it puts around a code, its layout."""

import re
from dataclasses import replace
from enum import StrEnum
from typing import Final, Literal

from pos_loyalty.config.settings import Scanner
from pos_loyalty.domain.values import dataclass
from pos_loyalty.scanning.scan import ScanSide


class Suffix(StrEnum):
    """What follows a code."""

    ENTER = "enter"
    TAB = "tab"
    NONE = "none"
    """Nothing: the code ends when no more keys come."""


class ScannerLayout(StrEnum):
    """Whether scanner and computer mean the same keyboard."""

    SAME = "same"
    US_ON_GERMAN = "us-on-german"
    """The scanner presses the keys of a US keyboard, the computer reads German ones."""
    US_KEYS = "us-keys"
    """The scanner presses the keys of a US keyboard, which are told by their place."""


# Beyond these a fast typist is in danger; a scanner that slow needs its own setting raised.
_MOST_AVERAGE_MS: Final = 60
_MOST_GAP_MS: Final = 90
_SHORTEST: Final = 4
_HOLD_MARGIN_MS: Final = 10
_USUAL_SUFFIXES: Final = frozenset({Suffix.ENTER, Suffix.TAB})
_KEY_NAME: Final = re.compile(r"F\d{1,2}")


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """What makes a run of keys a scan.

    ``prefix`` names the keys that the scanner sends first, such as ``("F13",)``. With one,
    typing is not held back at all; without, each key waits up to ``hold_ms`` for the next.
    ``member_prefix`` tells a second scanner, on the members' side: all keyboards look like
    one. ``card_gap_ms`` is how long a radio scanner may stop within a code of ours.
    """

    minimum_length: int = 8
    max_average_ms: int = 35
    max_gap_ms: int = 50
    repeat_pause_ms: int = 300
    card_gap_ms: int = 150
    prefix: tuple[str, ...] = ()
    member_prefix: tuple[str, ...] = ()
    suffixes: frozenset[Suffix] = _USUAL_SUFFIXES
    layout: ScannerLayout = ScannerLayout.SAME

    def __post_init__(self) -> None:
        if self.minimum_length < _SHORTEST:
            raise ValueError("short runs of keys are typed by people")
        if not 0 < self.max_average_ms <= _MOST_AVERAGE_MS:
            raise ValueError("that slow, a scanner cannot be told from a person")
        if not self.max_average_ms <= self.max_gap_ms <= _MOST_GAP_MS:
            raise ValueError("a gap is at least the average, and keys are not held for long")
        if not self.suffixes:
            raise ValueError("a code ends somehow")
        if self.prefix and self.prefix == self.member_prefix:
            raise ValueError("a prefix that two scanners have tells none of them")

    @property
    def prefixes(self) -> tuple[tuple[tuple[str, ...], ScanSide], ...]:
        """What each scanner sends first, and where it stands."""
        both = (self.prefix, ScanSide.COUNTER), (self.member_prefix, ScanSide.MEMBER)
        return tuple((keys, side) for keys, side in both if keys)

    @property
    def hold_ms(self) -> int:
        """How long a key is held back to see whether a scan follows."""
        return self.max_gap_ms + _HOLD_MARGIN_MS


def prefix_keys(text: str) -> tuple[str, ...]:
    """A prefix as people write it in the settings: ``F13`` is one key, ``]Q1`` are three."""
    return (text.upper(),) if _KEY_NAME.fullmatch(text.upper()) else tuple(text)


def wedge_settings_of(scanner: Scanner) -> WedgeSettings:
    """What the till's settings say of the scanner."""
    member = prefix_keys(scanner.member_prefix)
    suffixes = _USUAL_SUFFIXES if scanner.suffix == "any" else frozenset({Suffix(scanner.suffix)})
    return WedgeSettings(
        minimum_length=scanner.minimum_length,
        max_average_ms=scanner.max_average_ms,
        # A gap is at least the average; the settings check each of the two alone.
        max_gap_ms=max(scanner.max_gap_ms, scanner.max_average_ms),
        card_gap_ms=scanner.card_gap_ms,
        prefix=prefix_keys(scanner.prefix),
        # Who gave both the same prefix has one scanner more than can be told apart.
        member_prefix=() if scanner.member_prefix == scanner.prefix else member,
        suffixes=suffixes,
        layout=ScannerLayout(scanner.layout),
    )


def taught(scanner: Scanner, learned: WedgeSettings) -> Scanner:
    """The till's settings with what a lesson has found out."""
    return replace(
        scanner,
        prefix="".join(learned.prefix),
        suffix=_suffix_setting(learned.suffixes),
        layout=learned.layout.value,
        max_average_ms=learned.max_average_ms,
        max_gap_ms=learned.max_gap_ms,
        card_gap_ms=learned.card_gap_ms,
    )


def _suffix_setting(suffixes: frozenset[Suffix]) -> Literal["any", "enter", "tab", "none"]:
    if len(suffixes) > 1:
        return "any"
    (suffix,) = suffixes
    return suffix.value
