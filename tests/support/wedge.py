"""Keys with their times: scanners as they send, people as they type, and a field to type into.

The figures follow what was seen: a cabled scanner sends evenly, the system stumbles now
and then, radio links bundle keys, and people are uneven and never that fast for long.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pos_loyalty.cards.code_shapes import CodeShapes
from pos_loyalty.scanning.key_run import Verdict
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge import Decision, Fate, WedgeReader
from pos_loyalty.scanning.wedge_settings import WedgeSettings

CARD = "LT7K48217P2M9244744CAMB0N6ME"
EAN = "4006381333931"
ENTER = KeyStroke("\r", 0, KeyKind.ENTER)
TAB = KeyStroke("\t", 0, KeyKind.TAB)

STEADY = (4,)
SLOW = (30,)
FAST = (1, 0, 1, 1)
STUMBLING = (8, 9, 7, 48, 8, 8, 9, 41, 7, 8)
# A computer out of breath, once, far into the code.
STALLED = (1, 0, 1, 1, 0, 1, 1, 130) + (1,) * 30
# Two keys to a packet, a packet each 30 ms, and a lost one that is sent again.
BLUETOOTH = (1, 30, 1, 29, 1, 31, 2, 47, 1, 30)


def keys(text: str, *, gaps: Sequence[int], start_ms: int = 1000) -> list[KeyStroke]:
    """The characters of ``text`` with the gaps between them, which repeat as needed."""
    strokes, time_ms = [], start_ms
    for place, character in enumerate(text):
        strokes.append(KeyStroke(character, time_ms))
        time_ms += gaps[place % len(gaps)]
    return strokes


def scanned(
    text: str = CARD,
    *,
    gaps: Sequence[int] = STEADY,
    suffix: KeyStroke | None = ENTER,
    start_ms: int = 1000,
) -> list[KeyStroke]:
    """A scan: the characters, and the suffix one gap later."""
    strokes = keys(text, gaps=gaps, start_ms=start_ms)
    if suffix is not None:
        strokes.append(replace(suffix, time_ms=strokes[-1].time_ms + gaps[0]))
    return strokes


def typed(
    text: str, *, median_ms: int, dice: random.Random, start_ms: int = 1000
) -> list[KeyStroke]:
    """A person's typing: uneven around the median, Enter where the text has a line break."""
    strokes, time_ms = [], start_ms
    for character in text:
        kind = KeyKind.ENTER if character == "\n" else KeyKind.CHARACTER
        strokes.append(KeyStroke(character, time_ms, kind))
        time_ms += max(8, round(dice.lognormvariate(0, 0.35) * median_ms))
    return strokes


@dataclass
class Field:
    """What arrives in a text field when a reader sits in front of it, and what was scanned."""

    settings: WedgeSettings = field(default_factory=WedgeSettings)

    def __post_init__(self) -> None:
        self.reader = WedgeReader(self.settings, CodeShapes())
        self.arrived: list[KeyStroke] = []
        self.scans: list[str] = []
        self.sides: list[ScanSide] = []
        self._held: list[KeyStroke] = []
        self._last_ms = 0

    @property
    def text(self) -> str:
        return "".join(stroke.text for stroke in self.arrived)

    def receive(self, strokes: Iterable[KeyStroke]) -> None:
        """Feed the strokes in the order of their times, letting held keys expire between them."""
        for stroke in strokes:
            if self._held and stroke.time_ms - self._last_ms > self.reader.patience_ms:
                self.wait()
            self._obey(self.reader.feed(stroke), stroke)
            self._last_ms = stroke.time_ms

    def wait(self) -> None:
        """Let the time pass that keys are held for."""
        self._obey(self.reader.expire(), None)

    def _obey(self, decision: Decision, stroke: KeyStroke | None) -> None:
        decided = zip(self._held, decision.verdicts, strict=False)
        self.arrived += [stroke for stroke, verdict in decided if verdict is Verdict.REPLAY]
        del self._held[: len(decision.verdicts)]
        if decision.scan is not None:
            self.scans.append(decision.scan)
            self.sides.append(decision.side)
        if stroke is not None and decision.fate is Fate.PASS:
            self.arrived.append(stroke)
        if stroke is not None and decision.fate is Fate.HOLD:
            self._held.append(stroke)
