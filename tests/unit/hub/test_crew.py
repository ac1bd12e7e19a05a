import os
import signal
from pathlib import Path
from threading import Thread

from pos_loyalty.hub.crew import Crew

DEADLINE_S = 30.0


def _work(number: int, folder: Path) -> None:
    """Says that it is there, and waits to be ended."""
    (folder / str(os.getpid())).write_text(str(number))
    signal.pause()


def _there(folder: Path, crew: Thread, *, least: int) -> list[int]:
    """The processes that have come, once there are so many."""
    while crew.is_alive():
        found = [int(path.name) for path in folder.iterdir()]
        if len(found) >= least:
            return found
        crew.join(0.02)
    raise AssertionError(least)


def test_one_that_dies_is_replaced_and_all_end_together(tmp_path: Path) -> None:
    """Nobody notices a process that dies; told to end, none is left."""
    crew = Crew(2, _work, (tmp_path,))
    running = Thread(target=crew.run)
    running.start()
    first = _there(tmp_path, running, least=2)[0]
    os.kill(first, signal.SIGKILL)
    came = _there(tmp_path, running, least=3)
    numbers = sorted((tmp_path / str(each)).read_text() for each in came)
    assert numbers in (["0", "0", "1"], ["0", "1", "1"])
    crew.end()
    running.join(DEADLINE_S)
    assert not running.is_alive()
    assert all(not Path(f"/proc/{each}").exists() for each in came)
