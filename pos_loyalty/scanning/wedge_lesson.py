"""Learns a scanner from one code whose text is known: "scan this code"."""

from dataclasses import replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.scanning.keyboard_text import settled, was_read_as_german
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_settings import ScannerLayout, Suffix, WedgeSettings

LESSON_CODE: Final = "LT-YZ:0123456789/QWX"
"""What to scan: the letters and signs that move when scanner and computer disagree."""

LESSON_PAUSE_MS: Final = 600
"""After so long without a key the scan is over."""

_SLOWEST_AVERAGE_MS: Final = 60
_SLOWEST_GAP_MS: Final = 80
# Our codes are told by their shape; such a scanner reads them, if nothing else.
_SLOWEST_OF_OURS_MS: Final = 75
_LONGEST_STOP_MS: Final = 390
_GAP_MARGIN_MS: Final = 10
_MARGIN: Final = 5
_BY_PLACE: Final = ScannerLayout.US_KEYS
_SUFFIXES: Final = {KeyKind.ENTER: Suffix.ENTER, KeyKind.TAB: Suffix.TAB}


class Finding(StrEnum):
    """Something that the person setting up the scanner should know."""

    NOTHING_ARRIVED = "nothing-arrived"
    OTHER_TEXT = "other-text"
    """What arrived is not the code, whatever keyboard is assumed."""
    OTHER_LAYOUT = "other-layout"
    """The scanner presses US keys; cards work, other codes may not. Better: set its country."""
    LOWER_CASE = "lower-case"
    """Caps Lock is on, or the scanner turns letters around; harmless."""
    NO_SUFFIX = "no-suffix"
    """Each scan waits a moment for more keys. Better: have it send Enter."""
    TEXT_BEHIND = "text-behind"
    """The scanner adds characters behind the code; no card is recognized that way."""
    SLOW = "slow"
    """It works, but fast typing may be taken for a scan. Better: a shorter pause between keys."""
    STOPS = "stops"
    """It stops between keys as radio scanners do. Our codes are read; others may not be."""
    TOO_SLOW = "too-slow"
    """It cannot be told from a person. Its pause between keys has to be shorter."""
    SENDS_FIRST = "sends-first"
    """It sends keys of its own before the code. Good: typing need not wait for it."""
    NO_PREFIX = "no-prefix"
    """A second scanner sends nothing before the code: the two cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned. Without ``settings`` the scanner cannot be used as it is set up."""

    received: str
    mean_gap_ms: int
    longest_gap_ms: int
    findings: tuple[Finding, ...]
    settings: WedgeSettings | None
    expected: str = LESSON_CODE


class WedgeLesson:
    """Listens to one scan of a known code."""

    def __init__(
        self, expected: str = LESSON_CODE, *, current: WedgeSettings | None = None
    ) -> None:
        self._expected = expected.upper()
        self._current = current or WedgeSettings()
        self._strokes: list[KeyStroke] = []

    def feed(self, stroke: KeyStroke) -> None:
        """Take note of one key."""
        self._strokes.append(stroke)

    def finish(self) -> Lesson:
        """What the keys so far have taught."""
        keys, suffix = _parted(self._strokes)
        if not keys:
            return Lesson("", 0, 0, (Finding.NOTHING_ARRIVED,), None, self._expected)
        received = "".join(key.text for key in keys)
        gaps = [later.time_ms - earlier.time_ms for earlier, later in pairwise(self._strokes)]
        mean, longest = -(-sum(gaps) // max(len(gaps), 1)), max(gaps, default=0)
        place, layout = self._found_in(keys)
        if place < 0:
            found = (Finding.OTHER_TEXT,)
            return Lesson(received, mean, longest, found, None, self._expected)
        findings = self._findings(keys, place, layout, suffix) + _speed(mean, longest)
        settings = None
        if Finding.TOO_SLOW not in findings and Finding.TEXT_BEHIND not in findings:
            settings = replace(
                self._current,
                prefix=tuple(key.text for key in keys[:place]),
                suffixes=frozenset({suffix}),
                layout=layout,
                max_average_ms=_between(35, mean + _MARGIN, _SLOWEST_AVERAGE_MS),
                max_gap_ms=_between(50, longest + _GAP_MARGIN_MS, _SLOWEST_GAP_MS + _GAP_MARGIN_MS),
                card_gap_ms=max(self._current.card_gap_ms, longest + _GAP_MARGIN_MS),
            )
        return Lesson(received, mean, longest, findings, settings, self._expected)

    def _found_in(self, keys: list[KeyStroke]) -> tuple[int, ScannerLayout]:
        """At which key the expected code begins, and through which layout it came."""
        # A key such as F13 stands for itself and takes one place.
        text = "".join(key.text if len(key.text) == 1 else "\0" for key in keys)
        assumed = ScannerLayout.SAME
        if was_read_as_german(text):
            assumed = ScannerLayout.US_ON_GERMAN
        place = settled(text, assumed).find(self._expected)
        if place >= 0:
            return place, assumed
        by_place = "".join(key.us_text if len(key.us_text) == 1 else "\0" for key in keys)
        return by_place.upper().find(self._expected), ScannerLayout.US_KEYS

    def _findings(
        self, keys: list[KeyStroke], place: int, layout: ScannerLayout, suffix: Suffix
    ) -> tuple[Finding, ...]:
        end = place + len(self._expected)
        # Plain letters only: an ß stands for a sign here.
        plain = [key.text for key in keys[place:end] if key.text.isascii()]
        found = {
            Finding.SENDS_FIRST: place > 0,
            Finding.OTHER_LAYOUT: layout is not ScannerLayout.SAME,
            Finding.LOWER_CASE: any(map(str.islower, plain)) and layout is not _BY_PLACE,
            Finding.NO_SUFFIX: suffix is Suffix.NONE,
            Finding.TEXT_BEHIND: len(keys) > end,
        }
        return tuple(finding for finding, holds in found.items() if holds)


def _parted(strokes: list[KeyStroke]) -> tuple[list[KeyStroke], Suffix]:
    """The keys of the code, and what ended it."""
    keys: list[KeyStroke] = []
    for stroke in strokes:
        if stroke.kind in _SUFFIXES and keys:
            return keys, _SUFFIXES[stroke.kind]
        if stroke.kind in {KeyKind.CHARACTER, KeyKind.NAMED}:
            keys.append(stroke)
    return keys, Suffix.NONE


def _speed(mean: int, longest: int) -> tuple[Finding, ...]:
    usual = WedgeSettings()
    if mean > _SLOWEST_OF_OURS_MS or longest > _LONGEST_STOP_MS:
        return (Finding.TOO_SLOW,)
    if mean > _SLOWEST_AVERAGE_MS or longest > _SLOWEST_GAP_MS:
        return (Finding.STOPS,)
    if mean > usual.max_average_ms or longest > usual.max_gap_ms:
        return (Finding.SLOW,)
    return ()


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))
