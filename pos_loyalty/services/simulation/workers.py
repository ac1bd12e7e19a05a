"""Processes that replay parts of a shop, as many as there is room for.

They are begun anew, never forked, so that they work alike on all systems; each opens the
database by itself. Ending one needs nothing of it: it holds nothing that could be left half done.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Final, TypeAlias

from pos_loyalty.config.rubbish import tidy_seldom
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.services.simulation.parts import Part, Told
from pos_loyalty.services.simulation.tally import Tally
from pos_loyalty.storage.recorded import looking_at

_Pipe: TypeAlias = "Connection[Any, Any]"
_LOOK_UP_S: Final = 0.1


class WorkerLostError(OutageError):
    """A process ended before it was done: killed, or out of memory. Facts: ``status``."""

    code = "worker-lost"


def run_parts(
    parts: Sequence[Part],
    database: Path,
    *,
    processes: int,
    niceness: int,
    told: Callable[[int], None],
) -> Iterator[Tally]:
    """The sum of each part, in the order in which they are found.

    ``niceness`` is how far the processes stand back behind others, where the system knows that.
    ``told`` is called several times a second with how many events were gone through since; what
    it raises ends all processes at once. Raises WorkerLostError.
    """
    context = multiprocessing.get_context("spawn")
    waiting = list(reversed(parts))
    workers: dict[_Pipe, SpawnProcess] = {}
    try:
        for _ in range(min(processes, len(parts))):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, database, niceness), daemon=True)
            process.start()
            theirs.close()
            workers[ours] = process
            ours.send(waiting.pop())
        left = len(parts)
        while left:
            ready = wait(list(workers), timeout=_LOOK_UP_S)
            told(0)
            for pipe in [each for each in workers if each in ready]:
                said = _heard(pipe, workers[pipe])
                if isinstance(said, int):
                    told(said)
                    continue
                if waiting:
                    pipe.send(waiting.pop())
                left -= 1
                yield said
    finally:
        for pipe, process in workers.items():
            process.terminate()
            process.join()
            process.close()
            pipe.close()


def room_for_processes() -> int:
    """How many processes are worth beginning on this machine."""
    return max(1, os.cpu_count() or 1)


def _heard(pipe: _Pipe, process: SpawnProcess) -> Told:
    try:
        said: Told = pipe.recv()
    except EOFError:
        process.join()
        raise WorkerLostError(status=process.exitcode) from None
    return said


def _work(pipe: _Pipe, database: Path, niceness: int) -> None:
    """What a process does: one part after the other, until nobody has any more."""
    # Whoever interrupts the program interrupts whoever waits for us, and is heard there.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(niceness)
    tidy_seldom()
    with suppress(EOFError):
        part: Part = pipe.recv()
        # What one part has read of the file's tree, the next one need not read again.
        with looking_at(database) as reading:
            while True:
                for said in part.run(reading):
                    pipe.send(said)
                part = pipe.recv()
