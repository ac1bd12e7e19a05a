from collections.abc import Callable
from functools import partial
from threading import Event, current_thread

import pytest

from pos_loyalty.domain.print_job import JobState
from pos_loyalty.printing.spooler import Spooler
from pos_loyalty.printing.spooler_thread import SpoolerThread
from tests.support.slips import AT
from tests.support.spooling import (
    ABSENT,
    MINUTE,
    PRINTED,
    SECOND,
    PlainPress,
    ScriptedTransport,
    job,
    shop,
)


class Running:
    """A spooler thread whose printer tells when it has been reached."""

    def __init__(self, make: Callable[[], Spooler], transport: ScriptedTransport) -> None:
        self.reached = Event()
        self.stumbles: list[Exception] = []
        self.stumbled = Event()
        transport.before_send = self.reached.set
        self.thread = SpoolerThread(make, stumbled=self._stumble, looks_every=60 * MINUTE)

    def _stumble(self, error: Exception) -> None:
        self.stumbles.append(error)
        self.stumbled.set()


def test_a_nudged_thread_prints_at_once() -> None:
    """A sale does not wait for the next look into the queue."""
    here = shop(jobs=0)
    running = Running(lambda: here.spooler, here.transport)
    running.thread.start()
    here.queue.add(job(1))
    running.thread.nudge()
    assert running.reached.wait(10)
    assert running.thread.stop()
    assert here.state(1) is JobState.PRINTED


def test_a_stopped_thread_finishes_its_slip_and_ends() -> None:
    """Closing the window neither hangs nor tears a slip apart."""
    here = shop(jobs=3)
    running = Running(lambda: here.spooler, here.transport)
    running.thread.start()
    assert running.reached.wait(10)
    assert running.thread.stop()
    states = {here.state(number) for number in (1, 2, 3)}
    assert JobState.SENDING not in states


def test_a_thread_that_never_started_can_be_stopped() -> None:
    """Whatever went wrong at the start, the end is orderly."""
    here = shop()
    assert Running(lambda: here.spooler, here.transport).thread.stop()


def test_a_hurried_thread_ends_the_rest() -> None:
    """The button works while the thread sleeps."""
    here = shop(ABSENT, PRINTED)
    running = Running(lambda: here.spooler, here.transport)
    running.thread.start()
    assert running.reached.wait(10)
    running.reached.clear()
    running.thread.hurry()
    assert running.reached.wait(10)
    running.thread.stop()
    assert here.state(1) is JobState.PRINTED


@pytest.mark.expected_log("the spooler stumbled")
def test_a_thread_that_stumbles_says_so_and_goes_on() -> None:
    """One bad slip is logged and told; the next nudge prints again."""
    here = shop(press=PlainPress(breaks_on=["job-1"]))
    running = Running(lambda: here.spooler, here.transport)
    running.thread.start()
    assert running.stumbled.wait(10)
    here.queue.add(job(2))
    running.thread.nudge()
    assert running.reached.wait(10)
    running.thread.stop()
    assert here.state(2) is JobState.PRINTED
    assert [type(error) for error in running.stumbles] == [ZeroDivisionError]


def test_the_start_asks_about_what_the_last_run_was_sending() -> None:
    """The thread recovers before it sends."""
    here = shop(jobs=2)
    here.queue.claim("receipt", now=AT)
    running = Running(lambda: here.spooler, here.transport)
    running.thread.start()
    assert running.reached.wait(10)
    running.thread.stop()
    assert here.state(1) is JobState.UNCERTAIN
    assert here.state(2) is JobState.PRINTED


def test_an_errand_is_run_between_slips_in_the_spooler_s_thread() -> None:
    """Nobody else speaks to the printer meanwhile."""
    here = shop(jobs=0)
    running = Running(lambda: here.spooler, here.transport)
    names: list[str] = []
    done = Event()

    def act() -> None:
        names.append(current_thread().name)
        done.set()

    running.thread.run_errand(act, dropped=names.clear, within=MINUTE)
    running.thread.start()
    assert done.wait(10)
    running.thread.stop()
    assert names == ["spooler"]


def test_an_errand_that_comes_too_late_is_dropped() -> None:
    """A drawer does not open for somebody who has gone."""
    here = shop(jobs=0)
    running = Running(lambda: here.spooler, here.transport)
    done: list[str] = []
    dropped = Event()
    running.thread.run_errand(lambda: done.append("act"), dropped=dropped.set, within=-SECOND)
    running.thread.start()
    assert dropped.wait(10)
    running.thread.stop()
    assert done == []


def test_only_so_many_errands_are_waited_for() -> None:
    """A thread that hangs collects no backlog."""
    here = shop(jobs=0)
    running = Running(lambda: here.spooler, here.transport)
    dropped: list[int] = []
    for number in range(6):
        running.thread.run_errand(
            lambda: None, dropped=partial(dropped.append, number), within=MINUTE
        )
    assert dropped == [4, 5]
