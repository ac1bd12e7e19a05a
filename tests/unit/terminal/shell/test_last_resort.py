import sys
import threading

import pytest

from pos_loyalty.terminal.shell.last_resort import LastResort


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What was told while the last resort was in charge."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    errors: list[BaseException] = []
    LastResort(errors.append).install()
    return errors


@pytest.mark.expected_log("nobody caught this")
def test_a_bug_is_logged_and_told(told: list[BaseException]) -> None:
    """What nobody caught ends in the log with its trace, and is said to a person."""
    error = ValueError("bug")
    sys.excepthook(ValueError, error, None)
    assert told == [error]


@pytest.mark.expected_log("nobody caught this")
def test_a_bug_in_a_thread_is_no_less_one(told: list[BaseException]) -> None:
    """A thread that dies does not die in silence."""

    def fail() -> None:
        raise KeyError("bug")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [type(error) for error in told] == [KeyError]


def test_ctrl_c_is_a_wish(told: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    """Who interrupts the program is not told about a bug."""
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert told == []
    capsys.readouterr()
