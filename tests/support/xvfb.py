"""A display that nobody looks at, and the program itself before it, worked with real keys."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pos_loyalty.config.paths import DataFolder

ROOT: Final = Path(__file__).parents[2]
IS_HERE: Final = all(map(shutil.which, ("Xvfb", "xdotool", "openbox")))

_PROGRAM: Final = ("-m", "pos_loyalty", "--data")
_PATIENCE_S: Final = 40.0
_LOOK_S: Final = 0.02


@contextmanager
def display(size: str = "1366x768") -> Iterator[str]:
    """The name of a display with a window manager on it."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        name = f":{answer.readline().strip()}"
    manager = subprocess.Popen(
        ["openbox"],
        env=os.environ | {"DISPLAY": name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield name
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


class RunningTill:
    """One run of the program in a process of its own, and two hands at its keyboard."""

    def __init__(
        self, display_name: str, folder: DataFolder, *options: str, title: str = "Sonnenblume"
    ) -> None:
        """``title`` is a part of its window's."""
        self._folder = folder
        self._options = options
        self._title = title
        self._environment = os.environ | {
            "DISPLAY": display_name,
            "QT_QPA_PLATFORM": "xcb",
            # The state lies in a folder of its own below the one that is named.
            "POS_LOYALTY_STATE": str(folder.state.parent),
            "XDG_RUNTIME_DIR": str(folder.root),
        }
        self._log = folder.logs / "pos-loyalty.log"
        self._told_before = len(self.log())
        self._on_its_way: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._said = (self._folder.root.parent / "stderr").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, *_PROGRAM, str(self._folder.root), "run", *self._options],
            cwd=ROOT,
            env=self._environment,
            stderr=self._said,
        )
        self.until(self._is_in_front, "the window")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(10)
        self._said.close()

    def log(self) -> list[dict[str, Any]]:
        """What the program has noted so far, in all its runs."""
        if not self._log.is_file():
            return []
        return [json.loads(line) for line in self._log.read_text("utf-8").splitlines()]

    def told(self, event: str) -> list[dict[str, Any]]:
        """What this run has noted of one kind."""
        return [line for line in self.log()[self._told_before :] if line["event"] == event]

    def heard(self, event: str, times: int = 1) -> None:
        """Wait until something was noted so many times by this run."""
        self.until(lambda: len(self.told(event)) >= times, event)

    def until(self, found: Callable[[], object], what: str) -> None:
        """Wait for something outside the process; it has to live meanwhile."""
        deadline = time.monotonic() + _PATIENCE_S
        while not found():
            assert self._process.poll() is None, f"ended before: {what}; {self.said()}"
            latest = self.log()[-8:]
            assert time.monotonic() < deadline, f"never came: {what}; {self.said()}; {latest}"
            time.sleep(_LOOK_S)

    def said(self) -> str:
        """What the program wrote to its standard error."""
        return Path(self._said.name).read_text("utf-8", "replace")

    def sign_in(self, pin: str, *, place: int = 1) -> None:
        """Take a name by the arrow keys and type the PIN; again where the list was not there."""
        while not self.told("somebody is at the counter"):
            self.press("Escape", *["Down"] * place)
            self.type(pin)
            self.press("Return")
            deadline = time.monotonic() + 2
            while not self.told("somebody is at the counter") and time.monotonic() < deadline:
                time.sleep(_LOOK_S)

    def scan(self, code: str, *, delay_ms: int = 4, suffix: str = "Return") -> None:
        """As a scanner types; without a suffix it only falls silent."""
        keys = ["key", suffix] if suffix else []
        self._xdotool("type", "--args", "1", "--delay", str(delay_ms), code, *keys)

    def type(self, text: str) -> None:
        """At the pace of a quick person."""
        self._xdotool("type", "--delay", "70", text)

    def press(self, *keys: str) -> None:
        """Named keys, one after the other."""
        self._xdotool("key", "--delay", "70", *keys)

    def hold(self, x: int, y: int) -> None:
        """A finger goes down there and stays; ``let_go`` lifts it."""
        self._xdotool("mousemove", str(x), str(y), "mousedown", "1")

    def let_go(self) -> None:
        self._xdotool("mouseup", "1")

    def press_and_go(self, key: str) -> None:
        """A key on its way; whoever presses does not wait for anything."""
        self._on_its_way = subprocess.Popen(["xdotool", "key", key], env=self._environment)

    def kill(self) -> None:
        """As a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        if self._on_its_way is not None:
            self._on_its_way.wait(10)

    def ask_to_end(self) -> None:
        """As a machine does that is shut down."""
        self._process.terminate()

    def ended(self) -> int:
        """The exit status, once the program has ended by itself."""
        return self._process.wait(_PATIENCE_S)

    def _is_in_front(self) -> bool:
        """Whether the window is there, bears its title, and has the keyboard."""
        named = self._found("search", "--onlyvisible", "--name", self._title)
        return bool(named) and named == self._found("getactivewindow")

    def _found(self, *arguments: str) -> str:
        asked = subprocess.run(
            ["xdotool", *arguments],
            env=self._environment,
            check=False,
            timeout=_PATIENCE_S,
            capture_output=True,
            text=True,
        )
        return asked.stdout.strip()

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments],
            env=self._environment,
            check=True,
            timeout=_PATIENCE_S,
            stdout=subprocess.DEVNULL,
        )
