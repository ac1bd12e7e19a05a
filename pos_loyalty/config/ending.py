"""How a process that stays ends: in order, when it is told to, or with whoever started it."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread


@contextmanager
def ended_by_signal(end: Callable[[], None]) -> Iterator[None]:
    """Inside it, ``end`` is called when the system or a person tells the process to end."""

    def told(_signal: int, _frame: object) -> None:
        end()

    kept = {each: signal.signal(each, told) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in kept.items():
            signal.signal(each, handler)


def end_with_input(end: Callable[[], None]) -> None:
    """Call ``end`` when standard input is over: whoever held its other end is gone."""
    Thread(target=_read_to_the_end, args=(end,), name="input", daemon=True).start()


def _read_to_the_end(end: Callable[[], None]) -> None:
    while sys.stdin.buffer.read(1):
        pass
    end()
