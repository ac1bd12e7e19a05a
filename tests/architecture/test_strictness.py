import logging
import threading

import pytest
from PySide6.QtCore import QThread, QTimer

from tests.support.strictness import LogWitness, log_complaints, qt_left, threads_left


@pytest.mark.expected_log("paper is low")
def test_a_witness_sees_warnings_and_nothing_milder() -> None:
    """What an operator would be woken for is seen; what is mere history is not."""
    witness = LogWitness()
    logger = logging.getLogger("till")
    logger.addHandler(witness)
    logger.info("opened")
    logger.warning("paper is low on %s", "receipt")
    logger.removeHandler(witness)
    assert witness.seen == ("WARNING till: paper is low on receipt",)


def test_an_expected_record_must_come_and_no_other() -> None:
    """Expecting a record is a promise that it appears, not leave for any."""
    seen = ("WARNING till: paper is low",)
    assert log_complaints(seen, ["paper is low"]) == []
    assert log_complaints(seen, []) == ["logged unexpectedly: WARNING till: paper is low"]
    assert log_complaints((), ["paper"]) == ["expected in the log, but absent: paper"]


def test_a_thread_that_ends_is_not_held_against_its_test() -> None:
    """Only a thread that nobody stopped is reported."""
    before = threading.enumerate()
    threading.Thread(target=threading.Event().wait, args=(0.01,)).start()
    assert threads_left(before) == []


@pytest.mark.usefixtures("qapp")
def test_a_ticking_timer_is_found() -> None:
    """A timer left ticking would fire into the next test."""
    timer = QTimer()
    timer.setObjectName("left ticking")
    timer.start(60_000)
    assert qt_left() == ["timer still active: QTimer left ticking"]
    timer.stop()
    assert qt_left() == []


@pytest.mark.usefixtures("qapp")
def test_a_running_qt_thread_is_found() -> None:
    """A thread left running may touch objects that are gone."""
    thread = QThread()
    thread.setObjectName("left running")
    thread.start()
    assert qt_left() == ["Qt thread still running: QThread left running"]
    thread.quit()
    thread.wait()
    assert qt_left() == []
