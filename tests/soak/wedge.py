"""Very many inputs at a keyboard that is a scanner too: what leaks, what is eaten, what is read.

python -m tests.soak.wedge --inputs 100000
"""

import argparse
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pos_loyalty.cards.code_shapes import CodeShapes
from pos_loyalty.scanning.key_run import Verdict
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge import Decision, Fate, WedgeReader
from pos_loyalty.scanning.wedge_settings import WedgeSettings
from tests.soak.wedge_scenes import KINDS, Kind, Scene
from tests.support.keyboards import HAND, KeyEvent

_PAUSE_MS = (1_100, 3_000)


@dataclass
class Tally:
    """What became of the scenes of one kind."""

    kind: Kind
    scenes: int = 0
    recognized: int = 0
    refused: int = 0
    """The code did not come out; nothing of it reached a field."""
    as_typed: int = 0
    leaked: int = 0
    eaten: int = 0
    wrong: int = 0
    """Scans of what nobody scanned."""

    def count(self, scene: Scene, desk: "Desk") -> None:
        """Judge one scene."""
        self.scenes += 1
        pressed = [event.stroke for event in scene.events if event.is_down]
        typed = [e.stroke for e in scene.events if e.is_down and e.owner == HAND]
        arrived = [event.stroke for event in desk.arrived]
        strays = sum(event.owner != HAND for event in desk.arrived)
        if self.kind.is_typed and not desk.scans and arrived == pressed:
            self.as_typed += 1
            return
        # By what is written: of two equal keys at the same moment either may be anybody's.
        if _signs(arrived) != _signs(typed):
            hands = [event.stroke for event in desk.arrived if event.owner == HAND]
            self.leaked += strays
            self.eaten += hands != typed
        whole = [code for code in desk.scans if code in scene.codes]
        self.recognized += bool(scene.codes) and tuple(desk.scans) == scene.codes
        self.refused += tuple(desk.scans) != scene.codes and len(typed) < len(pressed)
        codes = CodeShapes()
        self.wrong += any(codes.is_whole(code) for code in desk.scans if code not in whole)
        self.wrong += bool(desk.scans) and len(typed) == len(pressed)


@dataclass
class Desk:
    """A field behind a reader, fed as the filter before the windows feeds it."""

    settings: WedgeSettings
    arrived: list[KeyEvent] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reader = WedgeReader(self.settings, CodeShapes())
        self._held: list[KeyEvent] = []
        self._due_ms = 0

    def play(self, scene: Scene) -> None:
        """Let a scene happen, and wait until nothing is held."""
        self.arrived, self.scans = [], []
        busy_until = scene.events[0].time_ms + scene.busy_ms
        for event in scene.events:
            self._wait_until(event.time_ms if event.time_ms > busy_until else 0)
            if not event.is_down:
                self._reader.release(event.stroke.key, event.time_ms)
                if self._held:
                    self._due_ms = self._held[-1].time_ms + self._reader.patience_ms
                continue
            self._obey(self._reader.feed(event.stroke), event)
        while self._reader.is_holding:
            self._obey(self._reader.expire(), None)

    def _wait_until(self, time_ms: int) -> None:
        while self._reader.is_holding and self._due_ms < time_ms:
            self._obey(self._reader.expire(), None)

    def _obey(self, decision: Decision, event: KeyEvent | None) -> None:
        decided = zip(self._held, decision.verdicts, strict=False)
        self.arrived += [held for held, verdict in decided if verdict is Verdict.REPLAY]
        del self._held[: len(decision.verdicts)]
        if decision.scan is not None:
            self.scans.append(decision.scan)
        if event is not None and decision.fate is Fate.PASS:
            self.arrived.append(event)
        if event is not None and decision.fate is Fate.HOLD:
            self._held.append(event)
            self._due_ms = event.time_ms + self._reader.patience_ms


def soak(inputs: int, seed: int, kinds: Iterable[Kind] = KINDS) -> list[Tally]:
    """Play so many scenes, each kind as often as it is its share."""
    dice = random.Random(seed)  # noqa: S311 - people and machines, the same for each seed
    tallies = [Tally(kind) for kind in kinds]
    # One desk for each settings: what one scene leaves behind is there for the next.
    desks: dict[WedgeSettings, Desk] = {}
    now_ms = 0
    shares = [tally.kind.share for tally in tallies]
    chosen = [*tallies, *dice.choices(tallies, shares, k=max(inputs - len(tallies), 0))]
    for tally in chosen:
        scene = _later(tally.kind.make(dice), now_ms)
        desk = desks.setdefault(tally.kind.settings, Desk(tally.kind.settings))
        desk.play(scene)
        tally.count(scene, desk)
        now_ms = scene.events[-1].time_ms + dice.randint(*_PAUSE_MS)
    return tallies


def _signs(strokes: Iterable[KeyStroke]) -> list[tuple[str, KeyKind]]:
    return [(stroke.text.casefold(), stroke.kind) for stroke in strokes]


def _later(scene: Scene, by_ms: int) -> Scene:
    events = [
        KeyEvent(_moved(event.stroke, by_ms), event.owner, event.is_down) for event in scene.events
    ]
    return Scene(events, scene.codes, scene.busy_ms)


def _moved(stroke: KeyStroke, by_ms: int) -> KeyStroke:
    return KeyStroke(stroke.text, stroke.time_ms + by_ms, stroke.kind, stroke.us_text, stroke.key)


def table(tallies: Iterable[Tally]) -> str:
    """The figures for people, in Markdown."""
    lines = [
        "| what | inputs | recognized | refused | as typed | leaked | eaten | wrong |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for tally in tallies:
        share = f"{tally.recognized / tally.scenes:.2%}" if tally.recognized else "–"
        lines.append(
            f"| {tally.kind.name} | {tally.scenes} | {share} | {tally.refused} "
            f"| {tally.as_typed} | {tally.leaked} | {tally.eaten} | {tally.wrong} |"
        )
    tallies = list(tallies)
    sums = [
        sum(getattr(t, name) for t in tallies) for name in ("scenes", "leaked", "eaten", "wrong")
    ]
    lines.append(f"| **all** | {sums[0]} | | | | **{sums[1]}** | **{sums[2]}** | **{sums[3]}** |")
    return "\n".join(lines)


def main() -> int:
    """Run it, print the table, and fail when anything leaked or was eaten."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.wedge")
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the table there, too")
    options = parser.parse_args()
    tallies = soak(options.inputs, options.seed)
    text = table(tallies)
    sys.stdout.write(text + "\n")
    if options.out:
        options.out.write_text(text + "\n", "utf-8")
    return int(any(tally.leaked or tally.eaten or tally.wrong for tally in tallies))


if __name__ == "__main__":
    raise SystemExit(main())
