"""How long keys stay down: a finger for about a tenth of a second, a scanner hardly at all."""

from statistics import median_low
from typing import Final

from pos_loyalty.scanning.strokes import KeyStroke

# A finger stays on its key at least so long; a scanner lets go at once.
_HAND_MS: Final = 25
_HAND_TO_SCANNER: Final = 2
_AT_ONCE_MS: Final = 10
_ENOUGH_RELEASES: Final = 4
_FEW_IN: Final = 2


class Touches:
    """The keys of a run by their places in it: which are down, and how long the others were.

    Where the system tells of no releases, no key is anybody's finger.
    """

    def __init__(self) -> None:
        self._pressed_ms: list[int] = []
        self._down: dict[int, list[int]] = {}
        self._dwell_ms: dict[int, int] = {}
        self._outlasting: set[int] = set()
        self._overlapped = 0

    def press(self, stroke: KeyStroke) -> None:
        """The next key goes down."""
        place = len(self._pressed_ms)
        self._overlapped += any(place - 1 in places for places in self._down.values())
        self._pressed_ms.append(stroke.time_ms)
        if stroke.key:
            self._down.setdefault(stroke.key, []).append(place)

    def release(self, key: int, time_ms: int) -> None:
        """A key comes up; not all of them are of this run."""
        if not self._down.get(key):
            return
        # Of a key that is down twice, once for a scanner, the scanner's comes up first.
        place = self._down[key].pop()
        dwell = time_ms - self._pressed_ms[place]
        self._dwell_ms[place] = dwell
        if dwell >= _HAND_MS and self._is_outlasting(place):
            self._outlasting.add(place)

    def clear(self) -> None:
        """Another run begins."""
        self._pressed_ms.clear()
        self._down.clear()
        self._dwell_ms.clear()
        self._outlasting.clear()
        self._overlapped = 0

    def forget(self, count: int) -> None:
        """The first keys are not of this run after all."""
        del self._pressed_ms[:count]
        self._dwell_ms = {each - count: ms for each, ms in self._dwell_ms.items() if each >= count}
        self._outlasting = {each - count for each in self._outlasting if each >= count}
        self._down = {
            key: [each - count for each in places if each >= count]
            for key, places in self._down.items()
        }

    @property
    def fingers(self) -> set[int]:
        """Keys that were down much longer than the others, or longer than a later one."""
        held = {place: self._pressed_ms[-1] - self._pressed_ms[place] for place in self.still_down}
        outlasting = self._outlasting | {
            place
            for place, held_ms in held.items()
            if held_ms >= _AT_ONCE_MS and self._is_outlasting(place)
        }
        if len(self._dwell_ms) < _ENOUGH_RELEASES:
            return outlasting
        least = max(_HAND_MS, median_low(self._dwell_ms.values()) * _HAND_TO_SCANNER)
        known = {**self._dwell_ms, **held}
        return outlasting | {place for place, dwell in known.items() if dwell >= least}

    @property
    def sent(self) -> set[int]:
        """Keys that no finger was on."""
        return {place for place, dwell in self._dwell_ms.items() if dwell <= _HAND_MS}

    @property
    def still_down(self) -> set[int]:
        """Keys that have not come up yet, where others have."""
        if not self._dwell_ms:
            return set()
        return {place for places in self._down.values() for place in places}

    @property
    def not_let_go(self) -> set[int]:
        """The same, where the scanner lets go of each key before it presses the next."""
        is_rolling = self._overlapped * _FEW_IN > len(self._pressed_ms)
        return set() if is_rolling else self.still_down

    @property
    def are_all_short(self) -> bool:
        """Whether no finger was on any of these keys, so far as can be told."""
        if any(self._down.values()):
            return False
        if self._dwell_ms:
            return max(self._dwell_ms.values()) <= _HAND_MS
        count = len(self._pressed_ms)
        span = self._pressed_ms[-1] - self._pressed_ms[0] if count else 0
        return count > 1 and span <= _HAND_MS * (count - 1)

    def _is_outlasting(self, place: int) -> bool:
        """Whether a later key came up first. Scanners let go of keys in their order."""
        return any(later > place for later in self._dwell_ms)
