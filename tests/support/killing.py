"""Children that die in the middle of what they do, and what they said before."""

import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from time import monotonic
from typing import NoReturn, TypeAlias

Say: TypeAlias = Callable[[str], None]

_READY = "ready"
_MOST_S = 60.0


def killed_after(delay_s: float, act: Callable[[Say], None], *, once_ready: bool) -> list[str]:
    """What a child said until it was killed: at an instant, or earlier when it had finished.

    The child is a fork, so that all it needs is imported; it opens its files itself. What
    it says is out of its hands at once. With ``once_ready`` the delay begins when it says so.
    Raises AssertionError for a child that failed on its own.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(act, writing)
    os.close(writing)
    heard = _heard_until(reading, monotonic() + delay_s) if not once_ready else b""
    if once_ready:
        while f"{_READY}\n".encode() not in heard and (more := os.read(reading, 4096)):
            heard += more
        heard += _heard_until(reading, monotonic() + delay_s)
    os.kill(child, signal.SIGKILL)
    while more := os.read(reading, 4096):
        heard += more
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status)), "the child failed on its own"
    return [line for line in heard.decode().splitlines() if line != _READY]


def _heard_until(reading: int, deadline: float) -> bytes:
    heard = b""
    while (left := deadline - monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if ready:
            more = os.read(reading, 4096)
            if not more:
                break
            heard += more
    return heard


def _live(act: Callable[[Say], None], writing: int) -> NoReturn:
    # Nothing of the parent's may be cleaned up in here, least of all its own files.
    signal.alarm(int(_MOST_S))
    try:
        act(lambda line: _written(writing, line))
    except BaseException:  # noqa: BLE001 - nothing may get back into pytest
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def _written(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())
