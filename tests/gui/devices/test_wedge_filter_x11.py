"""The wedge filter before a real window system, with real key events and their own times."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from operator import sub
from pathlib import Path
from typing import Any, Self

import pytest

from pos_loyalty.scanning.wedge_settings import WedgeSettings
from tests.support.wedge import CARD

ROOT = Path(__file__).parents[3]
_SITTINGS = 5

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool",
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display that nobody looks at."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


class Typist:
    """Types into the window by way of the window system.

    ``longest_ms`` is the longest pause it made, the first two keys and the last one left out.
    """

    def __init__(self, display: str) -> None:
        self.longest_ms = 0
        self._environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> Self:
        self._window = subprocess.Popen(
            [sys.executable, "-m", "tests.support.wedge_window"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        # No window manager runs here that would give it the focus.
        self._run("windowfocus", "--sync", self._line().split()[1])
        assert self._line() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        self._window.kill()
        self._window.communicate()

    def scan(self, text: str, *, delay_ms: int) -> None:
        """A burst with Enter behind it."""
        self._run("type", "--args", "1", "--delay", _delay(delay_ms), text, "key", "Return")

    def type(self, text: str) -> None:
        """At the pace of a person."""
        self._run("type", "--delay", _delay(70), text)

    def scan_by_keys(self, text: str, *, first: str = "") -> None:
        """As a US scanner presses them, whatever keyboard the computer believes in."""
        prefix = [first] if first else []
        self._run("key", "--delay", "2", *prefix, *map(_us_key, text), "Return")

    def lay_out(self, country: str) -> None:
        """Another keyboard, as far as the computer knows."""
        subprocess.run(["setxkbmap", country], env=self._environment, check=True)

    def press(self, key: str) -> None:
        self._run("key", key)

    def report(self) -> dict[str, object]:
        """What the window has seen; then it is gone."""
        self._run("key", "F12")
        seen: dict[str, Any] = json.loads(self._line())
        times = seen.pop("times")
        self.longest_ms = max(map(sub, times[3:], times[2:-2]), default=0)
        return seen

    def _line(self) -> str:
        assert self._window.stdout is not None
        return self._window.stdout.readline().strip()

    def _run(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True)


def _delay(between_keys_ms: int) -> str:
    """A key is let go after half of the delay, and the next one is pressed at once."""
    return str(2 * between_keys_ms)


def _us_key(character: str) -> str:
    """The key's number at X11, with Shift for letters."""
    rows = ((10, "1234567890"), (24, "QWERTYUIOP"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
    codes = {key: first + place for first, row in rows for place, key in enumerate(row)}
    number = str(codes[character])
    return f"shift+{number}" if character.isalpha() else number


@pytest.fixture
def typist(display: str) -> Iterator[Typist]:
    """Somebody at a keyboard before an open window."""
    with Typist(display) as sitting:
        yield sitting


@pytest.mark.parametrize("delay_ms", [0, 1, 5, 12])
def test_bursts_are_scans_and_leave_nothing_behind(typist: Typist, delay_ms: int) -> None:
    """Neither a character in the field nor a press of the default button."""
    typist.scan(CARD, delay_ms=delay_ms)
    assert typist.report() == {"scans": [CARD], "presses": [], "text": ""}


def test_typing_around_a_scan_is_exact(typist: Typist) -> None:
    """Text before and after, Enter that confirms it, and the scan in the middle."""
    typist.type("36,5")
    typist.scan(CARD, delay_ms=4)
    typist.type("0 Milch & Brot")
    typist.press("Return")
    expected = {"scans": [CARD], "presses": ["36,50 Milch & Brot"], "text": "36,50 Milch & Brot"}
    assert typist.report() == expected


@pytest.mark.parametrize("delay_ms", [40, 50])
def test_a_slow_scanner_reads_our_cards_without_any_setting(display: str, delay_ms: int) -> None:
    """The code shows by its shape, at the pace of a person."""
    for _ in range(_SITTINGS):
        with Typist(display) as typist:
            typist.type("36")
            typist.scan(CARD, delay_ms=delay_ms)
            report = typist.report()
        if typist.longest_ms <= WedgeSettings().card_gap_ms:
            break
        # A busy machine held the keys up for longer than any scanner does.
    assert report == {"scans": [CARD], "presses": [], "text": "36"}


@pytest.mark.skipif(not shutil.which("setxkbmap"), reason="needs setxkbmap")
@pytest.mark.parametrize("country", ["fr", "de", "ch"])
def test_a_us_scanner_is_read_on_keyboards_of_other_countries(typist: Typist, country: str) -> None:
    """By the places of its keys, where their signs are others."""
    typist.lay_out(country)
    typist.scan_by_keys(CARD)
    seen = typist.report()
    assert seen == {"scans": [CARD], "presses": [], "text": ""}


@pytest.mark.parametrize("number", [191, 192])
def test_a_prefix_key_that_the_system_names_otherwise_is_still_f13(
    typist: Typist, number: int
) -> None:
    """F13 and F14 are a tool box and a launcher to X11; before a scan they are nobody's."""
    typist.type("36")
    typist.scan_by_keys(CARD, first=str(number))
    assert typist.report() == {"scans": [CARD], "presses": [], "text": "36"}
