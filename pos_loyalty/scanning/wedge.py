"""Tells a scanner that poses as a keyboard from a person, key by key.

Keys that might be the beginning of a scan are held back for a moment. Either a scan
comes of them, and they never reach a field or a button; or they are played back,
in order and complete. A reader only decides; whoever feeds it holds the keys.

A scan shows in one of two ways. A code of ours shows by its shape: how it begins, its
length and its check character, however slowly it comes and wherever it stops. Any other
shows by its speed: many keys, steadily fast, and at the end the key that the scanner was
set up to send. Keys that a hand pressed meanwhile stayed down longer than the scanner's.
"""

from dataclasses import field
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.scanning.key_run import KeyRun, Reading, Verdict
from pos_loyalty.scanning.own_codes import NoOwnCodes, OwnCodes
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_settings import Suffix, WedgeSettings

# Some scanners end with carriage return and line feed; the second one is not the cashier's.
_SECOND_SUFFIX_MS: Final = 50
# What a scanner still sends of a code that was given up is not typed by anybody.
_REMAINS_MS: Final = 1000
_FEW: Final = 3

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
    """What to do now: what becomes of the held keys, from the first on, and then of the new one.

    ``scan`` is the code, when the keys were one; None also for a code that came twice.
    """

    fate: Fate
    verdicts: tuple[Verdict, ...] = ()
    scan: str | None = field(default=None, repr=False)
    side: ScanSide = ScanSide.COUNTER


@dataclass(frozen=True, slots=True)
class _End:
    """How the scan before this one ended."""

    at_ms: int
    last_key_ms: int
    had_suffix: bool
    is_whole: bool
    is_doubtful: bool


class WedgeReader:
    """Follows one stream of keys. Fed with each stroke, and asked when none came for a while."""

    def __init__(self, settings: WedgeSettings, codes: OwnCodes | None = None) -> None:
        self._settings = settings
        self._codes = codes or NoOwnCodes()
        self._run = KeyRun(settings, self._codes)
        self._end: _End | None = None
        self._ends_by_side: dict[ScanSide, int] = {}

    @property
    def settings(self) -> WedgeSettings:
        return self._settings

    @property
    def is_holding(self) -> bool:
        """Whether ``expire`` is due ``patience_ms`` after the last stroke."""
        return bool(self._run)

    @property
    def patience_ms(self) -> int:
        """How long to wait for the next key."""
        return self._run.patience_ms

    def feed(self, stroke: KeyStroke) -> Decision:
        """What becomes of this key and of those held before it."""
        if stroke.kind in _SUFFIX_OF:
            return self._suffix(stroke)
        if self._run and self._run.may_take(stroke):
            self._run.add(stroke)
            return Decision(Fate.HOLD)
        typed = self._run.typed_head
        if typed:
            # Somebody's keys just before a scan made it look slower than it is.
            self._run.forget(typed)
            if self._run.may_take(stroke):
                self._run.add(stroke)
                return Decision(Fate.HOLD, (Verdict.REPLAY,) * typed)
        before = self._close()
        verdicts = (Verdict.REPLAY,) * typed + before.verdicts
        before = Decision(before.fate, verdicts, before.scan, before.side)
        if not self._run.may_begin_with(stroke):
            return before
        self._run.add(stroke)
        return Decision(Fate.HOLD, before.verdicts, before.scan, before.side)

    def release(self, key: int, time_ms: int) -> None:
        """A key came up: how long it was down is part of the evidence."""
        self._run.release(key, time_ms)

    def expire(self) -> Decision:
        """No key came for ``patience_ms``: what was held is a scan without a suffix, or typing."""
        return self._close()

    def flush(self) -> Decision:
        """Something else happened, a click say: what was typed goes first.

        Not so a scan that is going on: nobody waits for its keys.
        """
        if self._run and (self._run.is_surely_ours or self._run.is_surely_scanned):
            return Decision(Fate.PASS)
        return Decision(Fate.PASS, self._all(Verdict.REPLAY))

    def _suffix(self, stroke: KeyStroke) -> Decision:
        if self._is_late_suffix(stroke):
            return Decision(Fate.SWALLOW)
        if not self._run:
            return Decision(Fate.PASS)
        if not self._run.is_close_to_suffix(stroke):
            return self._after_close(stroke)
        if not self._run.is_whole and (self._run.has_collided or self._run.is_surely_ours):
            # Somebody's Enter amid a scan, or the scanner's after a code with a hole: soon clear.
            self._run.add(stroke)
            return Decision(Fate.HOLD)
        if self._run.is_whole or _SUFFIX_OF[stroke.kind] in self._settings.suffixes:
            reading = self._run.reading_at_suffix()
            if reading is not None:
                return self._scanned(reading, stroke.time_ms, had_suffix=True)
        return self._after_close(stroke)

    def _after_close(self, stroke: KeyStroke) -> Decision:
        """The held keys are over without this Enter: it is the cashier's, unless a scan's."""
        is_remains = self._is_remains()
        before = self._close()
        is_scanners = is_remains or self._is_late_suffix(stroke)
        fate = Fate.SWALLOW if is_scanners else Fate.PASS
        return Decision(fate, before.verdicts, before.scan, before.side)

    def _close(self) -> Decision:
        """The held keys are over: a scan, what is left of one, or somebody's typing."""
        if not self._run:
            return Decision(Fate.PASS)
        run = self._run
        without_suffix = Suffix.NONE in self._settings.suffixes
        reading = run.reading_without_suffix() if without_suffix else run.reading_at_silence()
        if reading is not None:
            return self._scanned(reading, run.last_ms, had_suffix=False)
        verdict = Verdict.DROP if self._is_remains() else Verdict.REPLAY
        return Decision(Fate.PASS, self._all(verdict))

    def _scanned(self, reading: Reading, end_ms: int, *, had_suffix: bool) -> Decision:
        is_whole, last_ms = self._run.is_whole, self._run.last_ms
        is_tail = not is_whole and self._belongs_to_broken(reading.first_ms)
        is_repeat = is_tail or self._is_repeat(reading)
        is_doubtful = is_tail or reading.is_doubtful
        self._end = _End(end_ms, last_ms, had_suffix, is_whole, is_doubtful)
        self._ends_by_side[reading.side] = end_ms
        self._run.clear()
        scan = None if is_repeat else reading.text
        fate = Fate.SWALLOW if had_suffix else Fate.PASS
        return Decision(fate, reading.verdicts, scan, reading.side)

    def _is_repeat(self, reading: Reading) -> bool:
        end_ms = self._ends_by_side.get(reading.side)
        if end_ms is None:
            return False
        return 0 <= reading.first_ms - end_ms <= self._settings.repeat_pause_ms

    def _belongs_to_broken(self, first_ms: int) -> bool:
        end = self._end
        return end is not None and end.is_doubtful and 0 <= first_ms - end.at_ms <= _REMAINS_MS

    def _is_remains(self) -> bool:
        """Whether the held keys are what a scanner sent of a code that was given up before."""
        end = self._end
        if end is None or end.is_whole or not self._run or not self._run.is_let_go_at_once:
            return False
        since_ms = self._run.first_ms - end.at_ms
        if 0 <= since_ms <= _SECOND_SUFFIX_MS:
            return True
        return self._belongs_to_broken(self._run.first_ms) and len(self._run) >= _FEW

    def _is_late_suffix(self, stroke: KeyStroke) -> bool:
        """Whether Enter belongs to the scan before: its second, or one that a radio held up."""
        end = self._end
        if end is None:
            return False
        if not self._run and 0 <= stroke.time_ms - end.at_ms <= _SECOND_SUFFIX_MS:
            return True
        if end.had_suffix or _SUFFIX_OF[stroke.kind] not in self._settings.suffixes:
            return False
        return 0 <= stroke.time_ms - end.last_key_ms <= self._settings.card_gap_ms

    def _all(self, verdict: Verdict) -> tuple[Verdict, ...]:
        verdicts = (verdict,) * len(self._run)
        self._run.clear()
        return verdicts
