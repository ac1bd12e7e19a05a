"""Keys that came close to each other: what a scanner sent, and what a hand pressed meanwhile."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.scanning.keyboard_text import code_text, settled
from pos_loyalty.scanning.own_codes import OwnCodes
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.strokes import END_OF_TEXT, START_OF_TEXT, KeyKind, KeyStroke
from pos_loyalty.scanning.touches import Touches
from pos_loyalty.scanning.wedge_settings import ScannerLayout, WedgeSettings

# What a run of keys may be late in all before it is given up as a person's, so that one stumble
# early on does not cost a scan.
_SLACK_MS: Final = 30
# So many keys, in half the time that a scan may take, come from no hand; then a computer that is
# out of breath is waited for, this many gaps long.
_SURELY_SCANNED: Final = 6
_PATIENCE: Final = 3
# So many characters of a code of ours, at this pace, nobody types. The rest is waited for: what
# there is must not reach a field.
_SURELY_OURS: Final = 8
_OUR_PACE_MS: Final = 75
_BROKEN_OFF_MS: Final = 600
_GAP_MARGIN_MS: Final = 10
# Not more keys than this are believed to be typed so close before a scan.
_MOST_TYPED_BEFORE: Final = 4
_AT_ONCE_MS: Final = 25
# What scanners put before the code to tell its kind; "]Q1" is a QR code.
_AIM: Final = re.compile(r"\][A-Z][0-9A-F]$")
_AIM_LENGTH: Final = 3
_ENDING: Final = frozenset({KeyKind.ENTER, KeyKind.TAB})
_NOBODYS_KEYS: Final = frozenset({START_OF_TEXT, *(f"F{number}" for number in range(13, 36))})


class Verdict(StrEnum):
    """What becomes of a key that was held."""

    REPLAY = "replay"
    """Somebody typed it: it goes its way."""
    DROP = "drop"
    """It was the scanner's, and nobody sees it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A code, and what becomes of each key that was held when it was recognized."""

    text: str = field(repr=False)
    side: ScanSide
    verdicts: tuple[Verdict, ...]
    first_ms: int
    is_doubtful: bool = False
    """It came in pieces or through another scan: whoever reads it will refuse it."""


class KeyRun:
    """The keys that are held. It answers what they may be; it decides nothing."""

    def __init__(self, settings: WedgeSettings, codes: OwnCodes) -> None:
        self._settings = settings
        self._codes = codes
        self._strokes: list[KeyStroke] = []
        self._touches = Touches()
        self._strays: set[int] = set()
        self._has_collided = False
        # Asked for several times with each key.
        self._ours: list[int] | None = None

    def __bool__(self) -> bool:
        return bool(self._strokes)

    def __len__(self) -> int:
        return len(self._strokes)

    @property
    def first_ms(self) -> int:
        return self._strokes[0].time_ms

    @property
    def last_ms(self) -> int:
        return self._strokes[-1].time_ms

    @property
    def has_collided(self) -> bool:
        """Whether a second scanner began before the first had ended."""
        return self._has_collided

    def clear(self) -> None:
        """Hold nothing."""
        self._strokes.clear()
        self._touches.clear()
        self._strays.clear()
        self._has_collided = False
        self._ours = None

    def add(self, stroke: KeyStroke) -> None:
        """Hold one more key."""
        place = len(self._strokes)
        if stroke.kind is KeyKind.REPEAT and self._is_twice(stroke):
            stroke = replace(stroke, kind=KeyKind.CHARACTER)
            # Whoever takes the second for a key held down keeps the first one's release to himself.
            self._touches.release(stroke.key, stroke.time_ms)
        elif stroke.kind is KeyKind.NAMED:
            grown = [*self._strokes, stroke]
            is_prefix = any(
                len(grown) <= len(keys) and _is_prefix(grown, keys)
                for keys, _ in self._settings.prefixes
            )
            self._has_collided |= bool(place) and self._is_scanner_key(stroke) and not is_prefix
        elif stroke.kind is not KeyKind.CHARACTER or self._is_foreign_here(stroke):
            self._strays.add(place)
        self._strokes.append(stroke)
        self._touches.press(stroke)
        self._ours = None

    def release(self, key: int, time_ms: int) -> None:
        """A key has come up. How long it was down tells a finger from a scanner."""
        self._touches.release(key, time_ms)
        self._ours = None

    def forget(self, count: int) -> None:
        """The first keys are not of it after all."""
        del self._strokes[:count]
        self._strays = {place - count for place in self._strays if place >= count}
        self._touches.forget(count)
        self._ours = None

    # May it go on?

    def may_begin_with(self, stroke: KeyStroke) -> bool:
        """Whether a scan may begin with this key."""
        if stroke.kind is KeyKind.NAMED:
            return self._is_scanner_key(stroke)
        if stroke.kind is not KeyKind.CHARACTER:
            return False
        return not self._settings.prefix or self._fits_prefix([stroke])

    def may_take(self, stroke: KeyStroke) -> bool:
        """Whether these keys and that one may still be a scan, or fell into one."""
        if not self._is_close(stroke):
            return False
        if self._has_collided or (self.is_surely_ours and not self._is_next_scan(stroke)):
            return True
        if stroke.kind is KeyKind.NAMED:
            return self._may_take_named(stroke)
        if stroke.kind is not KeyKind.CHARACTER and not self._is_twice(stroke):
            # Somebody's Backspace amid the first keys of a scan.
            begun = self.has_scanner_key or bool(self._touches.sent)
            return self.is_surely_scanned or begun or self._is_at_once(stroke)
        return self._may_take_character(stroke)

    def _may_take_character(self, stroke: KeyStroke) -> bool:
        grown = [*self._strokes, stroke]
        if not self._fits_prefix(grown):
            return False
        if self._is_fast_with(stroke) or self.has_scanner_key or self._our_part(grown):
            return True
        return self._is_at_once(stroke) and bool(self._our_places())

    def _is_at_once(self, stroke: KeyStroke) -> bool:
        return stroke.time_ms - self.last_ms <= _AT_ONCE_MS

    @property
    def typed_head(self) -> int:
        """How many keys somebody typed before a scanner began; 0 when none did."""
        place, sent = len(self._strokes), self._touches.sent
        while place - 1 in sent:
            place -= 1
        # A head that a scanner began is none of somebody's.
        is_typed = place < len(self._strokes) and min(sent) == place
        return place if is_typed else 0

    def is_close_to_suffix(self, stroke: KeyStroke) -> bool:
        """Whether Enter or Tab comes soon enough to be the scanner's own."""
        usual = self._allowed_gap_ms()
        allowed = max(usual, self._settings.card_gap_ms) if self.is_whole else usual
        return 0 <= stroke.time_ms - self.last_ms <= allowed

    @property
    def patience_ms(self) -> int:
        """How long to wait for the next key."""
        if not self._strokes or self.is_whole:
            return self._settings.hold_ms
        return self._allowed_gap_ms() + _GAP_MARGIN_MS

    # What is it?

    @property
    def is_whole(self) -> bool:
        """Whether it is a code of ours, from first to last."""
        return not self._has_collided and self._whole(self._likely_strays()) is not None

    @property
    def is_surely_ours(self) -> bool:
        """Whether a code of ours has begun, faster than anybody types one."""
        places = self._our_places()
        if len(places) < _SURELY_OURS:
            return False
        span = self._strokes[places[-1]].time_ms - self._strokes[places[0]].time_ms
        return span <= _OUR_PACE_MS * (len(places) - 1)

    @property
    def is_surely_scanned(self) -> bool:
        """Whether these keys came faster than any hand presses them."""
        if len(self._strokes) < _SURELY_SCANNED:
            return False
        return 2 * self._span() <= self._settings.max_average_ms * (len(self._strokes) - 1)

    @property
    def has_scanner_key(self) -> bool:
        """Whether it began with a key that only scanners press."""
        return bool(self._strokes) and self._strokes[0].kind is KeyKind.NAMED

    @property
    def is_let_go_at_once(self) -> bool:
        """Whether no finger was on these keys, so far as can be told."""
        return self._touches.are_all_short

    def reading_at_suffix(self) -> Reading | None:
        """The code, when the scanner says that it is over; None: somebody typed this."""
        return self._exact() or self._by_speed() or self._broken()

    def reading_at_silence(self) -> Reading | None:
        """The code, when no more keys come; None: somebody typed this."""
        reading = self._exact() or self._broken()
        if reading is None and (self.is_surely_scanned or self.has_scanner_key):
            return self._by_speed()
        return reading

    def reading_without_suffix(self) -> Reading | None:
        """The same for a scanner that never sends a suffix: its speed must be enough."""
        return self._exact() or self._by_speed() or self._broken()

    def _exact(self) -> Reading | None:
        # In the end a key that was stuck for a moment may have been the scanner's after all.
        guesses = [*self._likely_strays(), self._strays]
        return None if self._has_collided else self._whole(guesses)

    def _whole(self, guesses: Sequence[set[int]]) -> Reading | None:
        if len(self._strokes) < self._codes.shortest:
            return None
        prefix, side = self._prefix()
        for strays in guesses:
            places = [place for place in self._code_places(prefix) if place not in strays]
            for typed in range(min(_MOST_TYPED_BEFORE, len(places)) + 1):
                code = [self._strokes[place] for place in places[typed:]]
                for text in _texts(code, self._settings.layout):
                    if self._codes.is_whole(text) and _is_of_one_case(code):
                        typed_places = {*self._typed(places, typed), *strays}
                        return self._reading(text, side, typed_places, first=places[typed])
        return None

    def _by_speed(self) -> Reading | None:
        if self._has_collided:
            return None
        prefix, side = self._prefix()
        strays = self._strays | self._touches.fingers
        places = [place for place in self._code_places(prefix) if place not in strays]
        # A code of ours that is not whole, in whatever order its characters came.
        head = self._foreign_text(places[:_SURELY_OURS])
        is_doubtful = any(start in head for start in self._codes.starts)
        if not is_doubtful:
            strays |= self._touches.not_let_go
            places = [place for place in places if place not in strays]
        if len(places) < self._settings.minimum_length or not (
            self._is_fast(places) or self.has_scanner_key
        ):
            return None
        reading = self._reading(self._foreign_text(places), side, strays, first=places[0])
        return replace(reading, is_doubtful=is_doubtful)

    def _is_fast(self, places: Sequence[int]) -> bool:
        span = self._strokes[places[-1]].time_ms - self._strokes[places[0]].time_ms
        return span <= self._settings.max_average_ms * (len(places) - 1)

    def _broken(self) -> Reading | None:
        prefix, side = self._prefix()
        places = self._code_places(prefix)
        begun = self.has_scanner_key and len(places) > 1
        if not places or not (self.is_surely_ours or self._has_collided or begun):
            return None
        fingers = self._touches.fingers
        strays = {
            place
            for place in self._strays | fingers
            # The Enter behind a code with a hole is the scanner's, if no finger was on it.
            if place in fingers or self._strokes[place].kind not in _ENDING
        }
        code = [place for place in places if place not in strays] or places
        reading = self._reading(self._texts(code)[0], side, strays, first=code[0])
        return replace(reading, is_doubtful=True)

    def _reading(self, text: str, side: ScanSide, typed: Iterable[int], *, first: int) -> Reading:
        kept = frozenset(typed)
        verdicts = tuple(
            Verdict.REPLAY if place in kept else Verdict.DROP for place in range(len(self._strokes))
        )
        return Reading(text, side, verdicts, self._strokes[first].time_ms)

    # The keys of a code

    def _code_places(self, prefix: int = 0) -> list[int]:
        return [
            place
            for place, stroke in enumerate(self._strokes)
            if place >= prefix and stroke.kind is KeyKind.CHARACTER and place not in self._strays
        ]

    def _our_places(self) -> list[int]:
        """The keys that may be the beginning of a code of ours; none, if they are none."""
        if self._ours is None:
            self._ours = [] if self._has_collided else self._our_part(self._strokes)
        return self._ours

    def _our_part(self, strokes: Sequence[KeyStroke]) -> list[int]:
        places = [
            place
            for place, stroke in enumerate(strokes)
            if stroke.kind is KeyKind.CHARACTER and place not in self._strays
        ]
        # What no finger was on, and the key that nobody has let go yet.
        short = self._touches.sent
        sent = [place for place in places if place in short]
        newest = [len(strokes) - 1] if len(strokes) > len(self._strokes) else []
        guesses = [places, sent + newest if sent else [], sent]
        for guess in (each for at, each in enumerate(guesses) if each not in guesses[:at]):
            for typed in range(min(_MOST_TYPED_BEFORE, max(len(guess) - 1, 0)) + 1):
                rest = [strokes[place] for place in guess[typed:]]
                texts = _texts(rest, self._settings.layout)
                if any(map(self._codes.could_begin, texts)) and _is_of_one_case(rest):
                    return guess[typed:]
        return []

    def _texts(self, places: Sequence[int]) -> tuple[str, ...]:
        return _texts([self._strokes[place] for place in places], self._settings.layout)

    def _foreign_text(self, places: Sequence[int]) -> str:
        strokes = [self._strokes[place] for place in places]
        text = code_text(_text(strokes), _us_text(strokes), self._settings.layout)
        return text[_AIM_LENGTH:] if _AIM.match(text[:_AIM_LENGTH]) else text

    def _typed(self, places: list[int], typed: int) -> list[int]:
        """Which of the keys before a code somebody typed: all but those that tell its kind."""
        last = places[max(typed - _AIM_LENGTH, 0) : typed]
        if any(_AIM.match(text) for text in self._texts(last)):
            typed -= _AIM_LENGTH
        return places[:typed]

    def _prefix(self) -> tuple[int, ScanSide]:
        """How many of the keys are a scanner's prefix, and where that scanner stands."""
        found = [
            (len(keys), side)
            for keys, side in self._settings.prefixes
            if len(keys) <= len(self._strokes) and _is_prefix(self._strokes, keys)
        ]
        return max(found, default=(0, ScanSide.COUNTER))

    def _fits_prefix(self, strokes: Sequence[KeyStroke]) -> bool:
        if not self._settings.prefix or strokes[0].kind is KeyKind.NAMED:
            return True
        return any(_is_prefix(strokes, keys) for keys, _ in self._settings.prefixes)

    # Scanner or hand

    def _likely_strays(self) -> list[set[int]]:
        """Which keys may have been somebody else's, the likeliest guess first."""
        fingers = self._strays | self._touches.fingers | self._touches.not_let_go
        down = self._touches.still_down
        return [fingers, fingers | down] if down - fingers else [fingers]

    def _is_scanner_key(self, stroke: KeyStroke) -> bool:
        if stroke.kind is not KeyKind.NAMED:
            return False
        firsts = (keys[0] for keys, _ in self._settings.prefixes)
        return stroke.text in _NOBODYS_KEYS or any(_is_same_key(stroke, key) for key in firsts)

    def _may_take_named(self, stroke: KeyStroke) -> bool:
        if stroke.text == END_OF_TEXT:
            return self.is_surely_scanned
        # Behind a whole code it begins the next, and behind somebody's typing the first.
        may_be_sent = bool(self._touches.sent) or self._is_at_once(stroke)
        begun = may_be_sent and bool(self._our_places())
        is_amid = self.has_scanner_key or self.is_surely_scanned or begun
        return self._is_scanner_key(stroke) and is_amid and not self.is_whole

    def _is_next_scan(self, stroke: KeyStroke) -> bool:
        return self._is_scanner_key(stroke) and self.is_whole

    def _is_foreign_here(self, stroke: KeyStroke) -> bool:
        """Whether a key cannot belong to the code of ours that it fell into."""
        if not self.is_surely_ours:
            return False
        texts = _texts([stroke], self._settings.layout)
        return not any(self._codes.could_begin(f"{self._codes.starts[0]}{text}") for text in texts)

    def _is_twice(self, stroke: KeyStroke) -> bool:
        if stroke.kind is not KeyKind.REPEAT or not self._strokes:
            return False
        last = self._strokes[-1]
        return stroke.text == last.text and stroke.time_ms - last.time_ms < _FASTEST_REPEAT_MS

    def _is_close(self, stroke: KeyStroke) -> bool:
        # Not below zero: the system's milliseconds start anew every few weeks.
        return 0 <= stroke.time_ms - self.last_ms <= self._allowed_gap_ms()

    def _allowed_gap_ms(self) -> int:
        gap, card_gap = self._settings.max_gap_ms, self._settings.card_gap_ms
        if self.is_whole:
            return gap
        if self.is_surely_ours:
            # Behind an Enter hardly anything comes: it was the scanner's, and the code has a hole.
            return card_gap if self._strokes[-1].kind in _ENDING else _BROKEN_OFF_MS
        usual = gap * _PATIENCE if self.is_surely_scanned else gap
        waits = self._has_collided or self.has_scanner_key or bool(self._our_places())
        return max(usual, card_gap) if waits else usual

    def _is_fast_with(self, stroke: KeyStroke) -> bool:
        # Who is waited for may be late; at the end the average counts all the same.
        span = stroke.time_ms - self.first_ms
        limit = self._settings.max_average_ms * len(self._strokes) + _SLACK_MS
        return span <= limit or self.is_surely_scanned

    def _span(self) -> int:
        return self.last_ms - self.first_ms


# Two equal characters of a fast scanner look to some systems like a key held down. No keyboard
# repeats a key that quickly, nor so soon after it went down.
_FASTEST_REPEAT_MS: Final = 20


def _is_prefix(strokes: Sequence[KeyStroke], keys: Sequence[str]) -> bool:
    return all(_is_same_key(stroke, key) for stroke, key in zip(strokes, keys, strict=False))


def _is_same_key(stroke: KeyStroke, key: str) -> bool:
    writes = stroke.kind in {KeyKind.CHARACTER, KeyKind.NAMED}
    return writes and key.casefold() in {stroke.text.casefold(), stroke.us_text.casefold()}


def _texts(strokes: Sequence[KeyStroke], layout: ScannerLayout) -> tuple[str, ...]:
    """What the keys may have meant, the likeliest first."""
    same, by_place = settled(_text(strokes), layout), _us_text(strokes).upper()
    if not by_place or by_place == same:
        return (same,)
    return (by_place, same) if layout is ScannerLayout.US_KEYS else (same, by_place)


def _is_of_one_case(strokes: Iterable[KeyStroke]) -> bool:
    """People write a name with one capital; scanners and Caps Lock know nothing in between."""
    letters = [each.text for each in strokes if each.text.isalpha() and each.text.isascii()]
    return all(map(str.isupper, letters)) or all(map(str.islower, letters))


def _text(strokes: Iterable[KeyStroke]) -> str:
    return "".join(stroke.text for stroke in strokes)


def _us_text(strokes: Sequence[KeyStroke]) -> str:
    known = all(stroke.us_text for stroke in strokes)
    return "".join(stroke.us_text for stroke in strokes) if known else ""
