import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.errors import LoyaltyError, OutageError, RefusalError
from pos_loyalty.terminal.tasks import BusyError
from pos_loyalty.terminal.worker import WorkerTasks


def _unwanted(answer: object) -> None:
    pytest.fail(f"unexpected: {answer}")


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[WorkerTasks]:
    """A worker that is joined at the end."""
    made = WorkerTasks(qapp)
    yield made
    made.close()


def test_work_is_done_in_order_and_answered_here(qtbot: QtBot, worker: WorkerTasks) -> None:
    """Calls run one after the other in another thread; answers arrive in this one."""
    answers: list[tuple[int, bool]] = []
    here = threading.get_ident()
    workers: set[int] = set()

    def work(number: int) -> int:
        workers.add(threading.get_ident())
        return number

    def done(number: int) -> None:
        answers.append((number, threading.get_ident() == here))

    for number in range(5):
        worker.run(partial(work, number), done, _unwanted)
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert answers == [(number, True) for number in range(5)]
    assert len(workers) == 1
    assert here not in workers


def test_a_refusal_arrives_as_one(qtbot: QtBot, worker: WorkerTasks) -> None:
    """A refusal crosses with its facts."""
    refusals: list[LoyaltyError] = []

    def refuse() -> int:
        raise RefusalError(reason="test")

    worker.run(refuse, _unwanted, refusals.append)
    qtbot.waitUntil(lambda: bool(refusals))
    assert refusals[0].facts == {"reason": "test"}


def test_a_bug_frees_the_screen_and_reaches_the_last_resort(
    qtbot: QtBot, worker: WorkerTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen hears of an outage; the trace goes to the last-resort handler."""
    caught: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: caught.append(error))
    refusals: list[LoyaltyError] = []
    worker.run(lambda: 1 // 0, _unwanted, refusals.append)
    qtbot.waitUntil(lambda: bool(refusals))
    assert isinstance(refusals[0], OutageError)
    assert isinstance(caught[0], ZeroDivisionError)


def test_more_than_anybody_asks_for_is_refused(qtbot: QtBot, worker: WorkerTasks) -> None:
    """A worker that hangs fills up to its bound, and then says so at once."""
    gate = threading.Event()
    done: list[bool] = []
    refusals: list[LoyaltyError] = []
    for _ in range(80):
        worker.run(gate.wait, done.append, refusals.append)
    qtbot.waitUntil(lambda: bool(refusals))
    assert all(isinstance(error, BusyError) for error in refusals)
    gate.set()
    qtbot.waitUntil(lambda: len(done) + len(refusals) == 80)


@pytest.mark.usefixtures("qapp")
def test_the_end_waits_for_what_was_asked_and_drops_its_answer() -> None:
    """A sale that is being written when the window closes is written to its end."""
    worker = WorkerTasks()
    written: list[bool] = []
    answered: list[bool] = []

    def write() -> bool:
        written.append(True)
        return True

    worker.run(write, answered.append, _unwanted)
    worker.close()
    worker.close()
    assert written == [True]
    assert answered == []
