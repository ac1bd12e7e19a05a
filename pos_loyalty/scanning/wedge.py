"""Tells a scanner that poses as a keyboard from a person, key by key.

Keys that might be the beginning of a scan are held back for a moment. Either a scan
comes of them, and they never reach a field or a button; or they are played back,
in order and complete. A reader only decides; whoever feeds it holds the keys.

How a scan shows: many keys, steadily fast, and at the end the key that the scanner
was set up to send. Single gaps may be longer than the average, for the system
stumbles too; much longer once the keys before came as fast as no hand can.
"""

from dataclasses import field
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.scanning.keyboard_text import settled
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_settings import Suffix, WedgeSettings

# What a run of keys may be late in all before it is given up as a person's, so that one stumble
# early on does not cost a scan.
_SLACK_MS: Final = 30
# So many keys, in half the time that a scan may take, come from no hand; then a computer that is
# out of breath is waited for, this many gaps long.
_SURELY_SCANNED: Final = 6
_PATIENCE: Final = 3
# Some scanners end with carriage return and line feed; the second one is not the cashier's.
_SECOND_SUFFIX_MS: Final = 50
# Two equal characters of a fast scanner look to some systems like a key held down. No keyboard
# repeats a key that quickly, nor so soon after it went down.
_FASTEST_REPEAT_MS: Final = 20
# Not more keys than this are believed to be typed so close before a scan.
_MOST_TYPED_BEFORE: Final = 4

_SUFFIX_OF: Final = {KeyKind.ENTER: Suffix.ENTER, KeyKind.TAB: Suffix.TAB}


class Fate(StrEnum):
    """What becomes of the key that was just fed."""

    PASS = "pass"  # noqa: S105 - not that kind of pass
    """It goes its way, after those that are played back."""
    HOLD = "hold"
    """It waits behind those that are held."""
    SWALLOW = "swallow"
    """It was the scanner's, and nobody sees it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do now: play back ``replay`` held keys, forget ``drop`` more, then see ``fate``.

    ``scan`` is the code, when the keys were one; None also for a code that came twice.
    """

    fate: Fate
    replay: int = 0
    drop: int = 0
    scan: str | None = field(default=None, repr=False)


class WedgeReader:
    """Follows one stream of keys. Fed with each stroke, and asked when none came for a while."""

    def __init__(self, settings: WedgeSettings) -> None:
        self._settings = settings
        self._held: list[KeyStroke] = []
        self._last_scan_ms: int | None = None

    @property
    def settings(self) -> WedgeSettings:
        return self._settings

    @property
    def is_holding(self) -> bool:
        """Whether ``expire`` is due ``patience_ms`` after the last stroke."""
        return bool(self._held)

    @property
    def patience_ms(self) -> int:
        """How long to wait for the next key."""
        usual = self._settings.hold_ms
        return usual * _PATIENCE if self._is_surely_scanned() else usual

    def feed(self, stroke: KeyStroke) -> Decision:
        """What becomes of this key and of those held before it."""
        if stroke.kind in _SUFFIX_OF:
            return self._suffix(stroke)
        if self._continues(stroke):
            self._held.append(stroke)
            return Decision(Fate.HOLD)
        replay = self._forget()
        if self._may_begin(stroke):
            self._held.append(stroke)
            return Decision(Fate.HOLD, replay=replay)
        return Decision(Fate.PASS, replay=replay)

    def expire(self) -> Decision:
        """No key came for ``hold_ms``: what was held is a scan without a suffix, or typing."""
        if Suffix.NONE in self._settings.suffixes and self._is_scan():
            return self._scan(self._held[-1].time_ms)
        return Decision(Fate.PASS, replay=self._forget())

    def flush(self) -> Decision:
        """Something else happened, a click say: what was held goes first."""
        return Decision(Fate.PASS, replay=self._forget())

    def _suffix(self, stroke: KeyStroke) -> Decision:
        if not self._held and self._is_second_suffix(stroke):
            return Decision(Fate.SWALLOW)
        ends = _SUFFIX_OF[stroke.kind] in self._settings.suffixes
        if ends and self._is_close(stroke) and self._is_scan():
            return self._scan(stroke.time_ms)
        return Decision(Fate.PASS, replay=self._forget())

    def _scan(self, end_ms: int) -> Decision:
        typed = self._typed_before()
        repeated = self._since_scan(self._held[typed].time_ms, self._settings.repeat_pause_ms)
        text = _text(self._held[typed + len(self._settings.prefix) :])
        self._last_scan_ms = end_ms
        return Decision(
            Fate.SWALLOW,
            replay=typed,
            drop=self._forget() - typed,
            scan=None if repeated else settled(text, self._settings.layout),
        )

    def _continues(self, stroke: KeyStroke) -> bool:
        """Whether the held keys and this one may still be the beginning of a scan."""
        place, prefix = len(self._held), self._settings.prefix
        if place < len(prefix):
            fits = _is_same_key(stroke, prefix[place])
        else:
            fits = stroke.kind is KeyKind.CHARACTER or self._is_twice(stroke)
        return fits and self._is_close(stroke) and self._is_fast_with(stroke)

    def _is_twice(self, stroke: KeyStroke) -> bool:
        if stroke.kind is not KeyKind.REPEAT or not self._held:
            return False
        last = self._held[-1]
        gap_ms = stroke.time_ms - last.time_ms
        return stroke.text == last.text and gap_ms < _FASTEST_REPEAT_MS

    def _may_begin(self, stroke: KeyStroke) -> bool:
        if self._settings.prefix:
            return _is_same_key(stroke, self._settings.prefix[0])
        return stroke.kind is KeyKind.CHARACTER

    def _is_close(self, stroke: KeyStroke) -> bool:
        # Not below zero: the system's milliseconds start anew every few weeks.
        if not self._held:
            return False
        allowed_ms = self._settings.max_gap_ms
        if self._is_surely_scanned():
            allowed_ms *= _PATIENCE
        return 0 <= stroke.time_ms - self._held[-1].time_ms <= allowed_ms

    def _is_fast_with(self, stroke: KeyStroke) -> bool:
        # Who is waited for may be late; at the end the average counts all the same.
        span = stroke.time_ms - self._held[0].time_ms
        limit = self._settings.max_average_ms * len(self._held) + _SLACK_MS
        return span <= limit or self._is_surely_scanned()

    def _is_surely_scanned(self) -> bool:
        if len(self._held) < _SURELY_SCANNED:
            return False
        return 2 * self._span() <= self._settings.max_average_ms * (len(self._held) - 1)

    def _is_scan(self) -> bool:
        """Whether the held keys, were they to end here, are a code."""
        length = len(self._held) - len(self._settings.prefix)
        if length < self._settings.minimum_length:
            return False
        return self._span() <= self._settings.max_average_ms * (len(self._held) - 1)

    def _span(self) -> int:
        return self._held[-1].time_ms - self._held[0].time_ms

    def _typed_before(self) -> int:
        """How many of the held keys somebody typed just before the scan began."""
        if self._settings.prefix:
            return 0
        text = _text(self._held).upper()
        places = [text.find(start, 0, len(start) + _MOST_TYPED_BEFORE) for start in self._starts()]
        found = [place for place in places if place >= 0]
        enough = len(self._held) - self._settings.minimum_length
        return min(found) if found and min(found) <= enough else 0

    def _starts(self) -> tuple[str, ...]:
        # A key may write more or less than one character; then places in the text are not keys.
        one_each = all(len(stroke.text) == 1 for stroke in self._held)
        return self._settings.code_starts if one_each else ()

    def _is_second_suffix(self, stroke: KeyStroke) -> bool:
        return self._since_scan(stroke.time_ms, _SECOND_SUFFIX_MS)

    def _since_scan(self, time_ms: int, limit_ms: int) -> bool:
        return self._last_scan_ms is not None and 0 <= time_ms - self._last_scan_ms <= limit_ms

    def _forget(self) -> int:
        held, self._held = len(self._held), []
        return held


def _is_same_key(stroke: KeyStroke, key: str) -> bool:
    writes = stroke.kind in {KeyKind.CHARACTER, KeyKind.NAMED}
    return writes and stroke.text.casefold() == key.casefold()


def _text(strokes: list[KeyStroke]) -> str:
    return "".join(stroke.text for stroke in strokes)
