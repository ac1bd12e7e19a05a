"""Scanners and hands at one stream of keys, with the times that were seen of each.

A cabled scanner sends evenly and lets each key go at once; the system stumbles now and
then; radio links bundle keys and stop between the bundles. People are uneven, keep a key
down for about a tenth of a second, roll from one to the next and take things back.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pos_loyalty.cards.check_character import ALPHABET, check_character
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke

HAND = "hand"
_CODES = {
    character: code
    for first, row in ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
    for code, character in enumerate(row, first)
}
_AZERTY = dict(zip("1234567890AQWZM", "&é\"'(-è_çàQAZW?", strict=True))
_GERMAN_CAPS = dict(zip("1234567890", '!"§$%&/()=', strict=True))
_GERMAN = dict(zip("YZ", "ZY", strict=True))
_LIGHTEST_TOUCH_MS = 45
_ENTER_KEY, _TAB_KEY, _F13_KEY, _BACKSPACE_KEY = 28, 15, 183, 14


class Layout(StrEnum):
    """What the computer makes of a US scanner's keys."""

    SAME = "same"
    GERMAN = "german"
    FRENCH = "french"
    CAPS = "caps"
    CAPS_SHIFTS_DIGITS = "caps-shifts-digits"


@dataclass(frozen=True)
class KeyEvent:
    """A key going down or coming up, and whose it is."""

    stroke: KeyStroke
    owner: str
    is_down: bool = True

    @property
    def time_ms(self) -> int:
        return self.stroke.time_ms


@dataclass(frozen=True)
class Scanner:
    """How one scanner sends."""

    gaps: Sequence[int]
    dwell_ms: int = 1
    prefix: str = ""
    suffix: str = "\r"
    suffix_gap_ms: int | None = None
    layout: Layout = Layout.SAME
    owner: str = "scan"

    def scan(self, text: str, start_ms: int) -> list[KeyEvent]:
        """The keys of one code, with their releases."""
        events: list[KeyEvent] = []
        time_ms = start_ms
        signs = [self.prefix] if self.prefix.startswith("F") else list(self.prefix)
        signs += list(text) + list(self.suffix)
        for place, sign in enumerate(signs):
            gap = self.gaps[place % len(self.gaps)]
            is_last = place == len(signs) - 1
            if is_last and self.suffix and self.suffix_gap_ms is not None:
                time_ms += self.suffix_gap_ms - self.gaps[(place - 1) % len(self.gaps)]
            dwell = min(self.dwell_ms, gap)
            events += self._press(sign, time_ms, dwell)
            time_ms += gap
        return events

    def _press(self, sign: str, time_ms: int, dwell_ms: int) -> list[KeyEvent]:
        stroke = self._stroke(sign, time_ms)
        up = replace(stroke, time_ms=time_ms + dwell_ms)
        return [KeyEvent(stroke, self.owner), KeyEvent(up, self.owner, is_down=False)]

    def _stroke(self, sign: str, time_ms: int) -> KeyStroke:
        if sign in "\r\n":
            return KeyStroke(sign, time_ms, KeyKind.ENTER, key=_ENTER_KEY)
        if sign == "\t":
            return KeyStroke(sign, time_ms, KeyKind.TAB, key=_TAB_KEY)
        if len(sign) > 1 or sign in "\x02\x03":
            return KeyStroke(sign, time_ms, KeyKind.NAMED, key=_F13_KEY)
        text = {
            Layout.SAME: sign,
            Layout.GERMAN: _GERMAN.get(sign, sign),
            Layout.FRENCH: _AZERTY.get(sign, sign),
            Layout.CAPS: sign.lower(),
            Layout.CAPS_SHIFTS_DIGITS: _GERMAN_CAPS.get(sign, sign.lower()),
        }[self.layout]
        return KeyStroke(text, time_ms, KeyKind.CHARACTER, sign, _CODES.get(sign, 60 + ord(sign)))


@dataclass
class Hand:
    r"""Somebody who types. Backspace is written as ``\b``, a key held down as ``\f``."""

    dice: random.Random
    median_ms: int
    dwell_ms: int = 90

    def type(self, text: str, start_ms: int) -> list[KeyEvent]:
        """The keys of a text, uneven as hands are."""
        events: list[KeyEvent] = []
        time_ms = start_ms
        last = KeyStroke("0", start_ms)
        free_ms: dict[str, int] = {}
        for sign in text:
            if sign == "\f":
                events += self._held_down(last, time_ms)
                time_ms = events[-1].time_ms + self.median_ms
                continue
            # The same key is let go before it is pressed again.
            time_ms = max(time_ms, free_ms.get(sign, 0))
            last = _typed(sign, time_ms)
            dwell = max(_LIGHTEST_TOUCH_MS, round(self._uneven(0.25) * self.dwell_ms))
            free_ms[sign] = time_ms + dwell + 10
            up = replace(last, time_ms=time_ms + dwell)
            events += [KeyEvent(last, HAND), KeyEvent(up, HAND, is_down=False)]
            time_ms += max(8, round(self._uneven(0.35) * self.median_ms))
        return events

    def _uneven(self, spread: float) -> float:
        return self.dice.lognormvariate(0, spread)

    def _held_down(self, stroke: KeyStroke, start_ms: int) -> list[KeyEvent]:
        times = range(start_ms + 400, start_ms + 700, 30)
        repeats = [replace(stroke, time_ms=at, kind=KeyKind.REPEAT) for at in times]
        return [KeyEvent(each, HAND) for each in repeats]


def _typed(sign: str, time_ms: int) -> KeyStroke:
    if sign == "\r":
        return KeyStroke(sign, time_ms, KeyKind.ENTER, key=_ENTER_KEY)
    if sign == "\b":
        return KeyStroke(sign, time_ms, KeyKind.OTHER, key=_BACKSPACE_KEY)
    us_text = sign if sign.isascii() else ";"
    return KeyStroke(sign, time_ms, KeyKind.CHARACTER, us_text, _CODES.get(sign.upper(), ord(sign)))


def together(*streams: Iterable[KeyEvent]) -> list[KeyEvent]:
    """What arrives when they all press at the same time."""
    return sorted((event for stream in streams for event in stream), key=lambda one: one.time_ms)


def share_a_key(events: Iterable[KeyEvent]) -> bool:
    """Whether a key goes down for one while it is down for another."""
    down: dict[int, int] = {}
    for event in events:
        key = event.stroke.key
        down[key] = down.get(key, 0) + (1 if event.is_down else -1)
        if down[key] > 1:
            return True
    return False


def card(dice: random.Random, *, length: int = 28) -> str:
    """A code with the shape of a card's; 31 characters are a phone's."""
    text = "LT" + "".join(dice.choices(ALPHABET, k=length - 3))
    return text + check_character(text)


def claim(dice: random.Random) -> str:
    """A code with the shape of a claim slip's."""
    text = "LC" + "".join(dice.choices(ALPHABET, k=33))
    return text + check_character(text)


def article(dice: random.Random) -> str:
    """Thirteen digits, as on what is sold."""
    return "".join(dice.choices("0123456789", k=13))


@dataclass
class Bundles:
    """A radio link's gaps: a few keys at once, then a stop."""

    dice: random.Random
    shortest_stop_ms: int = 60
    longest_stop_ms: int = 150
    most_keys: int = 8
    gaps: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        while len(self.gaps) < 50:
            keys = self.dice.randint(1, self.most_keys)
            self.gaps += [self.dice.randint(0, 2) for _ in range(keys - 1)]
            self.gaps.append(self.dice.randint(self.shortest_stop_ms, self.longest_stop_ms))
